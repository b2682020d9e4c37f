from collections.abc import Iterator

from mldebt.api import Confidence, Finding, ModelSaves, Severity, check


@check(severity=Severity.LOW, minutes=15, confidence=Confidence.ADVISORY)
def hyperparameters_implicit(saves: ModelSaves) -> Iterator[Finding]:
    yield from saves.of_kind("hyperparameters-implicit")
