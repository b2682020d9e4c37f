from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Finding, SecretSlips, Severity, check


@check(severity=Severity.HIGH, minutes=60)
def secret_in_script(slips: SecretSlips) -> Iterator[Finding]:
    for finding in slips.of_kind("secret-in-script:key"):
        yield replace(finding, severity=Severity.CRITICAL)
    yield from slips.of_kind("secret-in-script:named")
