from collections.abc import Iterator

from mldebt.api import AUDITED, Finding, Pledges, Role, Severity, check


@check(severity=Severity.LOW, minutes=15, roles={*AUDITED, Role.TEST, Role.DOCS})
def lapsed_attestation(pledges: Pledges) -> Iterator[Finding]:
    for pledge in pledges.by_practice.values():
        if pledge.lapse:
            yield Finding(
                pledge.where, f"{pledge.owner}'s attestation of {pledge.practice} {pledge.lapse}",
                subject=pledge.practice,
            )  # fmt: skip
