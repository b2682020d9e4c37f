from collections.abc import Iterator

from mldebt.api import Confidence, CrossEnvironmentWrites, Finding, Severity, check


@check(severity=Severity.HIGH, minutes=120, confidence=Confidence.MEDIUM)
def cross_environment_write(writes: CrossEnvironmentWrites) -> Iterator[Finding]:
    yield from writes
