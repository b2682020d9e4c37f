"""Which models does this project save over the one before, with nothing that keeps the older ones?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mldebt.knowledge import ModelRegistries
from mldebt.model import (
    Confidence,
    Finding,
    Hop,
    Imports,
    ModelSaves,
    Project,
    ProjectFact,
    Requirements,
    Role,
    Severity,
    SourceFile,
)

from .jobs import ScheduledJobs


@dataclass(frozen=True)
class OverwrittenModels(ProjectFact):
    """`findings` are the saves; `able` says that some program saves models at all."""

    looks_at = (ModelSaves,)

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "OverwrittenModels":
        saves = list(project.each(ModelSaves))
        found = [(file, finding) for file, slips in saves for finding in slips.of_kind("model-overwritten-in-place")]
        if not found or _keeps_versions(project):
            return cls(bool(saves), ())
        kept = {file.path.rpartition("/")[2] for file in project.repository.files}
        scheduled = frozenset(_scheduled(project))
        by_file: dict[SourceFile, list[Finding]] = defaultdict(list)
        for file, finding in found:
            if finding.subject.rpartition("/")[2] not in kept:  # else the repository's history keeps the older ones
                by_file[file].append(finding)
        return cls(True, tuple(_judged(file, saved, file.path in scheduled) for file, saved in by_file.items()))

    def __bool__(self) -> bool:
        return self.able


def _judged(file: SourceFile, saved: list[Finding], is_scheduled: bool) -> Finding:
    """One finding a file. A notebook is run by somebody who looks; the clock looks at nothing."""
    first = saved[0]
    others = f", as it does {len(saved) - 1} more" if len(saved) > 1 else ""
    hops = tuple(Hop(one.where, one.message) for one in saved[1:6])
    told = replace(first, message=f"{first.message}{others}", evidence=hops)
    if is_scheduled:
        return replace(told, severity=Severity.HIGH, confidence=Confidence.HIGH)
    by_hand = file.path.endswith(".ipynb") or file.role is Role.EXAMPLE
    return replace(told, severity=Severity.LOW if by_hand else None)


def _keeps_versions(project: Project) -> bool:
    """Something that is used anywhere in the project keeps the versions of models."""
    table = project.table(ModelRegistries)
    for _, imports in project.each(Imports):
        if any(table.keeps(f"{one.module}.{one.name}".strip(".")) for one in imports):
            return True
    for _, requirements in project.each(Requirements):
        if any(table.keeps(one.name.replace("-", "_")) for one in requirements):
            return True
    files = {row.name for row in table if row.kind == "file"}
    return any(
        not files.isdisjoint(file.path.split("/")) or file.path.endswith(".dvc") for file in project.repository.files
    )


def _scheduled(project: Project) -> Iterator[str]:
    """Files that the clock starts, directly or not."""
    for job in project.fact(ScheduledJobs).jobs:
        yield job.name
        yield from (hop.where.path for hop in job.data)
