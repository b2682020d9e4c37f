"""The drawing for a terminal: each flow hop by hop with its jungle index, then what the clock starts beside it."""

from collections.abc import Iterator

from mldebt.model import Drawing, Jungle, Measure, Node, Pipeline

from ..flow import flow_lines
from ..ink import Text
from ..layout import drawn, labelled, wrapped
from ..words import count, plain, spot

NAMES = {
    "O": "order", "V": "versions", "M": "alarms", "L": "languages", "F": "formats", "B": "stores", "E": "environments",
    "H": "length", "X": "loose ends",
}  # fmt: skip


def text(drawing: Drawing, *, color: bool, width: int | None, ascii_only: bool) -> str:
    sections = [
        [Text(plain(drawing.project), "bold"), *wrapped(_counted(drawing), width, 2)],
        *(list(_pipeline(pipeline, width, ascii_only)) for pipeline in _sorted(drawing)),
        list(_alone(drawing)),
    ]
    lines: list[Text] = []
    for section in filter(None, sections):
        lines += [Text(), *section] if lines else section
    return drawn(lines, color)


def _counted(drawing: Drawing) -> str:
    number = {kind: sum(node.kind == kind for node in drawing.nodes) for kind in ("trigger", "step", "artefact")}
    if not drawing.nodes:
        seen = f"; {count(drawing.others, 'step')} read or write data alone" if drawing.others else ""
        return f"nothing here hands data to anything else, and no clock starts anything{seen}"
    told = f"{count(number['step'], 'step')}, {count(number['artefact'], 'artefact')}, "
    told += count(number["trigger"], "schedule")
    return told + (f"; {drawing.others:,} more have nothing to do with others" if drawing.others else "")


def _sorted(drawing: Drawing) -> list[Pipeline]:
    """Worst first."""
    flows = [pipeline for pipeline in drawing.pipelines if pipeline.flow is not None]
    return sorted(flows, key=lambda one: (-(one.jungle.value if one.jungle else 0), one.steps))


def _pipeline(pipeline: Pipeline, width: int | None, ascii_only: bool) -> Iterator[Text]:
    flow, index = pipeline.flow, pipeline.jungle
    if flow is None:
        return
    yield Text("Flow", "bold")
    yield from flow_lines(flow, width, ascii_only=ascii_only)
    if index is not None:
        yield Text()
        yield from _index(index, width)


def _index(index: Jungle, width: int | None) -> Iterator[Text]:
    known = f"{index.coverage:.0%} of its paths are known"
    doubt = "" if index.conclusive else ", too few to tell"
    yield Text(f"  jungle index {index.value:.0f} of 100, {known}{doubt}", "bold")
    for measure in index.measures:
        yield from labelled(_label(measure), plain(measure.told), width, "dim")


def _label(measure: Measure) -> str:
    debt = " n/a" if measure.debt is None else f"{measure.debt:>4.2f}"
    return f"    {measure.key}  {NAMES[measure.key]:<12}  {debt}"


def _alone(drawing: Drawing) -> Iterator[Text]:
    """Schedules whose steps belong to no flow, and steps that are missing."""
    flowing = {f"step {step}" for one in drawing.pipelines if one.flow is not None for step in one.steps}
    nodes = {node.name: node for node in drawing.nodes}
    rows = [
        (nodes[edge.source], nodes[edge.target])
        for edge in drawing.edges
        if edge.kind == "triggers" and edge.target not in flowing
    ]
    if rows:
        yield Text("Started by a clock, in no flow", "bold")
    longest = max((len(_spot(trigger)) for trigger, _ in rows), default=0)
    for trigger, step in rows:
        notes = f" ({', '.join(step.notes)})" if step.notes else ""
        yield Text(f"  {_spot(trigger):<{longest}}  {plain(trigger.label)}  starts {plain(step.label)}{notes}")


def _spot(node: Node) -> str:
    return spot(node.where) if node.where is not None else ""
