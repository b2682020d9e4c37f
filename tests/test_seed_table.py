"""Adding a library to the seed table costs three lines of YAML: its generator, what draws from it, what seeds it."""

import shutil
from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.knowledge import RandomDomains, RandomDraws, Seeders, Trainers, lend, loader
from mldebt.registry import load_checks
from mldebt.settings import load_settings

RULES = Path(__file__).parents[1] / "rules"
THREE_LINES = {
    "random_domains.yaml": "dicelib: {spoken: \"dicelib's generator\", source: 'https://dicelib.example/seeds'}\n",
    "random_draws.yaml": "dicelib.roll: {domain: dicelib, source: 'https://dicelib.example/roll'}\n",
    "seeders.yaml": "dicelib.fix: {domains: [dicelib], seed: number, source: 'https://dicelib.example/seeds'}\n",
}
PROGRAM = "import dicelib\nfrom sklearn.linear_model import Ridge\n\nx = dicelib.roll(100)\nRidge().fit(x, x)\n"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rules that may be written to."""
    copy = tmp_path / "rules"
    shutil.copytree(RULES, copy)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(loader, "_rules", lambda: copy)
    monkeypatch.setattr(loader, "_lent", {})
    return copy


def told(folder: Path, program: str) -> list[tuple[int, str]]:
    folder.mkdir(exist_ok=True)
    (folder / "train.py").write_text(program, encoding="utf-8")
    checks = tuple(check for check in load_checks() if check.slug == "unseeded-randomness")
    settings = load_settings(folder, config=None, isolated=True, overrides={})
    return [(debt.where.line, debt.message) for debt in audit(folder, settings, checks).debts]


def test_three_lines_make_a_library_known(rules: Path, tmp_path: Path) -> None:
    assert told(tmp_path / "project", PROGRAM) == []
    for name, line in THREE_LINES.items():
        assert line.count("\n") == 1
        with (rules / name).open("a", encoding="utf-8") as table:
            table.write(line)
    loader._lent.clear()
    seeded = PROGRAM.replace("x = dicelib", "dicelib.fix(7)\nx = dicelib")
    by_clock = "import time\n" + seeded.replace("fix(7)", "fix(int(time.time()))")
    message = "roll draws from dicelib's generator, which nothing has seeded"
    assert told(tmp_path / "project", PROGRAM) == [(4, message)]
    assert told(tmp_path / "project", seeded) == []
    assert told(tmp_path / "project", by_clock) == [(6, message)]


def test_every_generator_has_a_name_and_every_domain_is_one() -> None:
    domains = lend(RandomDomains).names()
    used = {row.domain for row in lend(RandomDraws)} | {row.domain for row in lend(Trainers)}
    used |= {domain for row in lend(Seeders) for domain in row.domains}
    assert used <= domains
    assert domains - used <= {"own"}
