"""Who answers for practices that the repository does not show, and does that still count?"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from mldebt.knowledge import Families, Questions
from mldebt.model import (
    Attestation,
    Attestations,
    Place,
    Pledge,
    PledgeLines,
    Project,
    ProjectFact,
    UserError,
)

URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pledges(ProjectFact):
    """The attested practices by name. Falsy when there are none."""

    by_practice: dict[str, Pledge]

    @classmethod
    def of(cls, project: Project) -> "Pledges":
        rows = project.setting(Attestations).rows
        if rows:
            known = {name for family in project.table(Families) for name in family.practices}
            _demand_known(rows, known | project.table(Questions).attestable())
        places = {one.practice: one.where for _, lines in project.each(PledgeLines) for one in lines} if rows else {}
        found = (_pledge(name, row, places.get(name, Place(".", 1)), project) for name, row in sorted(rows.items()))
        return cls({one.practice: one for one in found})

    def __bool__(self) -> bool:
        return bool(self.by_practice)

    def holding(self, practice: str | None) -> Pledge | None:
        """The pledge for the practice, if there is one that counts."""
        found = self.by_practice.get(practice or "")
        return found if found is not None and found.holds else None


def _demand_known(names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            meant = f" (did you mean {near[0]!r}?)" if near else f"; known are {', '.join(sorted(known))}"
            raise UserError(f"attest: there is no practice {name!r}{meant}")


def _pledge(name: str, row: Attestation, where: Place, project: Project) -> Pledge:
    expires = row.expires or date.min
    return Pledge(name, row.owner, row.evidence, expires, where, _lapse(row.evidence, expires, project))


def _lapse(evidence: str, expires: date, project: Project) -> str:
    """As of the head commit, so that the calendar alone changes no result; outside git no date has passed."""
    committed = project.repository.committed
    if committed and expires < date.fromisoformat(committed[:10]):
        return f"expired on {expires}"
    if URL.match(evidence):
        return ""
    path = evidence.removeprefix("./").rstrip("/")
    if any(file.path == path or file.path.startswith(f"{path}/") for file in project.repository.files):
        return ""
    return f"points at {evidence}, which is neither a file of the project nor a URL"
