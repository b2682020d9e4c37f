"""The smallest plugin: one check that asks for a fact and yields findings."""

from collections.abc import Iterator

from mldebt.api import Calls, Finding, Severity, check


@check(severity=Severity.LOW, minutes=1)
def shouting_constant(calls: Calls) -> Iterator[Finding]:
    for call in calls:
        if call.bound.isupper() and len(call.bound) > 12:
            yield Finding(call.where, f"{call.bound} shouts", subject=call.bound)
