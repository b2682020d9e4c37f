from collections.abc import Iterator

from mldebt.api import Finding, Role, Severity, VersionDebts, check


@check(severity=Severity.LOW, minutes=10, roles={Role.APPLICATION, Role.TRAINING, Role.SERVING})
def file_version_suffix(versions: VersionDebts) -> Iterator[Finding]:
    yield from versions.findings
