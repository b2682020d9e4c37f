from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, InstalledVersions, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def chained_assignment(slips: FrameSlips, versions: InstalledVersions) -> Iterator[Finding]:
    yield from slips.of_kind("chained-assignment")
    for finding in slips.of_kind("chained-assignment-by-column"):
        if versions.reaches(finding.where.path, "pandas", "3.0"):
            yield finding
