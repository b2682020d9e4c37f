"""What lies downstream of a file, for people and for programs."""

from collections.abc import Iterator
from itertools import groupby
from json import dumps

from mldebt import __version__
from mldebt.model import Consequence, Hop, Impact, Order

from .ink import Text
from .layout import drawn, labelled
from .words import count, plain, spot


def impact_text(impact: Impact, *, color: bool, width: int | None) -> str:
    return drawn(_text(impact, width), color)


def impact_json(impact: Impact) -> str:
    whole = {
        "schema_version": 1,
        "tool": {"name": "mldebt", "version": __version__},
        "path": impact.path,
        "downstream": [_effect(effect) for effect in impact.effects],
    }
    return dumps(whole, indent=2) + "\n"


def _text(impact: Impact, width: int | None) -> Iterator[Text]:
    yield Text(plain(impact.path), "bold")
    if not impact.effects:
        yield Text("  nothing that mldebt knows lies downstream")
        return
    groups = [(kind, list(found)) for kind, found in groupby(impact.effects, key=lambda effect: effect.kind)]
    column = max(len(count(len(found), kind)) for kind, found in groups)
    for kind, found in groups:
        names = ", ".join(plain(effect.name) + ("" if effect.certain else " (perhaps)") for effect in found)
        yield from labelled(f"  {count(len(found), kind):<{column}}", names, width)
    yield Text()
    yield Text("Ways", "bold")
    rows = list(_branches(sorted({effect.hops for effect in impact.effects}, key=_by_place), 0))
    longest = max(len(spot(hop.where)) for _, hop in rows)
    for depth, hop in rows:
        label = f"  {spot(hop.where):<{longest}}  {'  ' * depth}"
        yield from labelled(label, plain(hop.message), width)


def _branches(ways: list[tuple[Hop, ...]], depth: int) -> Iterator[tuple[int, Hop]]:
    """The ways as a tree: what several have in common stands once, what follows is set in."""
    for hop, same in groupby(ways, key=lambda way: way[depth]):
        yield depth, hop
        yield from _branches([way for way in same if len(way) > depth + 1], depth + 1)


def _by_place(hops: tuple[Hop, ...]) -> list[tuple[Order, str]]:
    return [(hop.where.order, hop.message) for hop in hops]


def _effect(effect: Consequence) -> dict[str, object]:
    hops = [
        {
            "path": hop.where.path,
            "line": hop.where.line or None,
            "cell": hop.where.cell and {"index": hop.where.cell.index, "line": hop.where.cell.line},
            "message": hop.message,
        }
        for hop in effect.hops
    ]
    return {"kind": effect.kind, "name": effect.name, "certain": effect.certain, "hops": hops}
