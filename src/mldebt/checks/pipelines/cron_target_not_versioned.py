from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UnversionedTargets, check


@check(severity=Severity.HIGH, minutes=120, confidence=Confidence.MEDIUM)
def cron_target_not_versioned(targets: UnversionedTargets) -> Iterator[Finding]:
    yield from targets
