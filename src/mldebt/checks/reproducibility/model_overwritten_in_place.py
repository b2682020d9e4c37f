from collections.abc import Iterator

from mldebt.api import Confidence, Finding, OverwrittenModels, Severity, check


@check(severity=Severity.MEDIUM, minutes=45, confidence=Confidence.MEDIUM)
def model_overwritten_in_place(models: OverwrittenModels) -> Iterator[Finding]:
    yield from models.findings
