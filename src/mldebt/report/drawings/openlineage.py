"""The drawing as OpenLineage events, one JSON object a line: a static JobEvent for each step that moves data.

Namespaces and names follow OpenLineage's naming conventions. A folder that is divided into partitions is one dataset,
so its name ends before the first partition; a hole that cannot be filled stays a `*`.
"""

from json import dumps

from mldebt import __version__
from mldebt import patterns as re
from mldebt.model import CERTAINTY, Drawing, Edge, Node

SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
PRODUCER = f"urn:mldebt:{__version__}"
UNKNOWN_TIME = "1970-01-01T00:00:00Z"
"""Outside git nobody knows a time that does not depend on the clock."""

SCHEMES = {"s3a": "s3", "s3n": "s3", "gcs": "gs", "wasb": "wasbs", "abfs": "abfss"}
_ADDRESS = re.compile(r"([A-Za-z][\w+.\-]*)://([^/]*)/*(.*)", re.DOTALL)
_PARTITION = re.compile(r"\w+=.*|\*|(?:19|20)\d{2}(?:[-_]?\d{2}){0,2}")

Json = dict[str, object]


def openlineage(drawing: Drawing) -> str:
    nodes = {node.name: node for node in drawing.nodes}
    events = [_event(node, drawing, nodes) for node in drawing.nodes if node.kind == "step"]
    return "".join(dumps(event) + "\n" for event in events if event["inputs"] or event["outputs"])


def _event(step: Node, drawing: Drawing, nodes: dict[str, Node]) -> Json:
    own = {step.name} | {node.name for node in drawing.nodes if node.inside == step.name}
    read = [edge for edge in drawing.edges if edge.kind == "reads" and edge.target in own]
    written = [edge for edge in drawing.edges if edge.kind == "writes" and edge.source in own]
    return {
        "eventTime": _time(drawing.committed),
        "producer": PRODUCER,
        "schemaURL": f"{SCHEMA}#/$defs/JobEvent",
        "job": {"namespace": drawing.project or "project", "name": step.label, "facets": _facets(step, read, written)},
        "inputs": _datasets([nodes[edge.source] for edge in read]),
        "outputs": _datasets([nodes[edge.target] for edge in written]),
    }


def _time(committed: str | None) -> str:
    """The day of the commit, or its time where that is known."""
    if committed is None:
        return UNKNOWN_TIME
    return committed if "T" in committed else f"{committed}T00:00:00Z"


def _facets(step: Node, read: list[Edge], written: list[Edge]) -> Json:
    kind = "NOTE" if step.label.endswith((".ipynb", ".zpln", "note.json")) else "SCRIPT"
    return {
        "jobType": {
            "_producer": PRODUCER,
            "_schemaURL": "https://openlineage.io/spec/facets/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
            "processingType": "BATCH",
            "integration": "MLDEBT",
            "jobType": kind,
        },
        "mldebt_evidence": {
            "_producer": PRODUCER,
            "_schemaURL": f"{SCHEMA}#/$defs/JobFacet",
            "languages": step.language,
            "evidence": [_evidence(edge) for edge in (*read, *written)],
        },
    }


def _evidence(edge: Edge) -> Json:
    certainty = CERTAINTY[edge.evidence]
    return {"place": str(edge.where), "does": edge.kind, "evidence": edge.evidence, "certainty": certainty}


def _datasets(nodes: list[Node]) -> list[Json]:
    names = dict.fromkeys(dataset(node) for node in nodes)
    return [{"namespace": namespace, "name": name} for namespace, name in names]


def dataset(node: Node) -> tuple[str, str]:
    """Namespace and name of an artefact."""
    if node.sort == "table":
        return "unknown", node.label  # the client's host is not always known, and a wrong one joins wrong things
    address = _ADDRESS.fullmatch(node.label)
    if address is None:
        return "file", _unpartitioned(node.label.removeprefix("dbfs:"))
    scheme = SCHEMES.get(address[1].lower(), address[1].lower())
    if scheme == "file":
        return "file", _unpartitioned(f"/{address[3]}")
    return f"{scheme}://{address[2]}", _unpartitioned(address[3]) or "/"


def _unpartitioned(path: str) -> str:
    """The path as far as the first partition, unless nothing would be left of it."""
    kept: list[str] = []
    for part in path.rstrip("/").split("/"):
        if part and any(kept) and _PARTITION.fullmatch(part):
            break
        kept.append(part)
    return "/".join(kept) or path
