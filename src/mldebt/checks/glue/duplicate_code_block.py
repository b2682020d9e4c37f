from collections.abc import Iterator

from mldebt.api import CloneDebts, Confidence, Finding, Role, Severity, check


@check(
    severity=Severity.MEDIUM, minutes=20, confidence=Confidence.HIGH,
    roles={Role.APPLICATION, Role.TRAINING, Role.SERVING},
)  # fmt: skip
def duplicate_code_block(clones: CloneDebts) -> Iterator[Finding]:
    yield from clones.findings
