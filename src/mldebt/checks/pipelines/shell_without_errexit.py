from collections.abc import Iterator

from mldebt.api import CarelessScripts, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=5)
def shell_without_errexit(scripts: CarelessScripts) -> Iterator[Finding]:
    yield from scripts
