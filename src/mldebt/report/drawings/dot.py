"""The drawing for Graphviz."""

from collections.abc import Iterator

from mldebt.model import Drawing, Edge, Node

from .shape import colour, inside, lines, numbered

SHAPES = {"trigger": "oval", "step": "box", "op": "box", "artefact": "cylinder"}
FILLS = {
    "trigger": "#fff4d6", "step": "#f4f4f4", "op": "#ffffff", "artefact": "#eef3fb", "prod": "#fde5e2",
    "staging": "#fdf1d8", "dev": "#e4f3e4", "missing": "#ffffff",
}  # fmt: skip


def dot(drawing: Drawing) -> str:
    return "\n".join(["digraph pipelines {", *(f"  {line}" for line in _body(drawing)), "}"]) + "\n"


def _body(drawing: Drawing) -> Iterator[str]:
    ids, ops = numbered(drawing), inside(drawing)
    yield "graph [compound=true, rankdir=TB, fontname=Helvetica];"
    yield "node [fontname=Helvetica, fontsize=10, style=filled];"
    for node in drawing.nodes:
        if node.kind == "step" and node.name in ops:
            yield f"subgraph cluster_{ids[node.name]} {{"
            yield f"  label={_quoted(lines(node))};"
            yield from (f"  {_node(op, ids)}" for op in ops[node.name])
            yield "}"
        elif node.kind != "op":
            yield _node(node, ids)
    for edge in drawing.edges:
        yield _edge(edge, ids, ops)


def _node(node: Node, ids: dict[str, str]) -> str:
    dashed = ', style="filled,dashed"' if colour(node) == "missing" else ""
    return f'{ids[node.name]} [label={_quoted(lines(node))}, shape={SHAPES[node.kind]}, fillcolor="{FILLS[colour(node)]}"{dashed}];'  # noqa: E501


def _edge(edge: Edge, ids: dict[str, str], ops: dict[str, list[Node]]) -> str:
    """An edge to a step that is a frame ends at its first operation and is clipped at the frame."""
    ends, clipped = [], []
    for name, clip in ((edge.source, "ltail"), (edge.target, "lhead")):
        held = ops.get(name)
        ends.append(ids[held[0].name] if held else ids[name])
        clipped += [f"{clip}=cluster_{ids[name]}"] if held else []
    told = [*clipped, f"tooltip={_quoted([f'{edge.kind}, {edge.evidence}, {edge.where}'])}"]
    if not edge.sure:
        told.append("style=dashed")
    return f"{ends[0]} -> {ends[1]} [{', '.join(told)}];"


def _quoted(told: list[str]) -> str:
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in told]
    return '"' + "\\n".join(escaped) + '"'
