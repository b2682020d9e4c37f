from pathlib import Path

import pytest
from tenure.model import Tenure

PAST = Path(__file__).parents[1] / "data" / "subscribers.csv"


@pytest.fixture(scope="module")
def tenure() -> Tenure:
    return Tenure.fitted_to(PAST, penalty=0.1)


def test_an_annual_plan_keeps_people_longer(tenure: Tenure):
    assert tenure.median_months([20, 1, 0]) >= tenure.median_months([20, 0, 0])


def test_trouble_drives_people_away(tenure: Tenure):
    assert tenure.median_months([20, 0, 6]) <= tenure.median_months([20, 0, 0])
