"""Which packages does R code attach or name (`library(x)`, `x::f`)? In R Markdown and Quarto, what its chunks do."""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Lend, Requirement, RRequirements, Source

from .door import Part, facts, joined
from .r_data import data_of

ATTACHED = re.compile(
    r"(?<![\w.])(?:library|require|requireNamespace|loadNamespace|library\.dynam)\s*\(\s*"
    r"(?:package\s*=\s*)?([\"']?)([A-Za-z][A-Za-z0-9.]*)\1\s*[,)]"
)
NAMED = re.compile(r"(?<![\w.:])([A-Za-z][A-Za-z0-9.]*):::?[A-Za-z.]")
LOADED = re.compile(r"(?<![\w.])(?:pacman::)?p_load\s*\(([^()]*)\)")
SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9.]*")
CHUNK = re.compile(r"^\s*(`{3,}|~{3,})\s*\{\s*[rR]\b")
STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#.*$")
SHIPPED_WITH_R = frozenset({
    "base", "compiler", "datasets", "grDevices", "graphics", "grid", "methods", "parallel", "splines", "stats",
    "stats4", "tcltk", "tools", "utils",
})  # fmt: skip


def read(source: Source, lend: Lend) -> Part:
    """Each package once, where it is met first, and what data is touched. R has no size of its own here."""
    name = source.file.path.lower()
    lines = _chunks(source.text) if name.endswith((".rmd", ".qmd")) else enumerate(source.text.split("\n"), 1)
    found: dict[str, Requirement] = {}
    for number, line in lines:
        for package in _packages(line[:2_000]):
            if package not in SHIPPED_WITH_R and package not in found:
                found[package] = Requirement(package, source.place(number), text=line.strip()[:200])
    return joined([Part(facts(RRequirements(found.values()))), data_of(source, lend)])


def _packages(line: str) -> Iterator[str]:
    bare = STRING.sub(lambda one: "" if one.group()[0] == "#" else one.group(), line)
    yield from (told[2] for told in ATTACHED.finditer(bare))
    for told in LOADED.finditer(bare):
        yield from (one.strip() for one in told[1].split(",") if SYMBOL.fullmatch(one.strip()))
    yield from (told[1] for told in NAMED.finditer(STRING.sub("", bare)))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the chunks that R runs."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            else:
                yield number, line
        elif started := CHUNK.match(line):
            fence = started[1]
