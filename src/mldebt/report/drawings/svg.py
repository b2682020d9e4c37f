"""The drawing as one SVG file that needs nothing else and reads well on light and dark ground."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from mldebt.model import Drawing, Edge, Node

from ..flow import cut
from ..words import count
from .layers import Placed, placed
from .shape import colour, inside, lines

LINE, SIGN, PAD, ROW_GAP, MARGIN, HEAD = 15, 6.7, 10, 44, 20, 40
LONGEST = 44
"""Signs of a line of text; the whole text is in the title that a pointer shows."""

STYLE = """\
svg{max-width:100%;height:auto}
text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2328}
.head{font-weight:700}.dim{fill:#59636e}
rect,ellipse{fill:#fff;stroke:#818b98;stroke-width:1.2}
.trigger rect{fill:#fff8e1;stroke:#9a6700}.artefact rect{fill:#eef4fb;stroke:#4a6fa5}
.prod rect{fill:#ffebe9;stroke:#b3261e}.staging rect{fill:#fff3d6;stroke:#9a6700}.dev rect{fill:#e6f6e8;stroke:#2e7d32}
.missing rect{stroke:#b3261e;stroke-dasharray:4 3}
path{fill:none;stroke:#6e7781;stroke-width:1.3}.unsure{stroke-dasharray:5 4}marker path{fill:#6e7781;stroke:none}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}rect{fill:#1c2128;stroke:#818b98}
.trigger rect{fill:#32270f;stroke:#d29922}.artefact rect{fill:#172436;stroke:#6e9fdc}
.prod rect{fill:#3a1c1a;stroke:#ff8a80}.staging rect{fill:#33280f;stroke:#d29922}.dev rect{fill:#15301a;stroke:#57ab5a}
.missing rect{stroke:#ff8a80}path{stroke:#9198a1}marker path{fill:#9198a1}}
"""


class Box(NamedTuple):
    node: Node
    told: list[str]
    width: float
    height: float


def svg(drawing: Drawing) -> str:
    ops = inside(drawing)
    boxes = [_box(node) for node in drawing.nodes if node.kind != "step" or node.name not in ops]
    number = {box.node.name: index for index, box in enumerate(boxes)}
    for step, held in ops.items():
        number[step] = number[held[0].name]
    arrows = [(number[edge.source], number[edge.target]) for edge in drawing.edges]
    layout = placed([box.width for box in boxes], arrows)
    return "\n".join(_document(drawing, boxes, arrows, layout)) + "\n"


def _box(node: Node) -> Box:
    told = lines(node)
    if node.kind == "op":
        told = [node.inside.removeprefix("step "), ", ".join(told)]
    told = [cut(line, LONGEST, "…") for line in told] or [""]
    width = max(len(line) for line in told) * SIGN + 2 * PAD
    return Box(node, told, round(width, 1), len(told) * LINE + PAD)


def _document(drawing: Drawing, boxes: list[Box], arrows: list[tuple[int, int]], layout: Placed) -> Iterator[str]:
    tops, heights = _tops(boxes, layout)
    width = max(layout.width, 360) + 2 * MARGIN
    height = (tops[-1] + heights[-1] if tops else HEAD) + MARGIN
    title = f"What moves data in {drawing.project or 'this project'}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}" role="img" aria-labelledby="title">'
    )
    yield f'<title id="title">{_text(title)}</title>'
    yield f"<style>{STYLE}</style>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z"/></marker></defs>'
    )
    yield f'<text class="head" x="{MARGIN}" y="{MARGIN}">{_text(title)}</text>'
    yield f'<text class="dim" x="{MARGIN}" y="{MARGIN + LINE}">{_text(_legend(drawing))}</text>'
    for edge, arrow in zip(drawing.edges, arrows, strict=True):
        if arrow[0] != arrow[1]:
            yield _edge(edge, arrow, boxes, layout, (tops, heights))
    for index, box in enumerate(boxes):
        row = layout.layers[index]
        yield from _drawn(box, layout.centres[index] + MARGIN, tops[row] + (heights[row] - box.height) / 2)
    yield "</svg>"


def _legend(drawing: Drawing) -> str:
    unsure = sum(not edge.sure for edge in drawing.edges)
    return f"{count(len(drawing.edges), 'edge')}, of which {unsure} dashed: less than 0.7 certain" if unsure else ""


def _tops(boxes: list[Box], layout: Placed) -> tuple[list[float], list[float]]:
    """The top and the height of each layer."""
    heights = [0.0] * (max(layout.layers, default=-1) + 1)
    for index, box in enumerate(boxes):
        heights[layout.layers[index]] = max(heights[layout.layers[index]], box.height)
    tops, top = [], float(HEAD + MARGIN)
    for height in heights:
        tops.append(top)
        top += height + ROW_GAP
    return tops, heights


def _drawn(box: Box, centre: float, top: float) -> Iterator[str]:
    node = box.node
    shown = " ".join(dict.fromkeys((node.kind, colour(node))))
    yield f'<g class="{shown}"><title>{_text(_title(node))}</title>'
    corner = {"trigger": box.height / 2, "artefact": 8, "op": 2, "step": 2}[node.kind]
    yield (
        f'<rect x="{centre - box.width / 2:.1f}" y="{top:.1f}" width="{box.width:g}" height="{box.height:g}"'
        f' rx="{corner:g}"/>'
    )
    for number, line in enumerate(box.told):
        style = "head" if number == 0 else "dim"
        y = top + PAD / 2 + LINE * (number + 0.75)
        yield f'<text class="{style}" x="{centre:.1f}" y="{y:.1f}" text-anchor="middle">{_text(line)}</text>'
    yield "</g>"


def _title(node: Node) -> str:
    told = [node.label if node.kind != "op" else node.inside.removeprefix("step "), str(node.where or "")]
    return ", ".join(filter(None, (*told, node.language, node.environment, node.sort, *node.notes)))


def _edge(
    edge: Edge, arrow: tuple[int, int], boxes: list[Box], layout: Placed, rows: tuple[list[float], list[float]]
) -> str:
    """A smooth line from side to side, through the middle of each layer that it crosses."""
    tops, heights = rows
    one, other = arrow
    down = layout.layers[one] <= layout.layers[other]
    spots = [(layout.centres[one] + MARGIN, _side(one, boxes, layout, rows, bottom=down))]
    spots += [(x + MARGIN, tops[layer] + heights[layer] / 2) for layer, x in layout.bends[arrow]]
    spots.append((layout.centres[other] + MARGIN, _side(other, boxes, layout, rows, bottom=not down)))
    path = f"M{spots[0][0]:.1f},{spots[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(spots):
        middle = (y + to_y) / 2
        path += f" C{x:.1f},{middle:.1f} {to_x:.1f},{middle:.1f} {to_x:.1f},{to_y:.1f}"
    told = f"{edge.kind}, {edge.evidence}, {edge.where}"
    style = "" if edge.sure else ' class="unsure"'
    return f'<path{style} d="{path}" marker-end="url(#tip)"><title>{_text(told)}</title></path>'


def _side(
    index: int, boxes: list[Box], layout: Placed, rows: tuple[list[float], list[float]], *, bottom: bool
) -> float:
    row, height = layout.layers[index], boxes[index].height
    top = rows[0][row] + (rows[1][row] - height) / 2
    return top + height if bottom else top


def _text(text: str) -> str:
    """Escaped, and without the signs that XML does not allow."""
    return escape("".join(sign if sign.isprintable() else " " for sign in text), quote=True)
