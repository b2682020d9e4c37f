"""What moves data in this project, as nodes and edges for a drawing?"""

from collections import defaultdict

from mldebt.model import Drawing, Edge, Jungle, Pipeline, Project, ProjectFact, record

from .artefacts import Chain, chains_of
from .flow_index import jungle
from .flow_lines import flow_of, is_sure
from .flow_nodes import Nodes
from .flowing import Flowing, flowing


@record
class FlowGraph(ProjectFact):
    """The drawing of all steps that hang together with others or that a clock starts."""

    drawing: Drawing

    @classmethod
    def of(cls, project: Project) -> "FlowGraph":
        return cls(_drawing(flowing(project), project))

    def __bool__(self) -> bool:
        return bool(self.drawing.nodes)


def part_of(drawing: Drawing, files: tuple[str, ...]) -> Drawing:
    """The pipelines that a step in one of the files or folders takes part in, with what they touch."""
    wanted = [one for one in drawing.pipelines if any(_is_in(step, files) for step in one.steps)]
    steps = {f"step {step}" for one in wanted for step in one.steps}
    own = {node.name for node in drawing.nodes if not {node.name, node.inside}.isdisjoint(steps)}
    edges = tuple(edge for edge in drawing.edges if not own.isdisjoint((edge.source, edge.target)))
    kept = own.union(*((edge.source, edge.target) for edge in edges))
    homes = {node.inside for node in drawing.nodes if node.name in kept}
    nodes = tuple(node for node in drawing.nodes if node.name in kept | homes)
    return drawing._replace(nodes=nodes, edges=edges, pipelines=tuple(wanted), others=0)


def _is_in(step: str, files: tuple[str, ...]) -> bool:
    path = step.partition(":")[0]
    return any(path == file or file == "." or path.startswith(f"{file}/") for file in files)


def _drawing(found: Flowing, project: Project) -> Drawing:
    groups = _groups(found)
    drawn = {step for group in groups for step in group}
    chains = chains_of(found.known)
    nodes = Nodes(found, drawn)
    edges: list[Edge] = []
    for schedule, started in found.starts:
        edges += nodes.trigger(schedule, started)
    for caller, called in found.runs.items():
        edges += [edge for one in called for edge in nodes.call(caller, one)]
    for step in sorted(drawn):
        edges += nodes.operations(step)
    for artefact in found.artefacts:
        edges += nodes.artefact(artefact)
    repository = project.repository
    return Drawing(
        repository.name, tuple(nodes.made.values()), tuple(edges),
        tuple(_pipeline(group, chains, found) for group in groups), sum(step not in drawn for step in found.ops),
        repository.commit, repository.committed,
    )  # fmt: skip


def _groups(found: Flowing) -> list[tuple[str, ...]]:
    """Steps that data or calls connect, and single ones that something starts; the rest is not drawn."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in found.links:
        near[one].add(other)
        near[other].add(one)
    moving = {*found.ops, *found.missing}
    for caller, called in found.runs.items():
        for one in called:
            near[caller].add(one)
            near[one].add(caller)
    for _, started in found.starts:
        for one in started:
            if one in moving:
                near[one] |= {other for other in started if other in moving} - {one}
    groups, seen = [], set[str]()
    for start in sorted(near):
        if start not in seen:
            group, todo = {start}, [start]
            while todo:
                for one in near[todo.pop()] - group:
                    group.add(one)
                    todo.append(one)
            seen |= group
            groups.append(tuple(sorted(group)))
    return groups


def _pipeline(group: tuple[str, ...], chains: list[Chain], found: Flowing) -> Pipeline:
    inside = [chain for chain in chains if set(chain.steps) <= set(group) and is_sure(chain)]
    chain = max(inside, key=lambda one: one.length, default=None)
    index: Jungle | None = jungle(group, chain, found) if chain is not None else None
    return Pipeline(group, flow_of(chain, found.known.environments) if chain is not None else None, index)
