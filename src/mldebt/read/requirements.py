"""What does a pip requirements file ask for? pip's own grammar; lines that pip would refuse are not read."""

from typing import TYPE_CHECKING, Any

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import (
    ConstraintFiles,
    Constraints,
    Inclusion,
    Inclusions,
    Lend,
    Locks,
    NotRead,
    Place,
    Requirement,
    Requirements,
    Source,
)

from .compiled import locked
from .door import Part, facts
from .specs import group_of_file, name_in_url, requirement

if TYPE_CHECKING:
    from pip_requirements_parser import InstallRequirement

Line = Requirement | Inclusion | str | None
"""What a line is: a requirement, a pointer to another manifest, the reason why it cannot be read, or an option."""

EXOTIC_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""Line breaks to `str.splitlines` but to no editor: our line numbers must be those that people see."""

CONDA_EXPORT = re.compile(r"(\w[\w.-]*)=([\w.!+]+)(?:=[\w.]+)?$")
"""What `conda list --export` writes into a file that is then called requirements.txt."""

PROSE = re.compile(r"\w[^\s/:]*,?\s+[^\s;#]")
"""Words that no name with `@`, no address and no path begins: pip takes them for the beginning of a path."""


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """Requirements and inclusions; a constraints file asks for nothing, and what a resolver wrote is a lock too."""
    name = source.file.path.rpartition("/")[2]
    part = read_lines(source, group_of_file(source.file.path))
    asked = part.facts.get(Requirements, Requirements())
    if "constraints" in name and "requirements" not in name:
        return Part(facts(Constraints(asked)), 0, part.not_read)
    return Part({**part.facts, **facts(Locks(locked(source, asked)))}, 0, part.not_read)


def read_lines(source: Source, group: str) -> Part:
    """What lines in pip's grammar ask for, wherever they stand."""
    from pip_requirements_parser import CommentLine, preprocess

    written = source.text.split("\n")
    requirements, missing = [], []
    inclusions: list[Inclusion] = []
    limits: list[Inclusion] = []
    for entry in preprocess(source.text.translate(EXOTIC_BREAKS)):
        if isinstance(entry, CommentLine):
            continue
        number, text = entry
        where = source.place(number)
        match _line(text, where, group, written[number - 1]):
            case Requirement() as found:
                requirements.append(found)
            case Inclusion() as found:
                (limits if is_limit(text) else inclusions).append(found)
            case str(reason):
                missing.append(NotRead(source.file.path, reason, where.line, 1))
    known = facts(Requirements(requirements), Inclusions(inclusions), ConstraintFiles(limits))
    return Part(known, 0, tuple(missing))


def is_limit(text: str) -> bool:
    """`-c limits.txt` and its other spellings."""
    return text.startswith(("-c", "--constraint"))


def _line(text: str, where: Place, group: str, written: str) -> Line:
    from pip_requirements_parser import OptionParsingError, PipError, break_args_options, build_editable_req
    from pip_requirements_parser import build_install_req as build

    try:
        if not text.startswith("-"):
            parsed = build(break_args_options(text)[0].strip())
            if parsed.req is None and PROSE.match(text):
                return f"{text[:80]!r} is a sentence and no requirement"
            return _installed(parsed, where, group, written)
        options = _options(text)
        if options.editables:
            return _installed(build_editable_req(options.editables[0]), where, group, written)
        others = [*(options.requirements or ()), *(options.constraints or ())]
        return Inclusion(others[0], where) if others else None
    except (PipError, OptionParsingError, ValueError, AssertionError, RecursionError) as problem:
        return _exported_by_conda(text, where, group) or f"pip would refuse {text[:80]!r}: {_reason(problem)}"


def _options(text: str) -> Any:  # noqa: ANN401 - optparse gives no better type
    from pip_requirements_parser import get_line_parser

    return get_line_parser()(text)[1]


def _installed(parsed: "InstallRequirement", where: Place, group: str, written: str) -> Line:
    """A named requirement; a path without a name is another package of the checkout, a URL without one is guessed."""
    link = parsed.link.url if parsed.link else ""
    if parsed.req is not None:
        found = requirement(parsed.req, where, group, written)
        return found._replace(
            url=found.url or link, marker=str(parsed.marker or ""), extras=tuple(sorted(parsed.extras))
        )
    if "://" not in link:
        return Inclusion(link.removeprefix("file:"), where)
    name = name_in_url(link)
    return Requirement(name, where, group=group, url=link, text=written.strip()) if name else None


def _exported_by_conda(text: str, where: Place, group: str) -> Requirement | None:
    found = CONDA_EXPORT.match(text)
    if found is None:
        return None
    name, version = found.groups()
    return Requirement(canonical_name(name).strip("-"), where, f"=={version}", group, pinned=version, text=text)


def _reason(problem: BaseException) -> str:
    first = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    return re.sub(r"^(pip_requirements_parser: error|Invalid requirement): (: )?", "", first).rstrip(".: ")
