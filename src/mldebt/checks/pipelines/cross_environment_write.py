from collections.abc import Iterator

from mldebt.api import CrossEnvironmentWrites, Finding, Severity, check


@check(severity=Severity.HIGH, minutes=120)
def cross_environment_write(writes: CrossEnvironmentWrites) -> Iterator[Finding]:
    yield from writes
