"""How does each practice stand that the families know of? What nobody asked for is said to be not assessed."""

from collections.abc import Iterable, Mapping

from mldebt.knowledge import Families
from mldebt.model import Check, CheckResult, Debt, Following, Lend, Outcome, Pledge, Practice

ENDINGS: Mapping[Outcome, Following] = {
    Outcome.CLEAN: "followed", Outcome.DEBT: "missing", Outcome.NOT_APPLICABLE: "not-applicable",
    Outcome.UNKNOWN: "unknown", Outcome.CRASHED: "unknown",
}  # fmt: skip
UNSEEN = frozenset({"missing", "unknown", "not-assessed"})
"""What a pledge can stand in for."""


def practices(
    checks: Iterable[Check], outcomes: Iterable[CheckResult], debts: Iterable[Debt], pledges: Mapping[str, Pledge],
    lend: Lend,
) -> tuple[Practice, ...]:  # fmt: skip
    """All practices of all families, in the order of the tables."""
    asked = {(check.family, check.practice): check.slug for check in checks if check.practice is not None}
    ended = {result.rule: result.outcome for result in outcomes}
    still_open = {debt.rule for debt in debts if debt.open}
    found = []
    for family in lend(Families):
        for name, weight in family.practices.items():
            rule, pledge = asked.get((family.name, name), ""), pledges.get(name)
            following: Following = ENDINGS[ended[rule]] if rule in ended else "not-assessed"
            if following == "missing" and rule not in still_open:
                following = "allowed"
            if following in UNSEEN and pledge is not None and pledge.holds:
                following = "attested"
            found.append(Practice(name, family.name, weight, following, rule, pledge))
    return tuple(found)
