"""Which data goes round in a circle: written, over other steps, by a step that reads what comes of it?"""

from collections import defaultdict
from collections.abc import Iterator

from mldebt.model import Access, Accesses, Calls, Commands, Finding, Hop, Project, Queries, Stages, record

from .artefact_paths import location
from .artefact_steps import Steps, steps
from .step_links import StepLink, StepLinks
from .told import Told

Arrows = dict[str, dict[str, StepLink]]


@record
class DatasetCycles(Told):
    """One finding for each group of steps that feed each other; only where both sides name the data in full."""

    looks_at = (Accesses, Calls, Commands, Queries, Stages)

    @classmethod
    def of(cls, project: Project) -> "DatasetCycles":
        links = project.fact(StepLinks)
        arrows: Arrows = defaultdict(dict)
        own = {(step, location(access)) for step, access in _writes(steps(project))}
        for link in links.links:
            if link.literal and (link.reader, location(link.read)) not in own:  # else it reads what it wrote itself
                arrows[link.writer].setdefault(link.reader, link)
        ways = [way for group in _groups(arrows) if (way := _circle(group, arrows))]
        found = [_finding(way) for way in ways if len({link.written.path for link in way}) > 1]
        return cls(tuple(found), looked=bool(links))


def _writes(known: Steps) -> Iterator[tuple[str, Access]]:
    for step in known.accesses:
        yield from ((step, access) for access in known.accesses[step] if access.mode == "writes")


def _finding(way: list[StepLink]) -> Finding:
    first = way[0]
    through = " and ".join(dict.fromkeys(link.reader for link in way[:-1]))
    message = f"{first.written.path} comes back to {first.writer}, which writes it, over {through}"
    hops = tuple(
        hop
        for link in way
        for hop in (
            Hop(link.written.where, f"{link.writer} writes {link.written.path}"),
            Hop(link.read.where, f"{link.reader} reads {link.read.path}"),
        )
    )
    return Finding(first.written.where, message, hops, " ".join(sorted({link.writer for link in way})))


def _groups(arrows: Arrows) -> Iterator[list[str]]:
    """Steps that can all reach each other, two or more: by two passes, without recursion."""
    order: list[str] = []
    seen: set[str] = set()
    for start in sorted(arrows):
        order += _finished(start, arrows, seen)
    back: dict[str, dict[str, StepLink]] = defaultdict(dict)
    for writer in arrows:
        for reader, link in arrows[writer].items():
            back[reader][writer] = link
    seen = set()
    for start in reversed(order):
        group = list(_finished(start, back, seen))
        if len(group) > 1:
            yield sorted(group)


def _finished(start: str, arrows: Arrows, seen: set[str]) -> Iterator[str]:
    """Steps reachable from here that nobody has seen, the last reached first."""
    waiting = [(start, False)]
    while waiting:
        step, done = waiting.pop()
        if done:
            yield step
        elif step not in seen:
            seen.add(step)
            waiting.append((step, True))
            waiting.extend((reader, False) for reader in sorted(arrows.get(step, {})) if reader not in seen)


def _circle(group: list[str], arrows: Arrows) -> list[StepLink]:
    """The shortest way from the first step of the group back to itself."""
    members, start = set(group), group[0]
    ways: dict[str, list[StepLink]] = {start: []}
    waiting = [start]
    for step in waiting:
        for reader in sorted(arrows.get(step, {})):
            way = [*ways[step], arrows[step][reader]]
            if reader == start:
                return way
            if reader in members and reader not in ways:
                ways[reader] = way
                waiting.append(reader)
    return []
