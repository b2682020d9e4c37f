from collections.abc import Iterator

from mldebt.api import Finding, Severity, ShellSlips, check


@check(severity=Severity.MEDIUM, minutes=5)
def shell_without_errexit(slips: ShellSlips) -> Iterator[Finding]:
    yield from slips.of_kind("shell-without-errexit")
