"""Evidence that takes more than a name: each fact of `evidence_signs.yaml`, and how it is found."""

from collections.abc import Callable, Iterator, Mapping

from mldebt.knowledge import Metrics, ModelStores, Seeders, StageSigns, SurfaceSigns, Transformers
from mldebt.model import Calls, Hop, Imports, Place, Project, Role, SourceFile, Uses

from .artefacts import ArtefactGraph
from .imports import ImportGraph
from .jobs import ScheduledJobs

NOT_OURS = frozenset({Role.TEST, Role.DOCS, Role.VENDORED, Role.GENERATED})


def seeds(project: Project) -> Iterator[Hop]:
    seeders = project.table(Seeders)
    yield from _counted(
        _calls(project, lambda name: name in seeders), "{name} seeds a generator", "calls that seed generators"
    )


def metrics(project: Project) -> Iterator[Hop]:
    known = project.table(Metrics)
    yield from _counted(_calls(project, lambda name: name in known), "{name} is computed", "calls that compute metrics")


def saved_models(project: Project) -> Iterator[Hop]:
    """Where a file trains, what it saves by a function for models is taken to be one; a method may save anything."""
    stores, training = project.table(ModelStores), _training(project)
    known = frozenset(row.name for row in stores if row.mode == "save" and not row.name.startswith("?"))
    found = [(where, name) for where, name in _calls(project, known.__contains__) if where.path in training]
    files = dict.fromkeys(where.path for where, _ in found)
    if len(files) > 1:
        yield Hop(
            found[0][0], f"{len(files)} files that train save models; `mldebt impact FILE` tells what one can reach"
        )
    elif found:
        yield Hop(found[0][0], "the one file that trains and is known to save a model")


def training_programs(project: Project) -> Iterator[Hop]:
    places = list(_training(project).values())
    if places:
        told = "the one file that trains" if len(places) == 1 else f"the first of {len(places)} files that train"
        yield Hop(places[0], told)


def ways_of_data(project: Project) -> Iterator[Hop]:
    """As far as the checks have followed them."""
    graph = project.known(ArtefactGraph)
    chains = graph.chains if graph is not None else ()
    if chains:
        longest = max(chains, key=lambda chain: chain.length)
        ways = "1 way" if len(chains) == 1 else f"{len(chains)} ways"
        told = f"{ways} of data from step to step, the longest through {longest.length} statements from here"
        yield Hop(longest.where, f"{told}; `mldebt pipelines` draws all that is known")


def scheduled_training(project: Project) -> Iterator[Hop]:
    training = _training(project)
    for job in project.fact(ScheduledJobs).jobs:
        if any(hop.where.path in training for hop in job.data):
            yield Hop(job.schedule.where, f"`{job.schedule.expression}` starts what trains")
            return


def tests_of_models(project: Project) -> Iterator[Hop]:
    yield from _tests(project, frozenset(_training(project)), "trains")


def tests_of_features(project: Project) -> Iterator[Hop]:
    transformers, stages = project.table(Transformers), project.table(StageSigns)
    preparing = frozenset(
        file.path for file, calls in project.each(Calls) if file.role not in NOT_OURS
        and any(call.name in transformers or stages.of(call.name) == "prepare" for call in calls)
    )  # fmt: skip
    yield from _tests(project, preparing, "prepares features")


FACTS: Mapping[str, Callable[[Project], Iterator[Hop]]] = {
    "seeds": seeds, "metrics": metrics, "saved-models": saved_models, "training-programs": training_programs,
    "ways-of-data": ways_of_data, "scheduled-training": scheduled_training, "tests-of-models": tests_of_models,
    "tests-of-features": tests_of_features,
}  # fmt: skip


def _training(project: Project) -> dict[str, Place]:
    """The files that train, each with the first line that does."""
    signs = project.table(SurfaceSigns)
    found = {}
    for file, uses in project.each(Uses):
        if file.role not in NOT_OURS:
            where = next((use.where for use in uses if signs.of(use.name) == "training"), None)
            if where is not None:
                found[file.path] = where
    return found


def _calls(project: Project, wanted: Callable[[str], bool]) -> Iterator[tuple[Place, str]]:
    for file, calls in project.each(Calls):
        if file.role not in NOT_OURS:
            yield from ((call.where, call.name) for call in calls if wanted(call.name))


def _counted(found: Iterator[tuple[Place, str]], one: str, many: str) -> Iterator[Hop]:
    places = list(found)
    if places:
        where, name = places[0]
        yield Hop(where, one.format(name=name) if len(places) == 1 else f"the first of {len(places)} {many}")


def _tests(project: Project, wanted: frozenset[str], does: str) -> Iterator[Hop]:
    """The first test that imports one of the wanted files."""
    graph = project.fact(ImportGraph)
    found = [
        (file, one.where, path) for file, imports in project.each(Imports) if file.role is Role.TEST
        for one in imports for path in _targets(graph, file, one.module, one.name) if path in wanted
    ]  # fmt: skip
    if found:
        file, where, path = found[0]
        tests = len({test.path for test, _, _ in found})
        more = f", as {tests - 1} more tests do" if tests > 2 else ", as another test does" if tests == 2 else ""
        yield Hop(where, f"{file.path} imports {path}, which {does}{more}")


def _targets(graph: ImportGraph, file: SourceFile, module: str, name: str) -> Iterator[str]:
    whole = module + ("" if module.endswith(".") else ".") + name
    for dotted in (module, whole if name not in ("", "*") else ""):
        target = graph.resolve(file.path, dotted) if dotted.strip(".") else None
        if target is not None:
            yield target.path
