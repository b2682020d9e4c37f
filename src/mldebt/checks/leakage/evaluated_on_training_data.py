from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.HIGH, minutes=60)
def evaluated_on_training_data(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("judged-on-training")
