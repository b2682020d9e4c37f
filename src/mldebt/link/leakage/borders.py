"""Does a split go through what belongs together: one entity's rows, the target and what is computed from it?"""

from collections import defaultdict
from collections.abc import Iterator

from mldebt.flow import Among, Division, Entity, Log, across, uses_of
from mldebt.model import Confidence, Finding, Hop, Severity

from .claims import Claim

MOST_HOPS = 5


def claims(log: Log) -> Iterator[Claim]:
    yield from _through_groups(log)
    for among in log.among:
        yield Claim("target", _target(among))


def _through_groups(log: Log) -> Iterator[Claim]:
    found: dict[Entity, dict[Division, None]] = defaultdict(dict)
    for division, origin in _divisions(log):
        entity = log.entities.get(origin)
        if entity is not None and not division.grouped:
            found[entity][division] = None
    for entity, divisions in found.items():
        yield Claim("grouped", _grouped(sorted(divisions, key=lambda one: one.shown.order), entity))


def _divisions(log: Log) -> Iterator[tuple[Division, str]]:
    """Splits that draw rows one by one, or deal them out into folds, with the data set they divide."""
    for use in uses_of(log):
        for division, part in across(log, use.rows) if use.rows.whole else ():
            if division.shuffles or division.folds:
                yield division, part.origin
    for use, division in log.folded.items():
        for part in sorted(use.rows.parts, key=str) if use.rows.whole else ():
            if not part.divided and division.folds:
                yield division, part.origin


def _grouped(divisions: list[Division], entity: Entity) -> Finding:
    """One finding for all splits that ignore the entity, at the first of them."""
    first = divisions[0]
    splitter = "GroupKFold" if first.folds else "GroupShuffleSplit"
    more = f", as do {len(divisions) - 1} more splits" if len(divisions) > 1 else ""
    return Finding(
        first.shown,
        f"{first.name} puts rows of one {entity.column} on both sides{more}",
        evidence=(
            Hop(entity.where, f"several rows share one {entity.column}"),
            *(Hop(one.shown, f"{one.name} divides row by row") for one in divisions[:MOST_HOPS]),
        ),
        subject=f"{first.name}>{entity.column}",
        fix=f"divide with {splitter} and the column {entity.column!r} as groups",
    )


def _target(among: Among) -> Finding:
    how = {
        "itself": f"{among.target} is the target and also among the features",
        "computed": f"{among.column} is computed from the target {among.target} and is among the features",
        "source": f"The target {among.target} is computed from {among.column}, which the features hold too",
    }[among.how]
    certain = among.how == "itself"
    return Finding(
        among.made,
        how,
        evidence=(
            Hop(among.made, how[0].lower() + how[1:] if among.how == "source" else f"{among.column} stays"),
            Hop(among.where, f"{among.user} learns {among.target} from it"),
        ),
        subject=f"{among.target}>{among.column}",
        severity=Severity.HIGH if certain else Severity.MEDIUM,
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        fix=f"drop {among.column} from the features of {among.user}",
    )
