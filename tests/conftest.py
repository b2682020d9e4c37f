"""How hard do the properties look? `MLDEBT_CASES=2000 pytest -k properties` tries as many cases of each."""

import os
from collections.abc import Set

import pytest
from hypothesis import HealthCheck, settings

import mldebt.runner
from mldebt.model import Need, Project, imported

settings.register_profile(
    "ci", max_examples=int(os.environ.get("MLDEBT_CASES", "100")), deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _what_is_not_asked_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a test audits, a fact that is not asked for want of what it looks at must have had nothing to say."""
    real = mldebt.runner._fact

    def fact(need: Need, project: Project, there: Set[str]) -> object:
        found = real(need, project, there)
        assert found is not mldebt.runner.Absent or not project.fact(imported(need)), f"{need} looks at something else"
        return found

    monkeypatch.setattr(mldebt.runner, "_fact", fact)
