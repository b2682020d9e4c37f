from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Hop, Pinning, Severity, check

SHOWN = 8
"""Lines that the evidence lists."""

NAMED = 3
"""Names in the message."""


@check(severity=Severity.MEDIUM, minutes=30, confidence=Confidence.HIGH)
def unpinned_dependency(pinning: Pinning) -> Iterator[Finding]:
    for manifest in pinning.loose:
        names = [one.requirement.name for one in manifest.loose]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        yield Finding(
            manifest.where,
            f"{manifest.path} leaves {len(names)} of {manifest.asked} dependencies open and no lock fixes them: "
            f"{', '.join(names[:NAMED])}{more}",
            evidence=tuple(
                Hop(one.requirement.where, f"{one.requirement.name} {one.how}") for one in manifest.loose[:SHOWN]
            ),
            subject=manifest.path,
            severity=Severity.MEDIUM if manifest.mostly else Severity.LOW,
            fix=manifest.remedy,
        )
