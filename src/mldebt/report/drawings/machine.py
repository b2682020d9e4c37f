"""The drawing as JSON for programs, as `schema.json` beside this file describes it."""

from json import dumps

from mldebt import __version__
from mldebt.model import CERTAINTY, Drawing, Edge, Jungle, Node, Pipeline, Place

Json = dict[str, object]


def machine(drawing: Drawing) -> str:
    whole = {
        "schema_version": 1,
        "tool": {"name": "mldebt", "version": __version__},
        "project": {"name": drawing.project, "commit": drawing.commit},
        "nodes": [_node(node) for node in drawing.nodes],
        "edges": [_edge(edge) for edge in drawing.edges],
        "pipelines": [_pipeline(pipeline) for pipeline in drawing.pipelines],
        "left_out_steps": drawing.others,
    }
    return dumps(whole, indent=2) + "\n"


def _node(node: Node) -> Json:
    return {
        "id": node.name,
        "kind": node.kind,
        "label": node.label,
        **_place(node.where),
        "step": node.inside or None,
        "language": node.language or None,
        "environment": node.environment or None,
        "sort": node.sort or None,
        "notes": list(node.notes),
    }


def _edge(edge: Edge) -> Json:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": edge.kind,
        "evidence": edge.evidence,
        "certainty": CERTAINTY[edge.evidence],
        **_place(edge.where),
    }


def _place(where: Place | None) -> Json:
    if where is None:
        return {"path": None, "line": None, "cell": None}
    cell = where.cell and {"index": where.cell.index, "line": where.cell.line}
    return {"path": where.path, "line": where.line or None, "cell": cell}


def _pipeline(pipeline: Pipeline) -> Json:
    flow = pipeline.flow
    return {
        "steps": list(pipeline.steps),
        "hops": flow.length if flow else 0,
        "languages": list(flow.languages) if flow else [],
        "environments": list(flow.environments) if flow else [],
        "owner": (flow.owner or None) if flow else None,
        "jungle": pipeline.jungle and _jungle(pipeline.jungle),
    }


def _jungle(index: Jungle) -> Json:
    return {
        "value": index.value,
        "coverage": round(index.coverage, 3),
        "conclusive": index.conclusive,
        "parts": [
            {
                "key": one.key,
                "debt": None if one.debt is None else round(one.debt, 3),
                "weight": one.weight,
                "told": one.told,
            }
            for one in index.measures
        ],
    }
