from collections.abc import Iterator

from mldebt.api import Confidence, DeadSwitches, Finding, Role, Severity, check


@check(
    severity=Severity.MEDIUM, minutes=30, confidence=Confidence.MEDIUM,
    roles={Role.APPLICATION, Role.TRAINING, Role.SERVING},
)  # fmt: skip
def dead_experiment_flag(switches: DeadSwitches) -> Iterator[Finding]:
    yield from switches.findings
