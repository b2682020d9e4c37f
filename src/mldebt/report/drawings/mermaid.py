"""The drawing as a Mermaid flowchart, which code forges draw where they meet it in Markdown."""

from collections.abc import Iterator

from mldebt.model import Drawing, Edge, Node, Pipeline

from .shape import colour, inside, lines, numbered, of_steps, without_ops

SHAPES = {"trigger": ('(["', '"])'), "op": ('["', '"]'), "step": ('["', '"]'), "artefact": ('[("', '")]')}
CLASSES = {
    "trigger": "fill:#fff4d6,stroke:#a67c00,color:#222", "step": "fill:#f4f4f4,stroke:#777,color:#222",
    "op": "fill:#ffffff,stroke:#777,color:#222", "artefact": "fill:#eef3fb,stroke:#4a6fa5,color:#222",
    "prod": "fill:#fde5e2,stroke:#b23b2e,color:#222", "staging": "fill:#fdf1d8,stroke:#b07d11,color:#222",
    "dev": "fill:#e4f3e4,stroke:#3f7d3f,color:#222",
    "missing": "fill:#fff,stroke:#b23b2e,stroke-dasharray:4,color:#222",
}  # fmt: skip


MOST_EDGES, MOST_TEXT = 500, 50_000
"""What Mermaid's own limits are below which it draws: no chart may raise them."""


def mermaid(drawing: Drawing) -> str:
    """The chart; of a drawing that Mermaid would refuse as many pipelines as it takes, those with a flow first."""
    whole = _chart(drawing)
    if _fits(drawing, whole):
        return whole
    chosen: list[Pipeline] = []
    drawn = _chart(of_steps(drawing, ()))
    for pipeline in sorted(drawing.pipelines, key=lambda one: (one.flow is None, -len(one.steps))):
        part = of_steps(drawing, [step for one in (*chosen, pipeline) for step in one.steps])
        if not _fits(part, _chart(part)):
            part = without_ops(part)
        if _fits(part, _chart(part)):
            chosen.append(pipeline)
            drawn = _chart(part)
    told = f"%% {len(chosen)} of {len(drawing.pipelines)} pipelines: Mermaid draws no more edges; dot and svg have all"
    return drawn.replace("flowchart TD\n", f"flowchart TD\n  {told}\n", 1)


def _chart(drawing: Drawing) -> str:
    return "\n".join(["flowchart TD", *_body(drawing)]) + "\n"


def _fits(drawing: Drawing, chart: str) -> bool:
    return len(drawing.edges) < MOST_EDGES and len(chart) < MOST_TEXT - 200


def _body(drawing: Drawing) -> Iterator[str]:
    ids, ops = numbered(drawing), inside(drawing)
    for node in drawing.nodes:
        if node.kind == "step" and node.name in ops:
            yield f'  subgraph {ids[node.name]}["{_label(node)}"]'
            yield from (f"    {_node(op, ids)}" for op in ops[node.name])
            yield "  end"
        elif node.kind != "op":
            yield f"  {_node(node, ids)}"
    for edge in drawing.edges:
        yield f"  {ids[edge.source]} {_arrow(edge)} {ids[edge.target]}"
    for name, style in CLASSES.items():
        yield f"  classDef {name} {style}"


def _node(node: Node, ids: dict[str, str]) -> str:
    left, right = SHAPES[node.kind]
    return f"{ids[node.name]}{left}{_label(node)}{right}:::{colour(node)}"


def _arrow(edge: Edge) -> str:
    return "-->" if edge.sure else "-.->"


def _label(node: Node) -> str:
    return "<br/>".join(map(_escaped, lines(node)))


def _escaped(text: str) -> str:
    """Letters, digits and harmless signs as they are, all others as the entities that Mermaid knows."""
    return "".join(sign if sign.isalnum() or sign in " /:.,=-@" else f"#{ord(sign)};" for sign in text)
