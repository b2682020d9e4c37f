from collections.abc import Iterator

from mldebt.api import AUDITED, Finding, Role, Severity, UnusedSuppressions, check


@check(severity=Severity.LOW, minutes=2, roles={*AUDITED, Role.TEST, Role.DOCS})
def unused_suppression(suppressions: UnusedSuppressions) -> Iterator[Finding]:
    for idle in suppressions.idle:
        yield Finding(idle.where, f"allow {idle.slug} {idle.reason}", subject=idle.slug)
