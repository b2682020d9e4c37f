from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Hop, Pinning, Severity, check

SHOWN = 8
"""Lines that the evidence lists."""


@check(severity=Severity.MEDIUM, minutes=30, confidence=Confidence.HIGH)
def unpinned_dependency(pinning: Pinning) -> Iterator[Finding]:
    for manifest in pinning.loose:
        worst, count = manifest.loose[0], len(manifest.loose)
        others = f", {worst.requirement.name} {worst.how}" if count > 1 else f": {worst.requirement.name} {worst.how}"
        yield Finding(
            manifest.where,
            f"{manifest.path} leaves {count} of {manifest.asked} dependencies open and nothing locks them{others}",
            evidence=tuple(
                Hop(one.requirement.where, f"{one.requirement.name} {one.how}") for one in manifest.loose[:SHOWN]
            ),
            subject=manifest.path,
            severity=Severity.MEDIUM if manifest.mostly else Severity.LOW,
            fix=manifest.remedy,
        )
