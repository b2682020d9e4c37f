from collections.abc import Iterator

from mldebt.api import Confidence, Finding, MixedStages, Role, Severity, check


@check(
    severity=Severity.MEDIUM, minutes=120, confidence=Confidence.MEDIUM,
    roles={Role.APPLICATION, Role.TRAINING, Role.SERVING},
)  # fmt: skip
def stage_mixing_module(stages: MixedStages) -> Iterator[Finding]:
    for mixed in stages.mixed:
        name = mixed.name or mixed.where.path.rpartition("/")[2]
        message = f"{name} {mixed.told} in {mixed.statements} statements"
        yield Finding(mixed.where, message, mixed.hops, f"stages:{name}")
