"""Where does each box of a layered graph stand? Layers by the longest way, order in a layer by barycentres."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from mldebt.model import record

SWEEPS, SETTLING = 8, 6
GAP, BEND_WIDTH = 28.0, 12.0
MOST_BENDS = 20_000
"""Beyond, long edges are drawn straight: bends would outnumber the boxes."""

Arrow = tuple[int, int]


@record
class Placed:
    """The layer and the centre of each box, and for each edge the bends on its way as (layer, centre)."""

    layers: tuple[int, ...]
    centres: tuple[float, ...]
    bends: dict[Arrow, tuple[tuple[int, float], ...]]
    width: float


def placed(widths: Sequence[float], arrows: Sequence[Arrow]) -> Placed:
    """Boxes 0 to n-1 of the given widths. What does not hang together stands side by side, the largest first."""
    layers, centres = [0] * len(widths), [0.0] * len(widths)
    bends: dict[Arrow, tuple[tuple[int, float], ...]] = {}
    left = 0.0
    for boxes, inside in _parts(len(widths), arrows):
        number = {box: index for index, box in enumerate(boxes)}
        part = _placed([widths[box] for box in boxes], [(number[one], number[other]) for one, other in inside])
        for box, index in number.items():
            layers[box], centres[box] = part.layers[index], part.centres[index] + left
        for one, other in inside:
            bent = part.bends[number[one], number[other]]
            bends[one, other] = tuple((layer, x + left) for layer, x in bent)
        left += part.width + 2 * GAP
    return Placed(tuple(layers), tuple(centres), bends, max(0.0, left - 2 * GAP))


def _parts(count: int, arrows: Sequence[Arrow]) -> list[tuple[list[int], list[Arrow]]]:
    """The boxes that hang together, with the arrows among them."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in arrows:
        near[one].append(other)
        near[other].append(one)
    part: dict[int, int] = {}
    for start in range(count):
        todo = [start] if start not in part else []
        while todo:
            box = todo.pop()
            if box not in part:
                part[box] = start
                todo += near[box]
    boxes: dict[int, list[int]] = defaultdict(list)
    inside: dict[int, list[Arrow]] = defaultdict(list)
    for box in range(count):
        boxes[part[box]].append(box)
    for arrow in arrows:
        inside[part[arrow[0]]].append(arrow)
    return sorted(((boxes[start], inside[start]) for start in boxes), key=lambda pair: (-len(pair[0]), pair[0]))


def _placed(widths: Sequence[float], arrows: Sequence[Arrow]) -> Placed:
    """Boxes that hang together; arrows that would close a circle are turned round for the layout."""
    forward = _without_circles(len(widths), arrows)
    layers = _layers(len(widths), forward)
    all_widths, paths, all_layers = _bent(widths, forward, layers)
    rows = _rows(all_layers)
    steps = [pair for path in paths.values() for pair in pairwise(path)]
    above, below = defaultdict(list), defaultdict(list)
    for one, other in steps:
        above[other].append(one)
        below[one].append(other)
    _order(rows, above, below)
    centres = _centres(rows, all_widths, above, below)
    bends: dict[Arrow, tuple[tuple[int, float], ...]] = {}
    for one, other in arrows:
        path = paths.get((one, other)) or list(reversed(paths.get((other, one), [other, one])))
        bends[one, other] = tuple((all_layers[spot], centres[spot]) for spot in path[1:-1])
    right = max((centres[number] + width / 2 for number, width in enumerate(all_widths)), default=0.0)
    count = len(widths)
    return Placed(tuple(layers), tuple(centres[number] for number in range(count)), bends, right)


def _without_circles(count: int, arrows: Sequence[Arrow]) -> list[Arrow]:
    """Each pair once, with the edges turned round that lead back to a box on the way to them; no loops."""
    after = defaultdict(list)
    for one, other in dict.fromkeys(arrows):
        if one != other:
            after[one].append(other)
    entered: dict[int, int] = {}
    done: set[int] = set()
    backwards: set[Arrow] = set()
    for start in _starts(count, after):
        if start in entered:
            continue
        entered[start] = len(entered)
        waiting = [(start, iter(after[start]))]
        while waiting:
            box, rest = waiting[-1]
            other = next(rest, -1)
            if other < 0:
                done.add(box)
                waiting.pop()
            elif other not in entered:
                entered[other] = len(entered)
                waiting.append((other, iter(after[other])))
            elif other not in done:
                backwards.add((box, other))
    turned = ((b, a) if (a, b) in backwards else (a, b) for a, others in after.items() for b in others)
    return list(dict.fromkeys(turned))


def _starts(count: int, after: dict[int, list[int]]) -> list[int]:
    """What nothing leads to first, then all."""
    wanted = {other for others in after.values() for other in others}
    return [*(number for number in range(count) if number not in wanted), *range(count)]


def _layers(count: int, arrows: Sequence[Arrow]) -> list[int]:
    """The longest way from above; what nothing leads to stands right above what it leads to."""
    after, waiting = defaultdict(list), [0] * count
    for one, other in arrows:
        after[one].append(other)
        waiting[other] += 1
    layers, first = [0] * count, [number for number in range(count) if not waiting[number]]
    todo = list(first)
    while todo:
        box = todo.pop()
        for other in after[box]:
            layers[other] = max(layers[other], layers[box] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                todo.append(other)
    for box in first:
        if after[box]:
            layers[box] = min(layers[other] for other in after[box]) - 1
    return layers


def _bent(
    widths: Sequence[float], arrows: Sequence[Arrow], layers: Sequence[int]
) -> tuple[list[float], dict[Arrow, list[int]], list[int]]:
    """Edges over several layers get a bend in each; bends are boxes of their own until all stands."""
    all_widths, all_layers = list(widths), list(layers)
    paths: dict[Arrow, list[int]] = {}
    bends = sum(max(0, layers[other] - layers[one] - 1) for one, other in arrows)
    for one, other in arrows:
        path = [one]
        if bends <= MOST_BENDS:
            for layer in range(layers[one] + 1, layers[other]):
                path.append(len(all_widths))
                all_widths.append(BEND_WIDTH)
                all_layers.append(layer)
        paths[one, other] = [*path, other]
    return all_widths, paths, all_layers


def _rows(layers: Sequence[int]) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(max(layers, default=-1) + 1)]
    for box, layer in enumerate(layers):
        rows[layer].append(box)
    return rows


def _order(rows: list[list[int]], above: dict[int, list[int]], below: dict[int, list[int]]) -> None:
    """Sweeps down and up: a box goes where its neighbours in the layer before stand on average."""
    at = {box: float(index) for row in rows for index, box in enumerate(row)}
    for sweep in range(SWEEPS):
        near, order = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        for row in order:
            wish = {box: _mean([at[one] for one in near.get(box, ())], at[box]) for box in row}
            row.sort(key=lambda box: (wish[box], at[box]))
            at.update((box, float(index)) for index, box in enumerate(row))


def _centres(
    rows: list[list[int]], widths: Sequence[float], above: dict[int, list[int]], below: dict[int, list[int]]
) -> dict[int, float]:
    """Each row keeps its order and its gaps, and as a whole moves to where its neighbours are."""
    centres: dict[int, float] = {}
    for row in rows:
        edge = 0.0
        for box in row:
            centres[box] = edge + widths[box] / 2
            edge += widths[box] + GAP
    for sweep in range(SETTLING):
        near, order = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        for row in order:
            wish = [_mean([centres[one] for one in near.get(box, ())], centres[box]) for box in row]
            _settle(row, wish, widths, centres)
    left = min((centres[box] - widths[box] / 2 for box in centres), default=0.0)
    return {box: round(centre - left, 1) for box, centre in centres.items()}


def _settle(row: list[int], wish: list[float], widths: Sequence[float], centres: dict[int, float]) -> None:
    """As wished, pushed apart from the left, then moved back by what the pushing cost on average."""
    edge, pushed = float("-inf"), 0.0
    for box, wanted in zip(row, wish, strict=True):
        centre = max(wanted, edge + widths[box] / 2)
        pushed += centre - wanted
        centres[box] = centre
        edge = centre + widths[box] / 2 + GAP
    for box in row:
        centres[box] -= pushed / len(row)


def _mean(numbers: list[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
