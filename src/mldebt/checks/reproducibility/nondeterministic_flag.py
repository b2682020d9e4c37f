from collections.abc import Iterator

from mldebt.api import Finding, LooseSwitches, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def nondeterministic_flag(switches: LooseSwitches) -> Iterator[Finding]:
    yield from switches.findings()
