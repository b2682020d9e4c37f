"""Runs every page of every installed check, and proves that a broken check would be noticed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mldebt.model import Check, Finding, Place
from mldebt.registry import load_checks
from mldebt.testing import VERDICTS, Example, page_examples, problems

CHECKS = load_checks()
EXAMPLES = [example for check in CHECKS for example in page_examples(check)]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_check_answers_as_its_page_says(example: Example, tmp_path: Path) -> None:
    assert problems(example, tmp_path) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
def test_the_page_is_complete(check: Check) -> None:
    text = check.page.read_text(encoding="utf-8")
    examples = list(page_examples(check))
    assert text.startswith("# ")
    assert 20 < len(check.why) < 600
    assert "\n## Fix" in text
    assert sum(example.verdict == "Debt" and any(file.marks for file in example.files) for example in examples) >= 1
    assert sum(example.verdict == "Clean" for example in examples) >= 2
    assert all(example.verdict in VERDICTS for example in examples)


def _always(*_: object) -> Iterator[Finding]:
    yield Finding(Place("nowhere.py", 1), "always")


def _never(*_: object) -> Iterator[Finding]:
    yield from ()


def _raises(*_: object) -> Iterator[Finding]:
    raise RuntimeError("broken on purpose")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
@pytest.mark.parametrize("breakage", [_always, _never, _raises], ids=lambda breakage: breakage.__name__)
def test_a_broken_check_is_noticed(check: Check, breakage: Callable[..., Iterator[Finding]], tmp_path: Path) -> None:
    broken = replace(check, run=breakage)
    for number, example in enumerate(page_examples(broken)):
        folder = tmp_path / str(number)
        folder.mkdir()
        if problems(example, folder):
            return
    pytest.fail("no example on the page notices it")
