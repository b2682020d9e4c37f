"""What do Gradle and sbt builds ask for, as far as they say so in plain words?"""

import tomllib
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import JvmRequirements, NotRead, Requirement, Source

from .door import Part, facts
from .toml_lines import TomlLines

CONFIGURATION = (
    r"(?P<how>\w*(?:[iI]mplementation|[aA]pi|[cC]ompile|[cC]ompileOnly|[rR]untime|[rR]untimeOnly|kapt|ksp|classpath))"
)
STRING = re.compile(
    rf"^\s*{CONFIGURATION}\s*\(?\s*(?:(?:enforcedP|p)latform\s*\(\s*)?"
    r"[\"'](?P<group>[\w.-]+):(?P<name>[\w.-]+)(?::(?P<version>[^\"':@]+))?[^\"']*[\"']"
)
MAP = re.compile(
    rf"^\s*{CONFIGURATION}\s*\(?\s*group\s*[:=]\s*[\"'](?P<group>[\w.-]+)[\"']\s*,\s*"
    r"name\s*[:=]\s*[\"'](?P<name>[\w.-]+)[\"'](?:\s*,\s*version\s*[:=]\s*(?:[\"'](?P<version>[^\"']+)[\"']|(?P<held>\w+)))?"
)
VALUE = re.compile(
    r"^\s*(?:lazy\s+)?(?:val|var|def|ext\.|extra\[\"|set\(\")?\s*(?P<name>\w+)(?:\"\])?\s*(?::\s*String\s*)?"
    r"=\s*[\"'](?P<value>[^\"'$]+)[\"']"
)
HOLE = re.compile(r"\$\{?(?:rootProject\.|project\.|ext\.|versions\.)?(\w+)\}?")
SBT = re.compile(
    r"\"(?P<group>[\w.-]+)\"\s*(?P<sign>%{1,3})\s*\"(?P<name>[\w.-]+)\"\s*%\s*(?:\"(?P<version>[^\"]+)\"|(?P<held>[\w.]+))"
    r"(?:\s*%\s*(?:\"(?P<scope>[^\"]+)\"|(?P<word>\w+)))?"
)
COMMENT = re.compile(r"(?<![:\"'])//.*$")


def gradle(source: Source) -> Part:
    """String and map notation, in Groovy and in Kotlin. References to a catalogue stand in the catalogue."""
    held = _held(source.text)
    found = []
    for number, line in _lines(source.text):
        told = STRING.match(line) or MAP.match(line)
        if told:
            row = told.groupdict()
            version = _filled(row["version"] or "", held) or held.get(row.get("held") or "", "")
            how = told["how"].lower()
            group = "test" if "test" in how else "dev" if how == "classpath" else ""
            found.append(_requirement(f"{told['group']}:{told['name']}", version, group, number, source))
    return Part(facts(JvmRequirements(found)))


def sbt(source: Source) -> Part:
    """`%%` appends the version of Scala to the name, so the name is only its beginning; it is kept as written."""
    held = _held(source.text)
    found = []
    for number, line in _lines(source.text):
        for told in SBT.finditer(line):
            version = told["version"] or held.get((told["held"] or "").rpartition(".")[2], "")
            scope = (told["scope"] or told["word"] or "").lower()
            group = "test" if scope in ("test", "it", "it,test") else ""
            found.append(_requirement(f"{told['group']}:{told['name']}", version, group, number, source))
    return Part(facts(JvmRequirements(found)))


def catalog(source: Source) -> Part:
    """The libraries of a version catalogue; plugins are no part of the program."""
    try:
        document = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        return Part(not_read=(NotRead(source.file.path, f"not valid TOML: {problem}"),))
    except RecursionError:
        return Part(not_read=(NotRead(source.file.path, "not valid TOML: nested too deeply"),))
    libraries, versions = document.get("libraries"), document.get("versions")
    known = versions if isinstance(versions, dict) else {}
    found = _libraries(libraries if isinstance(libraries, dict) else {}, known, TomlLines(source.text), source)
    return Part(facts(JvmRequirements(found)))


def _libraries(
    libraries: dict[str, object], versions: dict[str, object], lines: TomlLines, source: Source
) -> Iterator[Requirement]:
    for alias, row in libraries.items():
        name, version = "", ""
        if isinstance(row, str):
            parts = row.split(":")
            name, version = ":".join(parts[:2]), parts[2] if len(parts) > 2 else ""
        elif isinstance(row, dict):
            name = str(row.get("module") or f"{row.get('group')}:{row.get('name')}")
            version = _version(row.get("version"), versions)
        if name.count(":") == 1:
            yield _requirement(name, version, "", lines.key(("libraries", alias)), source)


def _version(told: object, versions: dict[str, object]) -> str:
    if isinstance(told, dict):
        reference = told.get("ref")
        told = versions.get(reference) if isinstance(reference, str) else told.get("strictly") or told.get("require")
    if isinstance(told, dict):
        told = told.get("strictly") or told.get("require")
    return told if isinstance(told, str) else ""


def _requirement(name: str, version: str, group: str, line: int, source: Source) -> Requirement:
    told = "" if "$" in version else version
    exact = bool(told) and not told.endswith("+") and told[0] not in "[(" and not told.startswith("latest.")
    return Requirement(
        name, source.place(line), f"=={told}" if exact else told, group, pinned=told if exact else "",
        text=f"{name}:{version}".rstrip(":"),
    )  # fmt: skip


def _held(text: str) -> dict[str, str]:
    """Strings that the build keeps under a name."""
    found = (VALUE.match(line) for line in text.split("\n"))
    return {one["name"]: one["value"] for one in found if one}


def _filled(text: str, held: dict[str, str]) -> str:
    return HOLE.sub(lambda found: held.get(found[1], found[0]), text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without their comments; those of a block comment are left out."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if inside or line.lstrip().startswith("/*"):
            inside = "*/" not in line
        elif len(line) < 2_000:
            yield number, COMMENT.sub("", line)
