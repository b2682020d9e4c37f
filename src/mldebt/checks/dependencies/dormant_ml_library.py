from collections.abc import Iterator

from mldebt.api import DormantLibraries, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=240)
def dormant_ml_library(libraries: DormantLibraries) -> Iterator[Finding]:
    for one in libraries.found:
        minutes = 20 if one.row.state in ("renamed", "stub") else 240
        yield Finding(one.where, one.told, one.hops, one.name, one.severity, one.confidence, minutes)
