"""What does a Maven build ask for? Entities are refused, so that a small file cannot become a large one."""

from typing import NamedTuple
from xml.parsers import expat

from mldebt import patterns as re
from mldebt.model import JvmRequirements, NotRead, Requirement, Source

from .door import Part, facts

DEPENDENCY = ("dependencies", "dependency")
GROUPS = {"test": "test", "provided": "", "compile": "", "runtime": "", "system": "", "import": ""}
PROPERTY = re.compile(r"\$\{([^}]+)\}")
DEEPEST = 200
ROUNDS = 8
"""How often properties may lead to others before we stop following them."""


class Element(NamedTuple):
    """Path below `project`, its text and its line."""

    path: tuple[str, ...]
    text: str
    line: int


class _RefusedError(ValueError):
    pass


def pom(source: Source) -> Part:
    """Dependencies of the project and its profiles, with versions from properties and from `dependencyManagement`."""
    try:
        elements = _elements(source.text)
    except (expat.ExpatError, ValueError) as problem:
        return Part(not_read=(NotRead(source.file.path, f"not valid XML: {problem}"),))
    properties = {one.path[-1]: one.text for one in elements if one.path[-2:-1] == ("properties",)}
    for one in elements:
        if len(one.path) == 1 or one.path[:-1] == ("parent",):
            properties.setdefault(f"project.{'.'.join(one.path)}", one.text)
    if "project.parent.version" in properties:
        properties.setdefault("project.version", properties["project.parent.version"])
    managed, asked = {}, []
    for row, line in _dependencies(elements):
        name = f"{_filled(row.get('groupId', ''), properties)}:{_filled(row.get('artifactId', ''), properties)}"
        version = _filled(row.get("version", ""), properties)
        if row["managed"]:
            managed[name] = version
        else:
            asked.append((name, version, row, line))
    return Part(facts(JvmRequirements(
        _requirement(name, version or managed.get(name, ""), row, line, source) for name, version, row, line in asked
    )))  # fmt: skip


def _requirement(name: str, version: str, row: dict[str, str], line: int, source: Source) -> Requirement:
    told = "" if "${" in version else version
    ranged = told[:1] in "[(" if told else False
    group = "optional" if row.get("optional") == "true" else GROUPS.get(row.get("scope", ""), "")
    return Requirement(
        name, source.place(line), told if ranged or not told else f"=={told}", group,
        pinned="" if ranged or told in ("LATEST", "RELEASE") else told, text=f"{name}:{version}".rstrip(":"),
    )  # fmt: skip


def _dependencies(elements: list[Element]) -> list[tuple[dict[str, str], int]]:
    """Each `dependency` with its children; plugins have their own, which are no part of the program."""
    found: list[tuple[dict[str, str], int]] = []
    open_row: dict[str, str] = {}
    for one in elements:
        if "plugins" in one.path or "plugin" in one.path or "exclusions" in one.path:
            continue
        if one.path[-3:-1] == DEPENDENCY:
            open_row[one.path[-1]] = one.text
        elif one.path[-2:] == DEPENDENCY:
            open_row["managed"] = "yes" if "dependencyManagement" in one.path else ""
            found.append((open_row, one.line))
            open_row = {}
    return [(row, line) for row, line in found if row.get("artifactId")]


def _elements(text: str) -> list[Element]:
    """All elements in the order in which they end, each with the line on which it begins."""
    found: list[Element] = []
    path: list[str] = []
    texts: list[list[str]] = []
    lines: list[int] = []
    parser = expat.ParserCreate()

    def start(name: str, _: dict[str, str]) -> None:
        if len(path) > DEEPEST:
            raise _RefusedError("nested too deeply")
        path.append(name.rpartition(":")[2])
        texts.append([])
        lines.append(parser.CurrentLineNumber)

    def end(_: str) -> None:
        found.append(Element(tuple(path[1:]), "".join(texts.pop()).strip(), lines.pop()))
        path.pop()

    def refuse(*_: object) -> None:
        raise _RefusedError("it declares entities of its own")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda data: texts[-1].append(data) if texts else None
    parser.EntityDeclHandler = refuse
    parser.Parse(re.sub(r"^<\?xml[^>]*\?>", "", text.lstrip("\ufeff")), True)
    return found


def _filled(text: str, properties: dict[str, str]) -> str:
    """With the values of its properties, as far as they are known."""
    for _ in range(ROUNDS):
        if "${" not in text or len(text) > 500:
            break
        text = PROPERTY.sub(lambda found: properties.get(found[1].strip(), found[0]), text)
    return text.strip()
