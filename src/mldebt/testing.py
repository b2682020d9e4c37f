"""Runs a check's page: every example is a small project, audited for real, compared by outcome and by lines.

A plugin tests itself with it:

    @pytest.mark.parametrize("example", examples_of(acme_checks), ids=str)
    def test_page(example, tmp_path):
        assert problems(example, tmp_path) == []

A block in the language `notebook` is written in the percent format and becomes an .ipynb file. What a notebook keeps
beside the code stands in brackets after `# %%`, in any number and order:

    # %% [markdown]                        a cell of text; without it a cell of code
    # %% [3]                               last run as the third
    # %% [error ValueError: bad shape]     its committed output ends in this exception
    # %% [tag raises-exception]            a tag in the cell's metadata
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from mldebt import patterns as re
from mldebt.audit import audit, base_of
from mldebt.model import Audit, Check, Outcome, Place, UnusedSuppressions, asks_for, record
from mldebt.registry import checks_of, load_checks
from mldebt.settings import load_settings

VERDICTS = ("Debt", "Clean", "Not applicable", "Missed")
HEADING = re.compile(r"^##\s+(Debt|Clean|Not applicable|Missed)(?::\s*(.+))?\s*$")
FENCE = re.compile(r"^(`{3,})\s*(\S+)\s+(\S+)((?:\s+git)?)\s*$")
MARK = re.compile(r"\s*(?:#|//|--|%|<!--)\s*debt\b\s*(?:-->)?\s*$")
BASE = "base:"
CELL = re.compile(r"^# %%((?: \[(?:markdown|\d+|error \w[^\]]*|tag [\w-]+)\])*)\s*$")
LABEL = re.compile(r"\[([^\]]+)\]")


@record
class ExampleFile:
    """A block of a page. `marks` are the guilty spots: (cell or 0, line in the cell or in the file)."""

    path: str
    text: str
    marks: frozenset[tuple[int, int]]


@record
class Example:
    """One heading of a page with the files under it; `git` says that the folder is committed before the audit."""

    check: Check
    verdict: str
    name: str
    line: int
    files: tuple[ExampleFile, ...]
    git: bool

    def __str__(self) -> str:
        return f"{self.check.slug}:{self.line} {self.verdict}: {self.name}"


def examples_of(package: ModuleType, origin: str = "plugin") -> list[Example]:
    """All examples on all pages of a package of twins."""
    return [example for check in checks_of(package, origin) for example in page_examples(check)]


def page_examples(check: Check) -> Iterator[Example]:
    """The examples on a check's page, from top to bottom."""
    heading: tuple[str, str, int] | None = None
    files: list[ExampleFile] = []
    git = False
    lines = iter(enumerate(check.page.read_text(encoding="utf-8").split("\n"), 1))
    for number, line in lines:
        fence = FENCE.match(line)
        if fence and heading:
            body = _until(lines, fence.group(1))
            files.append(_file(fence.group(2), fence.group(3), body))
            git = git or bool(fence.group(4))
        elif line.startswith("#"):
            if heading:
                yield Example(check, *heading, tuple(files), git)
            found = HEADING.match(line)
            heading = (found.group(1), found.group(2) or "as shown first", number) if found else None
            files, git = [], False
    if heading:
        yield Example(check, *heading, tuple(files), git)


def problems(example: Example, folder: Path) -> list[str]:
    """What is wrong with the check's answer to the example; empty when it is right. `folder` must be empty."""
    if not example.files:
        return [f"line {example.line}: no file under the heading"]
    audited = run(example, folder)
    outcome = next(result for result in audited.coverage.checks if result.rule == example.check.slug)
    if outcome.outcome is Outcome.CRASHED:
        return [f"crashed: {outcome.traceback}"]
    unread = [f"not read: {missing.path}: {missing.reason}" for missing in audited.coverage.not_read]
    wanted = {(file.path, *mark) for file in example.files for mark in file.marks}
    found = {_spot_of(debt.where) for debt in audited.debts if debt.rule == example.check.slug}
    return unread + _differences(example.verdict, outcome.outcome, wanted, found)


def _spot_of(where: Place) -> tuple[str, int, int]:
    """Counted as marks are: in cells where the page writes cells, in lines of the file elsewhere."""
    cell = where.cell if where.path.endswith(".ipynb") else None
    return (where.path, cell.index, cell.line) if cell is not None else (where.path, 0, where.line)


def run(example: Example, folder: Path) -> Audit:
    """Writes the example's files into the folder and audits it for this one check. Those whose path begins with `base:`
    are the tree that it is compared with."""
    root, base = (folder / "project", folder / "base") if _has_base(example) else (folder, None)
    for file in example.files:
        bare = file.path.removeprefix(BASE)
        path = (root if bare == file.path or base is None else base) / bare
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    if example.git:
        _commit(root)
    settings = load_settings(root, config=None, isolated=False, overrides={})
    return audit(root, settings, _company(example.check), known=[base_of(base, settings)] if base else [])


def _has_base(example: Example) -> bool:
    return any(file.path.startswith(BASE) for file in example.files)


def _company(check: Check) -> tuple[Check, ...]:
    """A check of suppression comments needs the checks that the comments speak of; any other runs alone."""
    if not asks_for(check.needs, UnusedSuppressions):
        return (check,)
    return (check, *(other for other in load_checks() if other.slug != check.slug))


def _differences(
    verdict: str, outcome: Outcome, wanted: set[tuple[str, int, int]], found: set[tuple[str, int, int]]
) -> list[str]:
    if verdict == "Missed":
        caught = [f"{_spot(spot)} is caught now: make the heading Debt" for spot in sorted(wanted & found)]
        return caught + [f"{_spot(spot)} is a false alarm" for spot in sorted(found - wanted)]
    expected = {"Debt": Outcome.DEBT, "Clean": Outcome.CLEAN, "Not applicable": Outcome.NOT_APPLICABLE}[verdict]
    wrong = [] if outcome is expected else [f"the outcome is {outcome.value}, not {expected.value}"]
    if verdict == "Debt" and not wanted:
        return wrong  # the example is about the project as a whole
    missed = [f"{_spot(spot)} is not found" for spot in sorted(wanted - found)]
    return wrong + missed + [f"{_spot(spot)} is a false alarm" for spot in sorted(found - wanted)]


def _spot(spot: tuple[str, int, int]) -> str:
    path, cell, line = spot
    return f"{path}:cell {cell}:{line}" if cell else f"{path}:{line}"


def _until(lines: Iterator[tuple[int, str]], fence: str) -> list[str]:
    body = []
    for _, line in lines:
        if line.strip() == fence:
            break
        body.append(line)
    return body


def _file(language: str, path: str, body: list[str]) -> ExampleFile:
    marked = [bool(MARK.search(line)) for line in body]
    clean = [MARK.sub("", line) for line in body]
    if language == "notebook":
        return _notebook(path, clean, marked)
    marks = frozenset((0, number) for number, guilty in enumerate(marked, 1) if guilty)
    return ExampleFile(path, "\n".join(clean) + "\n", marks)


def _notebook(path: str, lines: list[str], marked: list[bool]) -> ExampleFile:
    """Cells in the percent format as a notebook file."""
    cells: list[tuple[str, list[str]]] = []
    marks = set()
    for line, guilty in zip(lines, marked, strict=True):
        head = CELL.match(line)
        if head:
            cells.append((head.group(1), []))
            continue
        if not cells:
            cells.append(("", []))
        cells[-1][1].append(line)
        if guilty:
            marks.add((len(cells), len(cells[-1][1])))
    return ExampleFile(path, notebook_text(cells), frozenset(marks))


def notebook_text(cells: list[tuple[str, list[str]]]) -> str:
    """An .ipynb file with these (labels in brackets, lines) cells."""
    listed = [_cell(LABEL.findall(labels), lines) for labels, lines in cells]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": listed, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


def _cell(labels: list[str], lines: list[str]) -> dict[str, object]:
    tags = [label.removeprefix("tag ") for label in labels if label.startswith("tag ")]
    source = [line + "\n" for line in lines[:-1]] + lines[-1:]
    cell: dict[str, object] = {
        "cell_type": "markdown" if "markdown" in labels else "code",
        "metadata": {"tags": tags} if tags else {},
        "source": source,
    }
    if cell["cell_type"] == "code":
        cell["execution_count"] = next((int(label) for label in labels if label.isdigit()), None)
        cell["outputs"] = [_error(label.removeprefix("error ")) for label in labels if label.startswith("error ")]
    return cell


def _error(told: str) -> dict[str, object]:
    name, _, message = told.partition(": ")
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


def _commit(folder: Path) -> None:
    identity = ["-c", "user.name=page", "-c", "user.email=page@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "example"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
