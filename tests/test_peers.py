"""Every row of what other tools detect is covered by a check that exists, or declined with a reason."""

import pytest

from mldebt.knowledge import PeerRow, Peers, lend
from mldebt.registry import load_checks

ROWS = list(lend(Peers))
SOUND = {"syntax", "flow", "types"}
SLUGS = {check.slug for check in load_checks()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_names_checks_that_exist_or_says_why_there_is_none(row: PeerRow) -> None:
    assert set(row.checks) <= SLUGS, set(row.checks) - SLUGS
    assert row.checks or len(row.reason.split()) > 1
    assert row.peers


def test_most_of_what_can_be_decided_statically_and_is_no_style_is_covered() -> None:
    sound = [row for row in ROWS if row.decided_by in SOUND]
    assert len(sound) >= 97  # the survey's rows; none may be dropped in silence
    assert sum(bool(row.checks) for row in sound) > len(sound) / 2
