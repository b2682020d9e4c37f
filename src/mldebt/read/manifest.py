"""What do the manifests of R and of the JVM ask for?"""

from collections.abc import Callable, Iterator

from mldebt import patterns as re
from mldebt.model import Lend, Place, Requirement, RRequirements, Source

from .door import Part, facts
from .gradle import catalog, gradle, sbt
from .pom import pom

RUNTIME = (".python-version", "runtime.txt")
"""Files that choose a runtime and ask for nothing."""
FIELDS = {"Depends": "", "Imports": "", "LinkingTo": "", "Suggests": "optional", "Enhances": "optional"}
R_PACKAGE = re.compile(r"\s*([A-Za-z][A-Za-z0-9.]*)\s*(?:\(\s*([<>=]=?|==)\s*([\w.-]+)\s*\))?")


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """Requirements of one ecosystem or the other, by the file's name."""
    name = source.file.path.rpartition("/")[2].lower()
    readers: dict[str, Callable[[Source], Part]] = {
        "description": _description, "pom.xml": pom, "build.sbt": sbt, "libs.versions.toml": catalog,
    }  # fmt: skip
    return Part() if name in RUNTIME else readers.get(name, gradle)(source)


def _description(source: Source) -> Part:
    """Fields of a package of R, or of a project that borrows the form. Another file of that name holds none."""
    found: list[Requirement] = []
    field = ""
    for number, line in enumerate(source.text.split("\n"), 1):
        started = re.match(r"([A-Z][\w/@.-]*):(.*)", line)
        if started:
            field, line = started[1], started[2]
        elif not line[:1].isspace():
            field = ""
        if field in FIELDS:
            found += _packages(line, source.place(number), FIELDS[field])
    return Part(facts(RRequirements(found)))


def _packages(text: str, where: Place, group: str) -> Iterator[Requirement]:
    for entry in text.split(","):
        told = R_PACKAGE.match(entry)
        if told and told[1] != "R":
            operator, version = told[2] or "", told[3] or ""
            pinned = version if operator == "==" else ""
            yield Requirement(told[1], where, operator + version, group, pinned=pinned, text=entry.strip())
