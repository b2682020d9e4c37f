"""Which runtime do the lines of a file choose?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Runtime, Runtimes, Source

CONDA = re.compile(r"^\s*-\s*[\"']?(?:[\w.-]+::)?(python|r-base)\s*==?\s*(\d+(?:\.\d+)*)[\"']?\s*(?:=\S+)?\s*(?:#.*)?$")
PIPFILE = re.compile(r"^\s*python_(?:full_)?version\s*=\s*[\"'](\d+(?:\.\d+)*)[\"']")
REQUIRES = re.compile(r"^\s*(?:requires-python|python)\s*=\s*[\"'](?:==|~=|~|\^(?=2))\s*(\d+\.\d+(?:\.[\d*]+)?)[\"']")
FUNCTION = re.compile(r"^\s*(?:-\s*)?[Rr]untime:\s*[\"']?(python|java)(\d+(?:\.\d+)?)[\"']?\s*(?:#.*)?$")
BARE = re.compile(r"^\s*(?:python-)?(\d+\.\d+(?:\.\d+)?)\s*(?:#.*)?$")
MAVEN = re.compile(r"<(?:java\.version|maven\.compiler\.(?:source|target|release))>\s*(1\.\d|\d+)\s*</")
SIGNS = ("python", "r-base", "runtime", "java", "compiler")


def runtimes(source: Source) -> Runtimes:
    """What the lines choose, by the kind of the file."""
    name = source.file.path.rpartition("/")[2]
    text = source.text
    if name not in (".python-version", "runtime.txt") and not any(sign in text.lower() for sign in SIGNS):
        return Runtimes()
    found: Iterator[Runtime] = _chosen(name, text.split("\n"), source)
    return Runtimes(found)


def _chosen(name: str, lines: list[str], source: Source) -> Iterator[Runtime]:
    for number, line in enumerate(lines, 1):
        where = source.place(number)
        if name in (".python-version", "runtime.txt"):
            told = BARE.match(line)
            if told:
                yield Runtime("python", told[1], where)
                return
        elif name == "Pipfile" or name == "pyproject.toml":
            told = (PIPFILE if name == "Pipfile" else REQUIRES).match(line)
            if told:
                yield Runtime("python", told[1].removesuffix(".*"), where)
        elif name == "pom.xml":
            told = MAVEN.search(line)
            if told:
                yield Runtime("java", told[1], where)
                return
        elif name.endswith((".yml", ".yaml")):
            conda, function = CONDA.match(line), FUNCTION.match(line)
            if conda:
                yield Runtime("r" if conda[1] == "r-base" else "python", conda[2], where)
            elif function:
                yield Runtime(function[1], function[2], where)
