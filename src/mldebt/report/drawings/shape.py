"""What every format of the drawing asks: which operations a step holds, and how things are called for short."""

from collections import defaultdict
from collections.abc import Collection

from mldebt.model import Drawing, Edge, Node

from ..words import plain


def inside(drawing: Drawing) -> dict[str, list[Node]]:
    """The operations of each step, by the step's name."""
    found: dict[str, list[Node]] = defaultdict(list)
    for node in drawing.nodes:
        if node.inside:
            found[node.inside].append(node)
    return found


def numbered(drawing: Drawing) -> dict[str, str]:
    """A short identifier for each node, safe in any syntax: n0, n1, ..."""
    return {node.name: f"n{number}" for number, node in enumerate(drawing.nodes)}


def of_steps(drawing: Drawing, steps: Collection[str]) -> Drawing:
    """The part of the drawing that these steps and what they touch are."""
    frames = {f"step {step}" for step in steps}
    own = {node.name for node in drawing.nodes if node.name in frames or node.inside in frames}
    edges = _edges_of(drawing, own)
    kept = own | {name for edge in edges for name in (edge.source, edge.target)}
    return drawing._replace(nodes=tuple(node for node in drawing.nodes if node.name in kept), edges=tuple(edges))


def _edges_of(drawing: Drawing, own: Collection[str]) -> list[Edge]:
    """Those that begin or end there and lead to no other step."""
    strangers = {node.name for node in drawing.nodes if node.kind in ("step", "op")}.difference(own)
    near = [edge for edge in drawing.edges if edge.source in own or edge.target in own]
    return [edge for edge in near if strangers.isdisjoint((edge.source, edge.target))]


def without_ops(drawing: Drawing) -> Drawing:
    """Steps without what is in them, each edge once."""
    home = {node.name: node.inside for node in drawing.nodes if node.inside}
    edges: dict[tuple[str, str], Edge] = {}
    for edge in drawing.edges:
        source, target = home.get(edge.source, edge.source), home.get(edge.target, edge.target)
        if source != target:
            edges.setdefault((source, target), edge._replace(source=source, target=target))
    return drawing._replace(nodes=tuple(node for node in drawing.nodes if not node.inside), edges=tuple(edges.values()))


def lines(node: Node) -> list[str]:
    """What stands in the node's box: its name, where it is, and what a reader must know of it."""
    match node.kind:
        case "trigger":
            told = [node.label, str(node.where) if node.where else "", *node.notes]
        case "step":
            told = [node.label, node.language, *node.notes]
        case "op":
            told = [_line(node), node.language]
        case _:
            told = [node.label, " ".join(filter(None, (node.environment, "model" if node.sort == "model" else "")))]
    return [plain(line) for line in told if line]


def _line(node: Node) -> str:
    """Where an operation stands in its step, which is named around it: `line 7`, `cell 2:6`, or another file's line."""
    path, _, spot = node.label.partition(":")
    if path != node.inside.removeprefix("step ").partition(":")[0]:
        return node.label
    return spot if spot.startswith("cell") else f"line {spot}"


def colour(node: Node) -> str:
    """The class by which a node is coloured; colour only repeats what the words say."""
    if node.kind == "step":
        return "missing" if node.where is None else "step"
    if node.kind != "artefact":
        return node.kind
    return node.environment or "artefact"
