"""How much of a jungle is a pipeline? The index J with its parts, each with what it was counted from.

J is 100 times the weighted mean of the parts that can be measured; a part with nothing to measure drops out with its
weight. The weights are a first guess and not yet calibrated.
"""

from collections.abc import Iterator
from itertools import groupby

from mldebt import patterns as re
from mldebt.model import Access, Jungle, Language, Measure

from .artefact_paths import location
from .artefact_steps import step_of
from .artefacts import Chain
from .flow_artefacts import Artefact
from .flowing import Flowing

_STRICT = re.compile(r"-\w*e\w*|errexit")
_VERSIONED = re.compile(r"\*|\d{2,}|\{")


def jungle(group: tuple[str, ...], chain: Chain, found: Flowing) -> Jungle:
    """The index of the steps in the group, whose longest way is the chain."""
    inside = frozenset(group)
    links = sorted((one, other) for one, other in found.links if {one, other} <= inside)
    gone = _absent(inside, found)
    measures = (
        _order(links, found),
        _tracked(inside, gone, found),
        _heard(inside, found),
        *_changes(chain),
        _length(chain),
        _loose(inside, gone, links, found),
    )
    return Jungle(_weighted(measures), measures, _coverage(inside, found))


def _weighted(measures: tuple[Measure, ...]) -> float:
    """Languages, formats, stores and environments share one weight: their mean counts, whatever is missing."""
    groups: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.debt is not None:
            groups.setdefault("LFBE" if measure.key in "LFBE" else measure.key, []).append(measure)
    weight = {key: 20.0 if key == "LFBE" else some[0].weight for key, some in groups.items()}
    total = sum(weight.values())
    debt = sum(weight[key] * sum(one.debt or 0 for one in some) / len(some) for key, some in groups.items())
    return round(100 * debt / total, 1) if total else 0.0


def _order(links: list[tuple[str, str]], found: Flowing) -> Measure:
    owned = sum(1 for one, other in links if found.drivers.of(one) & found.drivers.of(other))
    clocked = sum(1 for one, other in links if _is_clocked(one, found) and _is_clocked(other, found))
    told = f"{owned} of {len(links)} hand-overs between steps are ordered by something, {clocked} only by two clocks"
    return Measure("O", 1 - owned / len(links) if links else None, 25, told)


def _is_clocked(step: str, found: Flowing) -> bool:
    return any(step in started for _, started in found.starts)


def _absent(inside: frozenset[str], found: Flowing) -> frozenset[str]:
    """What the same tables start and what lies nowhere."""
    tables = {schedule.where.path for schedule, started in found.starts if inside & set(started)}
    return frozenset(
        step for schedule, started in found.starts if schedule.where.path in tables
        for step in started if step in found.missing
    ) | (inside & found.missing)  # fmt: skip


def _tracked(inside: frozenset[str], gone: frozenset[str], found: Flowing) -> Measure:
    known = {step: found.is_tracked(step) for step in inside - gone}
    if all(tracked is None for tracked in known.values()):
        return Measure("V", None, 20, "not in a git repository")
    count, kept = len(known) + len(gone), sum(tracked is True for tracked in known.values())
    absent = f", {len(gone)} exist nowhere here" if gone else ""
    return Measure("V", 1 - kept / count, 20, f"{kept} of {count} steps are in version control{absent}")


def _heard(inside: frozenset[str], found: Flowing) -> Measure:
    """Of the steps that run without anybody looking, how many does somebody hear of when they fail?"""
    alone = [step for step in sorted(inside - found.missing) if _is_clocked(step, found)]
    heard = [step for step in alone if _is_heard(step, found)]
    told = f"{len(heard)} of {len(alone)} scheduled steps let somebody know when they fail"
    return Measure("M", 1 - len(heard) / len(alone) if alone else None, 15, told)


def _is_heard(step: str, found: Flowing) -> bool:
    for schedule, started in found.starts:
        if step in started:
            lines = found.known.commands.get(step_of(schedule), ())
            if schedule.muted or schedule.kind == "quartz" or any(command.swallowed for command in lines):
                return False
    commands = found.known.commands.get(step, ())
    strict = any(command.program == "set" and any(map(_STRICT.fullmatch, command.words[1:])) for command in commands)
    return strict or len(commands) < 2 or not _is_shell(step, found)


def _is_shell(step: str, found: Flowing) -> bool:
    return step.endswith((".sh", ".bash", ".ksh", ".zsh")) or any(
        op.accesses and op.accesses[0].language is Language.SHELL and op.where.path == step and step.count(".") == 0
        for op in found.ops.get(step, ())
    )


def _changes(chain: Chain) -> Iterator[Measure]:
    hops = chain.length
    yield Measure("L", min(1, (len(chain.languages) - 1) / 3), 5, f"languages: {', '.join(chain.languages)}")
    way = [access for transfer in chain.transfers for access in _through(transfer.reads, transfer.writes)]
    formats = [kind for kind, _ in groupby(filter(None, map(_format, way)))]
    yield Measure("F", _share(len(formats) - 1, hops), 5, f"formats: {' > '.join(formats)}")
    stores = [store for store, _ in groupby(map(_store, way))]
    yield Measure("B", _share(len(stores) - 1, hops), 5, f"stores: {' > '.join(stores)}")
    places = chain.environments
    changed = f"environments: {' > '.join(places)}" if places else "environments: none is named"
    yield Measure("E", min(1, max(0, len(places) - 1) / 2), 5, changed)


def _through(reads: tuple[Access, ...], writes: tuple[Access, ...]) -> list[Access]:
    """One of what comes in and one of what goes out: the way is as long as its hops, not as wide."""
    return [side[0] for side in (_named(reads), _named(writes)) if side]


def _named(accesses: tuple[Access, ...]) -> list[Access]:
    return [access for access in accesses if location(access) is not None]


def _format(access: Access) -> str:
    place = location(access)
    return Artefact(place, {}, [access]).format if place is not None else ""


def _store(access: Access) -> str:
    place = location(access)
    if place is None:
        return "?"
    if place.store == "table":
        return "database"
    return f"{place.store}://{place.bucket}" if place.store else "tmp" if place.parts[0] == "tmp" else "files"


def _share(changes: int, hops: int) -> float:
    return min(1.0, max(0, changes) / hops) if hops else 0.0


def _length(chain: Chain) -> Measure:
    return Measure("H", min(1, max(0, chain.length - 2) / 6), 10, f"{chain.length} hops on the longest way")


def _loose(inside: frozenset[str], gone: frozenset[str], links: list[tuple[str, str]], found: Flowing) -> Measure:
    """Orphans, missing steps and models written over the last one, each as a share; a cycle counts fully."""
    own = [one for one in found.artefacts if _touches(one, inside)]
    orphans = [one for one in own if _is_orphan(one)]
    writes = [(artefact, op) for artefact in own for op, _ in artefact.writers if op.step in inside]
    mutable = [
        1 for artefact, op in writes
        if artefact.is_model and not _VERSIONED.search(artefact.label) and not _is_kept(artefact, op.step, found)
    ]  # fmt: skip
    steps = len(inside - gone) + len(gone)
    shares = ((len(orphans), len(own)), (len(gone), steps), (len(mutable), len(writes)))
    debt = 1.0 if _has_cycle(links) else min(1.0, sum(_share(some, whole) for some, whole in shares))
    told = (
        f"{len(orphans)} of {len(own)} artefacts nobody reads, {len(gone)} of {steps} steps missing,"
        f" {len(mutable)} of {len(writes)} writes replace a model"
    )
    return Measure("X", debt if own else None, 10, told)


def _is_orphan(artefact: Artefact) -> bool:
    """Written on this machine and read by nobody; what goes into a store, is a model or is declared as what comes out
    has its readers elsewhere."""
    declared = any(access.declared for _, access in artefact.writers)
    return bool(artefact.writers) and not (artefact.readers or artefact.place.store or artefact.is_model or declared)


def _is_kept(artefact: Artefact, step: str, found: Flowing) -> bool:
    """A stage of dvc declares it, so every version of it stays."""
    stages = [one for driver in found.drivers.named(step) for one in found.known.stages.get(driver, ())]
    return any(artefact.label.endswith(path) for one in stages if one.tool == "dvc" for path in one.writes)


def _touches(artefact: Artefact, inside: frozenset[str]) -> bool:
    return any(op.step in inside for op, _ in artefact.writers) or any(
        reading.op.step in inside for reading in artefact.readers
    )


def _has_cycle(links: list[tuple[str, str]]) -> bool:
    """Taking away what nobody waits for leaves something over."""
    left = set(links)
    while left:
        waited_for = {other for _, other in left}
        free = {link for link in left if link[0] not in waited_for}
        if not free:
            return True
        left -= free
    return False


def _coverage(inside: frozenset[str], found: Flowing) -> float:
    accesses = [access for step in inside for access in dict.fromkeys(found.known.accesses.get(step, ()))]
    known = sum(location(access) is not None for access in accesses)
    return known / len(accesses) if accesses else 1.0
