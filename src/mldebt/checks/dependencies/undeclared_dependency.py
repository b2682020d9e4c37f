from collections.abc import Iterator

from mldebt.api import Finding, Hop, Severity, UndeclaredDependencies, check


@check(severity=Severity.MEDIUM, minutes=10)
def undeclared_dependency(undeclared: UndeclaredDependencies) -> Iterator[Finding]:
    for one in undeclared.found:
        how = f", and comes only because {one.through} requires it" if one.through else ""
        how = f"{how}, which shows only when a function runs" if one.late and not one.through else how
        yield Finding(
            one.where,
            f"{one.name} is used, though {one.manifest} does not ask for it{how}",
            evidence=tuple(Hop(use.where, f"uses {use.symbol}") for use in one.uses[:5]),
            subject=one.name,
            severity=one.severity,
            confidence=one.confidence,
            fix=f"add {one.name} to {one.manifest}",
        )
