"""What the README shows is what the program does. `MLDEBT_ACCEPT=1 pytest tests/test_readme.py` writes it anew."""

import os
import re
import shutil
from pathlib import Path

from mldebt.audit import audit
from mldebt.registry import load_checks
from mldebt.report import render
from mldebt.settings import load_settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
COMMAND = "$ mldebt scan examples/leaky_churn\n"


def _is_ours(slug: str) -> bool:
    return any(check.slug == slug and check.built_in for check in load_checks())


def _table() -> str:
    rows = [
        f"| {check.family} | `{check.slug}` | {check.title} | {check.severity} |"
        for check in load_checks()
        if _is_ours(check.slug)
    ]
    return "\n".join(("| family | check | debt | severity |", "|---|---|---|---|", *rows))


def _screen(folder: Path) -> str:
    copy = folder / "leaky_churn"
    shutil.copytree(ROOT / "examples" / "leaky_churn", copy)
    checks = tuple(check for check in load_checks() if check.built_in)
    return render("terminal", audit(copy, load_settings(copy, isolated=True), checks), width=100)


def _kept(expected: str) -> str:
    """The README as it is, or as it should be when told to accept."""
    if os.environ.get("MLDEBT_ACCEPT"):
        README.write_text(expected, encoding="utf-8")
    return README.read_text(encoding="utf-8")


def test_the_readme_lists_every_check() -> None:
    text = README.read_text(encoding="utf-8")
    pattern = r"(<!-- checks: begin -->\n).*?(<!-- checks: end -->)"
    expected = re.sub(pattern, lambda found: f"{found[1]}{_table()}\n{found[2]}", text, flags=re.DOTALL)
    assert _kept(expected) == expected


def test_the_readme_shows_a_real_screen(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(COMMAND)
    _, _, after = rest.partition("```\n")
    expected = f"{before}{COMMAND}{_screen(tmp_path)}```\n{after}"
    assert _kept(expected) == expected


def test_the_check_in_the_readme_is_the_one_of_the_example_plugin() -> None:
    code = (ROOT / "tests/plugin/shouting/naming/shouting_constant.py").read_text(encoding="utf-8")
    assert code[code.index("@check") :] in README.read_text(encoding="utf-8")
