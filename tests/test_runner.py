"""From checks to an audit: what a check is given, how it may end, what becomes of its findings, and one same answer."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import mldebt.checks
import mldebt.pool
import mldebt.registry
from mldebt.audit import audit, audit_file
from mldebt.debts import debts_of, unused
from mldebt.doors import OurDoor, entry_points
from mldebt.knowledge import RandomDraws, Thresholds, lend
from mldebt.model import (
    AUDITED,
    Audit,
    Call,
    Calls,
    CannotTell,
    Cell,
    Check,
    CheckResult,
    Confidence,
    Debt,
    FileFact,
    Finding,
    Function,
    Functions,
    Kind,
    Language,
    LicencePolicy,
    Outcome,
    Place,
    Project,
    ProjectFact,
    Ran,
    Reading,
    Repository,
    Role,
    Settings,
    Severity,
    SourceFile,
    Status,
    Suppression,
    UnusedSuppression,
    UnusedSuppressions,
    UserError,
    imported,
    is_a,
)
from mldebt.registry import checks_of, load_checks, title_and_why
from mldebt.roster import remembered
from mldebt.runner import is_file_check, results, run_on_file, run_on_project

SETTINGS = Settings()
PROGRAM = (
    "import numpy as np\nfrom sklearn.svm import SVC\n\nX = np.random.default_rng().random(3)\nmodel = SVC().fit(X)\n"
    "model.score(X)\n"
)


def check(run: Callable[..., Any], *needs: type, slug: str = "my-check", roles: Iterable[Role] = AUDITED) -> Check:
    return Check(
        slug, "leakage", "A title", "Why", Severity.HIGH, Confidence.HIGH, Kind.SITE, 30, None,
        run, needs, Path("my_check.md"), frozenset(roles),
    )  # fmt: skip


def reading(path: str = "a.py", role: Role = Role.APPLICATION, suppressions: tuple[Suppression, ...] = ()) -> Reading:
    calls = Calls([Call("f", Place(path, 1), (), (), False, "")])
    return Reading(SourceFile(path, Language.PYTHON, role), {Calls: calls}, 1, (), suppressions)


def project(*readings: Reading, committed: str | None = None) -> Project:
    repository = Repository("/r", "r", tuple(one.file for one in readings), committed=committed)
    return Project(repository, readings, lend, SETTINGS.section)


def on_file(one: Check, read: Reading | None = None) -> list[Ran]:
    return run_on_file([one], read or reading(), lend, SETTINGS)


def on_project(one: Check, *readings: Reading) -> Ran:
    (ran,) = run_on_project([one], project(*readings or (reading(),)), lend, SETTINGS)
    return ran


@dataclass(frozen=True)
class Size(ProjectFact):
    """How many files are there? Nobody knows where there are three."""

    files: int

    @classmethod
    def of(cls, whole: Project) -> "Size":
        if len(whole.readings) == 3:
            raise CannotTell("three are too many to count")
        if len(whole.readings) == 4:
            raise ZeroDivisionError("four")
        return cls(len(whole.readings) - 1)

    def __bool__(self) -> bool:
        return self.files > 0


# Needs by type


def test_a_check_gets_what_its_types_say_in_their_order() -> None:
    seen: list[object] = []

    def look(*needs: object) -> Iterator[Finding]:
        seen.extend(needs)
        yield from ()

    read = reading()
    on_file(check(look, RandomDraws, Calls, SourceFile, LicencePolicy, Thresholds), read)
    assert seen == [lend(RandomDraws), read.fact(Calls), read.file, LicencePolicy(), lend(Thresholds)]


def test_a_check_of_the_project_gets_the_facts_of_all_files_in_a_row() -> None:
    seen: list[object] = []

    def look(size: Size, calls: Calls) -> Iterator[Finding]:
        seen.extend((size, [call.where.path for call in calls]))
        yield from ()

    assert on_project(check(look, Size, Calls), reading("a.py"), reading("b.py")) == Ran("my-check", Outcome.CLEAN)
    assert seen == [Size(1), ["a.py", "b.py"]]


def test_only_the_need_of_a_project_fact_makes_a_check_one_of_the_project() -> None:
    assert is_file_check(check(_never, Calls, Thresholds))
    assert not is_file_check(check(_never, Calls, Size))


def _never(*_: object) -> Iterator[Finding]:
    yield from ()


def _always(*_: object) -> Iterator[Finding]:
    yield Finding(Place("a.py", 1), "always")


# How a check may end


def test_an_empty_need_means_not_applicable() -> None:
    assert on_file(check(_always, Functions)) == []
    assert on_project(check(_always, Size)) == Ran("my-check", Outcome.NOT_APPLICABLE)
    assert on_project(check(_always, Size, Functions), reading("a.py"), reading("b.py")) == Ran(
        "my-check", Outcome.NOT_APPLICABLE
    )


def test_a_need_that_cannot_be_told_means_unknown_with_its_reason() -> None:
    three = (reading("a.py"), reading("b.py"), reading("c.py"))
    assert on_project(check(_always, Size), *three) == Ran(
        "my-check", Outcome.UNKNOWN, reason="three are too many to count"
    )


def test_a_check_itself_may_say_that_it_cannot_tell() -> None:
    def unsure(calls: Calls) -> Iterator[Finding]:
        yield Finding(calls[0].where, "perhaps")
        raise CannotTell("it is dark")

    assert on_file(check(unsure, Calls)) == [Ran("my-check", Outcome.UNKNOWN, reason="it is dark")]


def test_findings_mean_debt_and_none_mean_clean() -> None:
    assert on_file(check(_always, Calls)) == [Ran("my-check", Outcome.DEBT, (Finding(Place("a.py", 1), "always"),))]
    assert on_file(check(_never, Calls)) == [Ran("my-check", Outcome.CLEAN)]


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (lambda _: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda _: iter([3]), "TypeError: my-check yields something that is not a Finding"),
        (lambda _: None, "TypeError: 'NoneType' object is not iterable"),
        (lambda: iter(()), "TypeError: "),
    ],
)
def test_a_check_that_fails_is_crashed_alone(run: Callable[..., object], told: str) -> None:
    crashed, clean = run_on_file([check(run, Calls), check(_never, Calls, slug="other")], reading(), lend, SETTINGS)
    assert (crashed.rule, crashed.outcome, crashed.findings) == ("my-check", Outcome.CRASHED, ())
    assert crashed.reason.startswith(told)
    assert "Traceback" in crashed.traceback
    assert clean == Ran("other", Outcome.CLEAN)


def test_a_project_fact_that_fails_takes_only_its_checks_down() -> None:
    four = project(*(reading(f"{name}.py") for name in "abcd"))
    ran = run_on_project([check(_never, Size), check(_never, Size, Calls, slug="other")], four, lend, SETTINGS)
    assert [(one.outcome, one.reason) for one in ran] == [(Outcome.CRASHED, "ZeroDivisionError: four")] * 2


def test_a_check_that_asks_for_what_is_not_lent_there_is_crashed_and_told() -> None:
    ran = on_project(check(_never, Size, SourceFile), reading("a.py"), reading("b.py"))
    assert ran.reason == "TypeError: nothing of type SourceFile is lent to a check of this scope"


# Roles


def test_a_check_of_files_looks_only_at_its_roles() -> None:
    one = check(_always, Calls)
    for role in Role:
        assert bool(on_file(one, reading(role=role))) == (role in AUDITED)
    assert on_file(check(_always, Calls, roles={Role.TEST}), reading(role=Role.TEST)) != []


def test_findings_of_a_project_check_in_files_of_other_roles_are_left_out() -> None:
    def both(_: object) -> Iterator[Finding]:
        yield Finding(Place("a.py", 1), "here")
        yield Finding(Place("test_a.py", 1), "there")
        yield Finding(Place("Makefile", 1), "elsewhere")

    files = (reading("a.py"), reading("test_a.py", Role.TEST))
    ran = on_project(check(both, Size), *files)
    assert [finding.where.path for finding in ran.findings] == ["a.py", "Makefile"]
    assert on_project(check(both, Size, roles={Role.SERVING}), *files) == Ran("my-check", Outcome.CLEAN)


# One result a check


@pytest.mark.parametrize(
    ("outcomes", "result"),
    [
        ([], Outcome.NOT_APPLICABLE),
        ([Outcome.NOT_APPLICABLE], Outcome.NOT_APPLICABLE),
        ([Outcome.CLEAN, Outcome.CLEAN], Outcome.CLEAN),
        ([Outcome.CLEAN, Outcome.UNKNOWN], Outcome.UNKNOWN),
        ([Outcome.UNKNOWN, Outcome.DEBT, Outcome.CLEAN], Outcome.DEBT),
        ([Outcome.DEBT, Outcome.CRASHED], Outcome.CRASHED),
    ],
)
def test_the_worst_run_decides(outcomes: list[Outcome], result: Outcome) -> None:
    ran = [Ran("my-check", outcome, reason=outcome.value) for outcome in outcomes]
    reason = "" if not [one for one in outcomes if one is not Outcome.NOT_APPLICABLE] else result.value
    assert results([check(_never, Calls)], ran, blind=False) == (CheckResult("my-check", "leakage", result, reason),)


@pytest.mark.parametrize("need", [Calls, Size])
def test_where_a_language_could_not_be_read_nothing_is_called_not_applicable(need: type) -> None:
    (result,) = results([check(_never, need)], [Ran("my-check", Outcome.NOT_APPLICABLE)], blind=True)
    assert (result.outcome, bool(result.reason)) == (Outcome.UNKNOWN, True)


# Findings become debts


def debts(*findings: Finding, one: Check | None = None, suppressions: tuple[Suppression, ...] = ()) -> tuple[Debt, ...]:
    one = one or check(_always, Calls)
    read = reading(suppressions=suppressions)
    return debts_of([one], [Ran(one.slug, Outcome.DEBT, findings)], project(read), lend)


def test_a_finding_takes_what_it_does_not_say_from_its_check() -> None:
    (plain, told) = debts(
        Finding(Place("a.py", 1), "one"),
        Finding(Place("a.py", 2), "two", (), "thing", Severity.LOW, Confidence.ADVISORY, 0),
    )
    assert (plain.severity, plain.confidence, plain.minutes, plain.why) == (Severity.HIGH, Confidence.HIGH, 30, "Why")
    assert (told.severity, told.confidence, told.minutes) == (Severity.LOW, Confidence.ADVISORY, 0)


def test_debts_come_in_the_order_of_the_files_whatever_the_order_of_the_runs() -> None:
    places = [Place("b.py", 1), Place("a.py", 9, 2), Place("a.py", 9, 1), Place("a.py", 10)]
    told = debts(*(Finding(place, "x") for place in places))
    assert [debt.where for debt in told] == [
        Place("a.py", 9, 1),
        Place("a.py", 9, 2),
        Place("a.py", 10),
        Place("b.py", 1),
    ]


def test_fingerprints_survive_shifted_lines_and_moved_files() -> None:
    before = debts(Finding(Place("a.py", 3), "reads a", subject="a"), Finding(Place("a.py", 9), "reads b", subject="b"))
    after = debts(
        Finding(Place("z.py", 30), "reads A", subject="a"), Finding(Place("z.py", 90), "reads B", subject="b")
    )
    assert [debt.fingerprint for debt in before] == [debt.fingerprint for debt in after]
    assert len({debt.fingerprint for debt in before}) == 2


def test_the_same_debt_twice_has_two_fingerprints_and_two_rules_have_two() -> None:
    twice = debts(Finding(Place("a.py", 1), "x"), Finding(Place("a.py", 2), "x"))
    other = debts(Finding(Place("a.py", 1), "x"), one=check(_always, Calls, slug="other"))
    assert len({debt.fingerprint for debt in (*twice, *other)}) == 3
    assert debts(Finding(Place("a.py", 2), "x"))[0].fingerprint == twice[0].fingerprint


ALLOWED = Suppression(Place("a.py", 4), ("my-check",), "we know", 5, 5)


def test_an_allowed_finding_is_a_debt_that_is_suppressed() -> None:
    first, second = debts(Finding(Place("a.py", 5), "x"), Finding(Place("a.py", 6), "x"), suppressions=(ALLOWED,))
    assert (first.status, first.suppression, first.open) == (Status.SUPPRESSED, ALLOWED, False)
    assert (second.status, second.suppression, second.open) == (Status.NEW, None, True)


@pytest.mark.parametrize(
    ("committed", "status"),
    [(None, Status.SUPPRESSED), ("2024-05-31T12:00:00+00:00", Status.SUPPRESSED), ("2024-06-01", Status.NEW)],
)
def test_a_suppression_expires_by_the_date_of_the_commit(committed: str | None, status: Status) -> None:
    until = replace(ALLOWED, expires=date(2024, 5, 31))
    one = check(_always, Calls)
    ran = [Ran("my-check", Outcome.DEBT, (Finding(Place("a.py", 5), "x"),))]
    whole = project(reading(suppressions=(until,)), committed=committed)
    assert [debt.status for debt in debts_of([one], ran, whole, lend)] == [status]
    idle = unused(debts_of([one], ran, whole, lend), [one], ran, whole, ["my-check"]).idle
    assert [comment.reason for comment in idle] == ([] if status is Status.SUPPRESSED else ["expired on 2024-05-31"])


def test_idle_suppressions_are_told_with_their_reason() -> None:
    comments = (
        ALLOWED,
        replace(ALLOWED, first=7, last=7),
        replace(ALLOWED, slugs=("my-chek",)),
        replace(ALLOWED, slugs=("something-else",)),
        replace(ALLOWED, slugs=("not-selected", "unsure")),
    )
    one, unsure = check(_always, Calls), check(_always, Size, slug="unsure")
    ran = [Ran("my-check", Outcome.DEBT, (Finding(Place("a.py", 5), "x"),)), Ran("unsure", Outcome.UNKNOWN)]
    whole = project(reading(suppressions=comments))
    told = unused(debts_of([one], ran[:1], whole, lend), [one, unsure], ran, whole, ["my-check", "not-selected"])
    assert told == UnusedSuppressions(5, (
        UnusedSuppression(Place("a.py", 4), "my-check", "covers no finding"),
        UnusedSuppression(Place("a.py", 4), "my-chek", "names no check; did you mean 'my-check'?"),
        UnusedSuppression(Place("a.py", 4), "something-else", "names no check"),
    ))  # fmt: skip


# Plugins

CHECK = """\
from collections.abc import Iterator
from mldebt.api import Calls, Finding, Severity, check

@check(severity=Severity.LOW, minutes=7)
def loud_call(calls: Calls) -> Iterator[Finding]:
    for call in calls:
        if call.name.isupper():
            yield Finding(call.where, f"{call.name} shouts", subject=call.name)
"""
PAGE = "# A call shouts\n\nIt wakes\nthe others.\n\n## Debt\n"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Installs a plugin with these files; `doors` are its entry points beside the built-in one."""
    home = tmp_path / "plugins"
    home.mkdir()
    monkeypatch.syspath_prepend(str(home))
    loaded = set(sys.modules)

    def install(files: dict[str, str], *doors: str) -> None:
        for path, text in files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text)
        found = [EntryPoint("mldebt", "mldebt.checks", "mldebt.checks")]
        found += [EntryPoint(door, "loud", "mldebt.checks") for door in doors or ("acme",)]
        monkeypatch.setattr(mldebt.registry, "entry_points", lambda group: found if group == "mldebt.checks" else [])
        load_checks.cache_clear()

    yield install
    load_checks.cache_clear()
    for name in set(sys.modules) - loaded:
        if name.partition(".")[0] == "loud":
            del sys.modules[name]


LOUD = {
    "loud/__init__.py": "",
    "loud/noise/__init__.py": "",
    "loud/noise/loud_call.py": CHECK,
    "loud/noise/loud_call.md": PAGE,
}


def test_a_plugin_that_takes_our_name_is_still_a_plugin(plugin: Callable[..., None]) -> None:
    plugin(LOUD, "mldebt")
    (mine,) = (one for one in load_checks() if one.slug == "loud-call")
    assert (mine.origin, mine.built_in) == ("loud", False)


def test_a_plugin_brings_its_checks_by_the_same_door(plugin: Callable[..., None], tmp_path: Path) -> None:
    plugin(LOUD)
    loaded = load_checks()
    (mine,) = (one for one in loaded if one.origin == "acme")
    assert (mine.slug, mine.family, mine.title, mine.why) == (
        "loud-call",
        "noise",
        "A call shouts",
        "It wakes the others.",
    )
    assert (mine.severity, mine.minutes, mine.needs, mine.built_in) == (Severity.LOW, 7, (Calls,), False)
    assert sum(one.built_in for one in loaded) > 5
    root = write(tmp_path / "project", {"train.py": PROGRAM + "SHOUT()\n"})
    done = audit(root, SETTINGS, loaded)
    (debt,) = (debt for debt in done.debts if debt.rule == "loud-call")
    assert (debt.where.line, debt.minutes, debt.scored) == (7, 7, False)
    quiet = audit(write(tmp_path / "quiet", {"train.py": PROGRAM + "shout()\n"}), SETTINGS, loaded)
    assert done.score == quiet.score


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"loud/__init__.py": "import none_such\n"}, "plugin 'acme' cannot be imported: No module named 'none_such'"),
        ({"other.py": ""}, "plugin 'acme' cannot be imported: No module named 'loud'"),
        (
            {**LOUD, "loud/noise/loud_call.py": "import none_such\n"},
            "plugin 'acme' cannot be imported: No module named 'none_such'",
        ),
        ({"loud.py": ""}, "plugin 'acme' cannot be imported: module 'loud' has no attribute '__path__'"),
        (
            {**LOUD, "loud/noise/loud_call.py": "def other(): ...\n"},
            "loud_call.py: a check file defines a function 'loud_call' decorated with @check",
        ),
        (
            {**LOUD, "loud/noise/loud_call.py": "def loud_call(): ...\n"},
            "loud_call.py: a check file defines a function 'loud_call' decorated with @check",
        ),
        (
            {**LOUD, "loud/noise/loud_call.py": CHECK.replace("calls: Calls", "calls: list")},
            "loud_call.py:4: parameter 'calls' must be annotated with a fact, a table or a section",
        ),
        (
            {**LOUD, "loud/noise/loud_call.py": CHECK.replace("calls: Calls", "calls")},
            "loud_call.py:4: parameter 'calls' must be annotated with a fact, a table or a section",
        ),
        (
            {**LOUD, "loud/noise/loud_call.py": CHECK.replace("calls: Calls", "calls: 'NoSuchFact'")},
            "loud_call.py:4: name 'NoSuchFact' is not defined; import what the annotations need at run time as well",
        ),
    ],
)
def test_a_plugin_that_is_wrong_stops_the_program_with_its_name_or_its_line(
    files: dict[str, str], told: str, plugin: Callable[..., None]
) -> None:
    plugin(files)
    with pytest.raises(UserError) as problem:
        load_checks()
    assert str(problem.value).endswith(told)


def test_two_plugins_cannot_bring_the_same_check(plugin: Callable[..., None]) -> None:
    plugin(LOUD, "acme", "bolt")
    with pytest.raises(UserError, match="plugin 'bolt' brings 'loud-call', which 'acme' has"):
        load_checks()


def test_a_plugin_cannot_replace_a_built_in_check(plugin: Callable[..., None]) -> None:
    text = CHECK.replace("loud_call", "sql_in_shell")
    plugin({"loud/__init__.py": "", "loud/sql_in_shell.py": text, "loud/sql_in_shell.md": PAGE}, "aaa")
    with pytest.raises(UserError, match="plugin 'aaa' brings 'sql-in-shell', which 'mldebt' has"):
        load_checks()


def test_modules_without_a_page_and_pages_without_a_module_are_no_checks(plugin: Callable[..., None]) -> None:
    plugin({**LOUD, "loud/noise/helper.py": "", "loud/README.md": PAGE})
    import loud  # type: ignore[import-not-found]  # the fixture writes it

    assert [one.slug for one in checks_of(loud, "acme")] == ["loud-call"]


def test_a_page_begins_with_its_title_and_why() -> None:
    assert title_and_why("# A title\n\nWhy\nso?\n\nMore.\n") == ("A title", "Why so?")
    assert title_and_why("# A title\n") == ("A title", "")


# The whole audit


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    root.mkdir(exist_ok=True)
    return root


def audited(root: Path, jobs: int = 1) -> Audit:
    return audit(root, replace(SETTINGS, jobs=jobs), load_checks())


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "Nothing to audit: no file here is of a kind that mldebt reads"),
        ({"notes.txt": "hello"}, "Nothing to audit: no file here is of a kind that mldebt reads"),
        ({"a.py": "print 'a'\n", "b.py": "x = (\n"}, "Nothing was audited: none of the 2 files could be read"),
        (
            {"a.py": "import os\nos.remove('a')\n", "run.sh": "ls | sort\n"},
            "No machine learning found here: nothing imports or declares an ML library, and no data job runs",
        ),
    ],
)
def test_where_nothing_was_assessed_there_is_no_score_but_a_reason(
    files: dict[str, str], why: str, tmp_path: Path
) -> None:
    done = audited(write(tmp_path / "project", files))
    assert (done.score, done.unscored) == (None, why)


def test_a_broken_file_leaves_the_others_and_is_told(tmp_path: Path) -> None:
    done = audited(write(tmp_path / "project", {"train.py": PROGRAM, "broken.py": "x = (\n", "latin.py": "x = 1\n"}))
    assert [(missing.path, missing.line) for missing in done.coverage.not_read] == [("broken.py", 1)]
    assert (done.coverage.files_seen, done.coverage.files_read) == (3, 2)
    assert [(debt.rule, debt.where.path) for debt in done.debts] == [("unseeded-randomness", "train.py")]
    assert done.score is not None


def test_a_check_that_crashes_in_one_file_leaves_the_other_files_and_checks(tmp_path: Path) -> None:
    def picky(calls: Calls) -> Iterator[Finding]:
        if any(call.name == "boom" for call in calls):
            raise RuntimeError("boom")
        yield Finding(calls[0].where, "found")

    root = write(tmp_path / "project", {"train.py": PROGRAM, "boom.py": "boom()\n"})
    done = audit(root, SETTINGS, (*load_checks(), check(picky, Calls)))
    assert [debt.where.path for debt in done.debts if debt.rule == "my-check"] == ["train.py"]
    (result,) = (result for result in done.coverage.checks if result.rule == "my-check")
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "RuntimeError: boom")
    assert any(result.outcome is Outcome.DEBT for result in done.coverage.checks)


def test_without_python_that_can_be_read_no_check_of_python_is_called_not_applicable(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {"train.py": "x = (\n", "requirements.txt": "scikit-learn==1.3\n"})
    outcomes = {result.rule: result.outcome for result in audited(root).coverage.checks}
    assert outcomes["fit-before-split"] is Outcome.UNKNOWN
    assert outcomes["complex-function"] is Outcome.UNKNOWN


def test_a_suppressed_debt_is_listed_and_neither_priced_nor_due(tmp_path: Path) -> None:
    allowed = PROGRAM.replace("random(3)", "random(3)  # mldebt: allow unseeded-randomness -- a study")
    done = audited(write(tmp_path / "project", {"train.py": allowed}))
    assert [(debt.rule, debt.status) for debt in done.debts] == [("unseeded-randomness", Status.SUPPRESSED)]
    assert done.todo == ()
    assert done.score is not None
    assert (done.score.value, done.score.principal_minutes) == (100.0, 0)


def test_a_comment_in_a_cell_allows_what_is_in_that_cell(tmp_path: Path) -> None:
    cells = [
        "import numpy as np\n# mldebt: allow unseeded-randomness -- a study\nx = np.random.default_rng().random(3)",
        "import random\ny = random.random()\nfrom sklearn.linear_model import Ridge\nRidge().fit(x, y)",
    ]
    listed = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    for number, indent in enumerate((1, None)):
        root = write(tmp_path / str(number), {"a.ipynb": json.dumps({"cells": listed}, indent=indent)})
        found = [(debt.where.cell, debt.status) for debt in audited(root).debts]
        assert sorted(found) == [(Cell(1, 3), Status.SUPPRESSED), (Cell(2, 2), Status.NEW)]


def test_fingerprints_of_an_audit_survive_shifted_lines(tmp_path: Path) -> None:
    before = audited(write(tmp_path / "one", {"train.py": PROGRAM}))
    after = audited(write(tmp_path / "two", {"jobs/train.py": "\n# more\n\n" + PROGRAM}))
    assert [debt.fingerprint for debt in before.debts] == [debt.fingerprint for debt in after.debts]
    assert [debt.where.line + 3 for debt in before.debts] == [debt.where.line for debt in after.debts]


def test_facts_that_are_local_do_not_outlive_their_file(tmp_path: Path) -> None:
    class Loose(FileFact):
        __slots__ = ()
        local = True

    write(tmp_path, {"a.py": "def f(): ...\n"})
    read, _ = audit_file(SourceFile("a.py", Language.PYTHON), tmp_path, (), SETTINGS)
    assert read.fact(Functions) == Functions([Function("f", Place("a.py", 1), 1, 1, 1)])
    assert Loose not in read.facts


MANY = {
    "train.py": PROGRAM,
    "pkg/__init__.py": "from .a import *\n",
    "pkg/a.py": "import torch, numpy as np\ndef f(x):\n    return np.array(torch.rand(x))\n",
    "jobs/load.sh": 'psql -c "INSERT INTO a SELECT * FROM b"\npython ../train.py\n',
    "crontab": "0 1 * * * cd /srv && python train.py\n",
    "requirements.txt": "scikit-learn==1.3\nnumpy\n",
    "broken.py": "x = (\n",
    "notes/a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": PROGRAM}]}),
}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return write(tmp_path / "project", MANY)


def test_the_answer_does_not_depend_on_the_number_of_processes(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = audited(many, jobs=1)
    monkeypatch.setattr(mldebt.pool, "PAYS_FROM", 0)
    monkeypatch.setattr(mldebt.pool, "CHUNK", 1)
    together = audited(many, jobs=2)
    assert len(alone.debts) > 1
    assert together == alone
    assert [debt.fingerprint for debt in together.debts] == [debt.fingerprint for debt in alone.debts]


def test_the_answer_does_not_depend_on_hashes_folders_or_the_clock(many: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "project"
    shutil.copytree(many, copy)
    for file in copy.rglob("*"):
        os.utime(file, (1, 1))
    told = [_json(folder, seed) for folder, seed in ((many, "0"), (many, "1"), (copy, "2"))]
    assert len(json.loads(told[0])["findings"]) > 1
    assert told[0] == told[1] == told[2]


def _json(folder: Path, seed: str) -> str:
    command = [sys.executable, "-m", "mldebt", "scan", str(folder), "--format", "json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": f"Etc/GMT+{seed}"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_progress_is_told_file_by_file(many: Path) -> None:
    told: list[tuple[int, int]] = []
    audit(many, SETTINGS, load_checks(), lambda done, all_files: told.append((done, all_files)))
    assert told == [(number, 8) for number in range(1, 9)]


def silent() -> Iterator[Finding]:
    yield from ()


def test_what_is_remembered_of_the_checks_is_what_they_say() -> None:
    read = {check.slug: check for check in checks_of(mldebt.checks, "mldebt")}
    kept = {check.slug: check for check in load_checks() if check.built_in}
    assert read.keys() == kept.keys()
    for slug, check in read.items():
        named = tuple(imported(need) for need in kept[slug].needs)
        assert replace(kept[slug], run=check.run, needs=named) == check
        assert [is_a(need, ProjectFact) for need in kept[slug].needs] == [is_a(need, ProjectFact) for need in named]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"state": 1}', '{"state": "%s", "checks": [["a"]]}',
                                  '{"state": "%s", "checks": [["a", "b", "", "", "high", "high", "site", 1, null, [], '
                                  '[["Table", "os", "system", []]]]]}'])  # fmt: skip
def test_a_copy_that_is_broken_or_foreign_is_made_anew(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = tmp_path / "acme" / "checks"
    home.mkdir(parents=True)
    (home / "one.py").write_text("")
    os.utime(home / "one.py", (1, 1))
    monkeypatch.setattr("mldebt.roster.FRESH", 0)
    asked: list[int] = []

    def checks() -> list[Check]:
        asked.append(1)
        return [replace(one, run=silent) for one in load_checks()[:1]]

    first = remembered("acme.checks", home, checks)
    (copy,) = (tmp_path / "mldebt" / "checks").iterdir()
    state = json.loads(copy.read_bytes())["state"]
    assert len(remembered("acme.checks", home, checks)) == len(asked) == 1
    copy.write_text(text.replace("%s", state))
    assert remembered("acme.checks", home, checks) == first
    assert len(asked) == 2
    (home / "one.py").write_text("changed")
    remembered("acme.checks", home, checks)
    assert len(asked) == 3


def test_only_what_names_the_group_is_asked_for_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = tmp_path / "mldebt-1.dist-info", tmp_path / "other-1.dist-info"
    for folder, text in ((ours, "[mldebt.checks]\nmldebt = mldebt.checks\n"), (other, "[console_scripts]\na = b\n")):
        folder.mkdir()
        (folder / "entry_points.txt").write_text(text)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {folder.name.partition('-')[0]}\nVersion: 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert [type(door) for door in entry_points("mldebt.checks")] == [OurDoor]
    (other / "entry_points.txt").write_text("[mldebt.checks]\nacme = acme_mldebt\n")
    assert sorted(door.value for door in entry_points("mldebt.checks")) == ["acme_mldebt", "mldebt.checks"]
    (ours / "entry_points.txt").unlink()
    assert [door.value for door in entry_points("mldebt.checks")] == ["acme_mldebt"]
