from collections.abc import Iterator

from mldebt.api import CarelessScripts, Confidence, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=5, confidence=Confidence.MEDIUM)
def shell_without_errexit(scripts: CarelessScripts) -> Iterator[Finding]:
    yield from scripts
