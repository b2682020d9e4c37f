"""What does setup.cfg ask for, and what does the project call itself?"""

import configparser
from collections.abc import Iterator

from mldebt.knowledge import canonical_name
from mldebt.model import (
    Inclusion,
    Inclusions,
    Lend,
    NotRead,
    Own,
    OwnDistribution,
    Requirement,
    Requirements,
    Source,
)

from .door import Part, facts
from .specs import group_named, parsed_requirement

Found = Requirement | Inclusion | NotRead


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """Requirements of the `options` tables and the name of `metadata`; other tools' tables are passed over."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(source.text)
    except configparser.Error as problem:
        reason = str(problem).splitlines()[0].replace("<string>", "setup.cfg").rstrip(":. ")
        return Part(not_read=(NotRead(source.file.path, f"not a valid setup.cfg: {reason}"),))
    found = [one for section, option, group in _options(parser) for one in _listed(section, option, group, source)]
    known = facts(
        Requirements(one for one in found if isinstance(one, Requirement)),
        Inclusions(one for one in found if isinstance(one, Inclusion)),
        OwnDistribution(_own(parser, source)),
    )
    return Part(known, 0, tuple(one for one in found if isinstance(one, NotRead)))


def _options(parser: configparser.RawConfigParser) -> Iterator[tuple[str, str, str]]:
    """(section, option, group) of everything that lists requirements."""
    for option, group in (("install_requires", ""), ("install-requires", ""), ("tests_require", "test")):
        if parser.has_option("options", option):
            yield "options", option, group
    if parser.has_section("options.extras_require"):
        for name in parser.options("options.extras_require"):
            yield "options.extras_require", name, group_named(name)


def _listed(section: str, option: str, group: str, source: Source) -> Iterator[Found]:
    for text, line in _values(section, option, source.text):
        where = source.place(line)
        if text.startswith("file:"):
            yield from (Inclusion(path.strip(), where) for path in text[5:].split(","))
            continue
        found = parsed_requirement(text, where, group, text)
        yield NotRead(source.file.path, found, where.line, 1) if isinstance(found, str) else found


def _values(section: str, option: str, text: str) -> Iterator[tuple[str, int]]:
    """Each value of an option, with its line: one a line, or on the option's own line separated by semicolons."""
    here, inside = "", False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if line[0] == "[":
            here, inside = bare.strip("[]").strip(), False
        elif line[0].isspace():
            if inside:
                yield _uncommented(bare), number
        else:
            name, _, value = bare.replace(":", "=", 1).partition("=") if "=" not in bare else bare.partition("=")
            inside = here == section and name.strip().lower() == option
            if inside:
                yield from ((_uncommented(one.strip()), number) for one in value.split(";") if one.strip())


def _uncommented(value: str) -> str:
    return value.partition(" #")[0].strip()


def _own(parser: configparser.RawConfigParser, source: Source) -> Iterator[Own]:
    if not parser.has_section("metadata"):
        return
    name = parser.get("metadata", "name", fallback="").strip()
    listed = [line.strip() for line in parser.get("metadata", "classifiers", fallback="").splitlines()]
    classifiers = "; ".join(line for line in listed if line.startswith("License ::"))
    licence = parser.get("metadata", "license", fallback="").strip() or classifiers
    if name or licence:
        line = next((line for _, line in _values("metadata", "name" if name else "license", source.text)), 1)
        yield Own(canonical_name(name), licence, source.place(line))
