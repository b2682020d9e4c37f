from collections.abc import Iterator

from mldebt.api import Finding, Hop, LicenceDebts, Severity, according_to, check

SHOWN = 5
"""Uses that the evidence lists."""


@check(severity=Severity.HIGH, minutes=240)
def copyleft_dependency(debts: LicenceDebts) -> Iterator[Finding]:
    for debt in debts.found:
        duty = debt.duty[0].lower() + debt.duty[1:]
        states = "ships parts under" if debt.inside else "is"
        folder = debt.requirement.where.path.rpartition("/")[0]
        unused = (
            "" if debt.uses or debt.unseen else f", though nothing {f'in {folder}' if folder else 'here'} imports it"
        )
        yield Finding(
            debt.requirement.where,
            f"{debt.subject} {states} {debt.terms.spdx}, which obliges you to {duty}{unused}",
            evidence=(
                Hop(debt.requirement.where, f"licence {according_to(debt.terms.source)}"),
                *(Hop(use.where, f"uses {use.symbol}") for use in debt.uses[:SHOWN]),
            ),
            subject=debt.requirement.name,
            severity=debt.severity,
            confidence=debt.confidence,
        )
