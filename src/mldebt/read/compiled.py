"""Is a requirements file the output of a resolver? Then it is a lock: it holds what others require as well."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import Locked, Requirement, Source

HEADER = re.compile(
    r"^#.{0,80}\b(?:auto-?generated|compiled|exported|locked)\b.{0,80}\b(?:pip-compile|uv|pipenv|poetry|pdm|pip-tools)\b"
    r"|^#.{0,40}\b(?:pip-compile|uv pip compile|uv export|pip freeze|pipenv lock|poetry export)\b",
    re.IGNORECASE | re.MULTILINE,
)
HEAD = 1_500
"""Characters at the top in which a resolver names itself."""
VIA = re.compile(r"\s*#\s+via\b\s*(.*)|\s*#\s{3,}(\S.*)")
NAMED = re.compile(r"[A-Za-z0-9][\w.-]*")
MANY = 5
"""Fewer remarks `# via` may be somebody's own words."""


def locked(source: Source, requirements: Iterable[Requirement]) -> Iterator[Locked]:
    """The pinned lines of a compiled file, with what `# via` tells of who requires whom; nothing of another file."""
    asked = list(requirements)
    vias = source.text.count("# via")
    hashed = source.text.count("--hash=")
    if not (HEADER.search(source.text[:HEAD]) or vias >= MANY or (hashed and hashed >= len(asked))):
        return
    if all(one.pinned or one.url for one in asked):
        yield from written(source, asked)


def written(source: Source, asked: list[Requirement]) -> Iterator[Locked]:
    """The lines as a lock, with what the remarks `# via` tell."""
    vias = "# via" in source.text
    needs = _needs(source.text, asked) if vias else {}
    for one in asked:
        deps = tuple(dict.fromkeys(needs.get(one.name, ())))
        yield Locked(one.name, one.pinned, one.where, one.group, deps=deps, marker=one.marker, graph=vias)


def _needs(text: str, asked: list[Requirement]) -> dict[str, list[str]]:
    """Whom each one requires, turned round from the remarks below those that are required."""
    lines = text.split("\n")
    needs: dict[str, list[str]] = defaultdict(list)
    starts = [*(one.where.line for one in asked), len(lines) + 1]
    for one, end in zip(asked, starts[1:], strict=True):
        for line in lines[one.where.line - 1 : end - 1]:
            _, sharp, remark = line.partition("#")
            told = VIA.match(sharp + remark) if sharp else None
            for name in (told[1] or told[2] or "").split(",") if told else ():
                found = NAMED.match(name.strip())
                if found and not name.strip().startswith("-"):
                    needs[canonical_name(found.group())].append(one.name)
    return needs
