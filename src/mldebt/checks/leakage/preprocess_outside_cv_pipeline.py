from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.HIGH, minutes=45)
def preprocess_outside_cv_pipeline(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("folds")
