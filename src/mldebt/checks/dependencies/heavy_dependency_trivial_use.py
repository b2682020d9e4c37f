from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Hop, Severity, TrivialUses, check


@check(severity=Severity.LOW, minutes=20)
def heavy_dependency_trivial_use(trivial: TrivialUses) -> Iterator[Finding]:
    for heavy in trivial.found:
        symbols = ", ".join(one.name for one in heavy.replacements)
        needed = f"what {', '.join(heavy.doubtful[:3])} may require is not known" if heavy.doubtful else ""
        yield Finding(
            heavy.where,
            f"{heavy.name} brings {heavy.saved_mb:.0f} MB that nothing else here needs, for {symbols} alone",
            evidence=(
                *(Hop(use.where, f"uses {use.symbol}") for use in heavy.uses),
                *(Hop(heavy.where, f"{one.name} is {one.code}") for one in heavy.replacements),
                *(Hop(heavy.where, f"condition: {one.condition}") for one in heavy.replacements if one.condition),
                *(Hop(line.where, f"{heavy.name} is declared here too") for line in heavy.declared[1:]),
                *([Hop(heavy.where, needed)] if needed else []),
            ),
            subject=heavy.name,
            confidence=Confidence.MEDIUM if heavy.doubtful else Confidence.HIGH,
        )
