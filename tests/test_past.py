"""Is a debt that was there before known, whatever has been done around it; and is a new one never taken for it?"""

import ast
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldebt.audit import audit
from mldebt.cli.app import run
from mldebt.cli.past import past_of
from mldebt.cli.perform import Wishes
from mldebt.discover import NoBase, base_tree
from mldebt.fingerprints import about, identity_in
from mldebt.model import (
    Audit,
    Confidence,
    Debt,
    Hop,
    Kind,
    NotRead,
    Outcome,
    Place,
    Settings,
    Severity,
    Status,
    UserError,
)
from mldebt.past import (
    Baseline,
    Before,
    Now,
    Tree,
    baseline_text,
    pairs,
    parsed_baseline,
    recorded,
    since,
    since_baseline,
)
from mldebt.registry import load_checks
from mldebt.settings import load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"
CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

SCRIPT = """\
import numpy as np
from sklearn.svm import SVC


def learn(rows):
    model = SVC(probability=True)
    return model.fit(rows, rows[:, 0] > 0.5)


learn(np.random.rand(9, 2))
"""
COMPLEX = "def knot(n):\n" + "".join(f"    if n == {i}:\n        n += 1\n" for i in range(20)) + "    return n\n"


def debt(
    path: str = "a.py", line: int = 1, *, rule: str = "r", scope: str = "", same: str = "", ordinal: int = 1,
    message: str = "X is wrong", severity: Severity = Severity.HIGH, minutes: int = 30, hops: int = 0,
    kind: Kind = Kind.SITE, status: Status = Status.NEW,
) -> Debt:  # fmt: skip
    evidence = tuple(Hop(Place(path, line), "step") for _ in range(hops))
    return Debt(
        rule=rule, family="glue", kind=kind, severity=severity, confidence=Confidence.HIGH, where=Place(path, line),
        message=message, why="", minutes=minutes, evidence=evidence, status=status, scope=scope,
        fingerprint=f"{same or rule + scope + message}:{ordinal}", practice="ci" if kind is Kind.PRACTICE else None,
    )  # fmt: skip


def tree(*debts: Debt, functions: dict[str, set[str]] | None = None, paths: set[str] | None = None) -> Tree:
    known = {path: frozenset(names) for path, names in (functions or {}).items()}
    return Tree(debts, frozenset(paths or {one.where.path for one in debts}), known)


# Pairs


def test_a_shifted_finding_is_the_same() -> None:
    assert pairs(tree(debt(line=3)), tree(debt(line=30))) == {0: 0}


def test_a_second_copy_is_new() -> None:
    assert pairs(tree(debt(line=3)), tree(debt(line=3), debt(line=9, ordinal=2))) == {0: 0}


def test_a_finding_moves_with_its_file() -> None:
    assert pairs(tree(debt("a.py")), tree(debt("b.py"))) == {0: 0}


def test_a_finding_does_not_pay_for_one_in_a_file_that_was_there_before() -> None:
    both = {"a.py", "b.py"}

    assert pairs(tree(debt("a.py"), paths=both), tree(debt("b.py"), paths=both)) == {}


def test_a_finding_moves_with_its_function_between_files() -> None:
    both = {"a.py", "b.py"}

    assert pairs(tree(debt("a.py", scope="f"), paths=both), tree(debt("b.py", scope="f"), paths=both)) == {0: 0}


def test_a_function_may_get_a_new_name() -> None:
    before = tree(debt(scope="f"), functions={"a.py": {"f", "h"}})

    assert pairs(before, tree(debt(scope="g"), functions={"a.py": {"g", "h"}})) == {0: 0}
    assert pairs(before, tree(debt(scope="h"), functions={"a.py": {"f", "h"}})) == {}


def test_code_may_be_put_into_a_function() -> None:
    assert pairs(tree(debt()), tree(debt(scope="main"), functions={"a.py": {"main"}})) == {0: 0}


def test_variables_of_a_function_may_get_new_names() -> None:
    before, after = debt(scope="f", message="X is wrong"), debt(scope="f", message="rows is wrong")

    assert pairs(tree(before), tree(after)) == {0: 0}
    assert pairs(tree(before), tree(replace(after, rule="another"))) == {}


def test_the_same_file_is_preferred_to_the_same_name_and_that_to_any() -> None:
    base = tree(debt("a/x.py"), debt("b/y.py", ordinal=2), debt("c/z.py", ordinal=3))
    now = tree(debt("b/y.py"), debt("d/x.py", ordinal=2), debt("e/w.py", ordinal=3))

    assert pairs(base, now) == {0: 1, 1: 0, 2: 2}


@given(st.permutations(["a.py", "b.py", "c.py", "d.py"]), st.integers(0, 4))
def test_renaming_files_makes_nothing_new(names: list[str], kept: int) -> None:
    base = tree(*(debt(f"old/{name}", ordinal=at + 1) for at, name in enumerate(sorted(names))))
    now = tree(*(debt(f"new/{name}", ordinal=at + 1) for at, name in enumerate(names[:kept])))

    found = pairs(base, now)
    assert len(found) == kept
    assert all(base.debts[j].where.path[4:] == now.debts[i].where.path[4:] for i, j in found.items())


# What a change does


def held(base: Tree, now: Tree, unread: tuple[NotRead, ...] = (), trusts: bool = False, **outcomes: Outcome):  # type: ignore[no-untyped-def]  # noqa: ANN201
    before = Before("the base", base, {name.replace("_", "-"): outcome for name, outcome in outcomes.items()})
    return since(before, Now(now, unread, 40, trusts), (lambda _: 60.0, lambda _: 58.0))


def test_new_known_and_fixed_are_told_apart() -> None:
    gone = debt(message="gone", line=5)
    found = held(tree(debt(), gone), tree(debt(), debt(message="new")))

    assert [one.status for one in found.debts] == [Status.KNOWN, Status.NEW]
    assert found.comparison.new == (found.debts[1],)
    assert found.comparison.fixed == (gone,)
    assert (found.comparison.new_minutes, found.comparison.score_before, found.comparison.score_now) == (30, 60, 58)


def test_a_finding_that_became_worse_is_new() -> None:
    severe, longer = debt(severity=Severity.CRITICAL), debt(hops=3)

    assert held(tree(debt()), tree(severe)).comparison.new == (severe,)
    assert held(tree(debt(hops=2)), tree(longer)).comparison.new == (longer,)
    assert held(tree(severe), tree(debt())).comparison.new == ()


def test_growth_alone_counts_as_new_minutes() -> None:
    found = held(tree(debt(minutes=30)), tree(debt(minutes=50)))

    assert (found.comparison.new, found.comparison.new_minutes) == ((), 20)


def test_fixing_elsewhere_buys_no_new_debt() -> None:
    both = {"a.py", "b.py"}
    found = held(tree(debt("a.py"), paths=both), tree(debt("b.py"), paths=both))

    assert (len(found.comparison.new), found.comparison.new_minutes, len(found.comparison.fixed)) == (1, 30, 1)


def test_a_comment_of_the_change_itself_allows_nothing() -> None:
    allowed = debt(status=Status.SUPPRESSED)

    fresh = held(tree(), tree(allowed))
    assert fresh.debts == (allowed,)
    assert [one.status for one in fresh.counted] == [Status.NEW]
    assert fresh.comparison.allowed == (allowed,)

    old = held(tree(debt()), tree(allowed))
    assert [one.status for one in old.counted] == [Status.KNOWN]

    assert held(tree(allowed), tree(allowed)).comparison.allowed == ()
    assert held(tree(), tree(allowed), trusts=True).comparison.new == ()


def test_what_stands_in_a_file_that_broke_is_still_there() -> None:
    lost = NotRead("a.py", "not valid Python", 1, 10)
    found = held(tree(debt()), tree(paths={"a.py"}), (lost,))

    assert found.comparison.fixed == ()
    assert [(one.where.path, one.status) for one in found.counted] == [("a.py", Status.KNOWN)]
    assert found.comparison.unseen == (lost,)


def test_a_practice_that_was_followed_is_lost() -> None:
    missing = debt(".", kind=Kind.PRACTICE, rule="no-ci")

    assert held(tree(), tree(missing), no_ci=Outcome.CLEAN).comparison.lost == (missing,)
    assert held(tree(), tree(missing), no_ci=Outcome.NOT_APPLICABLE).comparison.lost == ()
    assert held(tree(missing), tree(missing), no_ci=Outcome.DEBT).comparison.lost == ()


# What a finding is about


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("set in a.py:12 and read", "set in b.py:3 and read"),
        ("fitted again in line 14", "fitted again in line 90"),
        ("fitted in cell 3", "fitted in cell 12"),
        ("saves m.pkl, as it does 3 more", "saves m.pkl, as it does 2 more"),
    ],
)
def test_numbers_and_own_files_are_no_part_of_it(before: str, after: str) -> None:
    assert about("", before, ["a.py"]) == about("", after, ["b.py"])


@pytest.mark.parametrize(
    ("before", "after"),
    [("reads x1", "reads x2"), ("SVC draws", "SVR draws"), ("reads v1.2.csv", "reads v1.3.csv")],
)
def test_names_are_what_it_is_about(before: str, after: str) -> None:
    assert about("", before, []) != about("", after, [])


def test_a_subject_keeps_its_numbers() -> None:
    assert about("stage 1", "m", []) != about("stage 2", "m", [])


# Baselines


def accepted(*debts: Debt) -> Baseline:
    return Baseline("mldebt-baseline.json", recorded(debts))


def test_a_baseline_knows_as_many_as_it_counts() -> None:
    twice = since_baseline(accepted(debt()), [debt(), debt(line=9, ordinal=2)])

    assert [one.status for one in twice.debts] == [Status.KNOWN, Status.NEW]
    assert (len(twice.comparison.new), twice.comparison.stale) == (1, 0)  # type: ignore[union-attr]


def test_of_several_that_are_alike_those_in_the_named_files_are_known() -> None:
    found = since_baseline(accepted(debt("b.py")), [debt("a.py"), debt("b.py", ordinal=2)])

    assert [one.status for one in found.debts] == [Status.NEW, Status.KNOWN]


def test_a_known_finding_may_not_become_worse() -> None:
    found = since_baseline(accepted(debt(severity=Severity.LOW)), [debt(severity=Severity.HIGH)])

    assert [one.status for one in found.debts] == [Status.NEW]
    assert found.comparison is not None
    assert found.comparison.stale == 0


def test_what_is_gone_is_stale_and_announced() -> None:
    found = since_baseline(accepted(debt(), debt(message="gone", line=3)), [debt()]).comparison

    assert found is not None
    assert found.stale == 1
    assert found.remarks == ("1 of them are gone; `mldebt baseline prune` forgets them",)


def test_suppressed_findings_are_not_accepted() -> None:
    assert accepted(debt(status=Status.SUPPRESSED)).findings == {}


def test_a_baseline_survives_its_file() -> None:
    baseline = accepted(debt("ä\u2028.py", message='"quoted"\n'), debt("b.py", ordinal=2), debt(message="z", hops=3))

    assert parsed_baseline(baseline_text(baseline.findings.values()).encode(), baseline.name) == baseline
    assert parsed_baseline(baseline_text([]).encode(), baseline.name).findings == {}


def test_a_baseline_has_one_sorted_line_a_finding() -> None:
    debts = [debt("b.py", message="y"), debt("a.py", message="x"), debt("a.py", rule="q", message="x")]
    lines = baseline_text(recorded(debts).values()).splitlines()

    assert lines[0] == '{"mldebt_baseline": 1, "findings": ['
    assert lines[-1] == "]}"
    rows = [json.loads(line.rstrip(",")) for line in lines[1:-1]]
    assert [(row["paths"], row["rule"]) for row in rows] == [(["a.py"], "q"), (["a.py"], "r"), (["b.py"], "r")]
    assert lines == baseline_text(recorded(debts[::-1]).values()).splitlines()


ROW = {"fingerprint": "f", "count": 1, "rule": "r", "severity": "low", "hops": 0, "paths": ["a"], "message": "m"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ("\xff", "is not valid JSON"),
        ("[]", "is not a baseline of mldebt; `mldebt baseline create` writes one"),
        ('{"results": [], "generated_at": "x"}', "is not a baseline of mldebt"),
        ('{"mldebt_baseline": 2, "findings": []}', "is a baseline of version '2'; this mldebt reads version 1"),
        ('{"mldebt_baseline": true, "findings": []}', "is a baseline of version 'True'"),
        ('{"mldebt_baseline": 1}', "findings must be a list"),
        ('{"mldebt_baseline": 1, "findings": [\n<<<<<<< HEAD\n', "holds the marks of a merge conflict"),
        ([3], "finding 1 must be a table"),
        ([ROW | {"count": "2"}], "finding 1 must have 'count' with a whole number"),
        ([ROW | {"count": True}], "finding 1 must have 'count' with a whole number"),
        ([ROW | {"count": 0}], "finding 1 must have a positive count"),
        ([ROW | {"severity": "blocker"}], "finding 1 must have a severity of low, medium, high, critical"),
        ([ROW | {"paths": [3]}], "finding 1 must have 'paths' with a list of strings"),
        ([ROW | {"eval": "x"}], "finding 1 has an unknown key 'eval'"),
        ([{}], "finding 1 must have 'fingerprint' with a string"),
        ([ROW, ROW], "finding 2 repeats the fingerprint 'f'"),
    ],
)
def test_a_hostile_or_foreign_file_is_told_with_the_place(text: object, told: str) -> None:
    if not isinstance(text, str):
        text = json.dumps({"mldebt_baseline": 1, "findings": text})
    with pytest.raises(UserError, match=r"^file\.json") as mistake:
        parsed_baseline(text.encode("latin-1"), "file.json")
    assert told in str(mistake.value)


@given(st.binary(max_size=200))
def test_no_bytes_make_more_than_a_mistake_of_the_user(raw: bytes) -> None:
    with pytest.raises(UserError):
        parsed_baseline(raw, "file.json")


# Real files, changed as people change them


def seen(root: Path, past: object = None) -> Audit:
    return audit(root, load_settings(root, isolated=True), load_checks(), None, past)  # type: ignore[arg-type]


def known(root: Path, change: Callable[[Path], None]) -> tuple[set[str], set[str]]:
    before = {one.fingerprint for one in seen(root).debts}
    change(root)
    return before, {one.fingerprint for one in seen(root).debts}


def formatted(root: Path) -> None:
    for path in root.rglob("*.py"):
        path.write_text(ast.unparse(ast.parse(path.read_text())) + "\n")


def shifted(root: Path) -> None:
    for path in root.rglob("*.py"):
        path.write_text("import os as _system\n\n# a note\n\n\n" + path.read_text())


def moved(root: Path) -> None:
    (root / "project").mkdir()
    for path in list(root.iterdir()):
        if path.name != "project":
            path.rename(root / "project" / path.name)


def crlf(root: Path) -> None:
    for path in root.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("change", [formatted, shifted, moved, crlf], ids=lambda change: change.__name__)
@pytest.mark.parametrize("example", ["leaky_churn", "pipeline_jungle", "leaky_patients", "one_rmse"])
def test_fingerprints_survive(example: str, change: Callable[[Path], None], tmp_path: Path) -> None:
    root = tmp_path / "repo"
    shutil.copytree(EXAMPLES / example, root)
    before, after = known(root, change)

    assert before
    assert before == after


def test_a_moved_function_and_a_renamed_file_keep_their_fingerprints(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT + COMPLEX)
    (tmp_path / "other.py").write_text("import os\n")

    def move(root: Path) -> None:
        (root / "train.py").unlink()
        (root / "fit.py").write_text(SCRIPT)
        (root / "other.py").write_text(f"import os\n\n\n{COMPLEX}")

    before, after = known(tmp_path, move)
    assert len(before) >= 2
    assert before == after


# Trees of the history


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false",
                "-c", "protocol.file.allow=always")  # fmt: skip
    return subprocess.run(
        ["git", *identity, *words], cwd=root, env=CLEAN_ENVIRONMENT, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(root: Path, **files: str) -> str:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_py", ".py").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose main branch has one finding, on a branch of its own."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, train_py=SCRIPT)
    git(root, "checkout", "-q", "-b", "topic")
    monkeypatch.chdir(root)
    return root


def against(root: Path, ref: str = "main", **more: object) -> Audit:
    """The audit as the command line makes it."""
    wishes = Wishes(
        (root,), {}, None, False, "json", (), "never", True, False, True, False, False, False, False, False,
        diff_from=ref,
    )  # fmt: skip
    with past_of(root, load_settings(root), replace(wishes, **more), ()) as past:  # type: ignore[arg-type]
        return audit(root, past.settings, load_checks(), None, past.known)


def statuses(found: Audit) -> list[tuple[str, str, Status]]:
    return sorted((one.rule, one.where.path, one.status) for one in found.debts)


def test_findings_of_the_merge_base_are_known(repo: Path) -> None:
    commit(repo, knot_py=COMPLEX)
    git(repo, "mv", "train.py", "fit.py")

    found = against(repo)
    assert ("complex-function", "knot.py", Status.NEW) in statuses(found)
    assert {status for rule, path, status in statuses(found) if path == "fit.py"} == {Status.KNOWN}
    assert found.comparison is not None
    assert [one.rule for one in found.comparison.new] == ["complex-function"]


def test_what_the_target_branch_did_meanwhile_is_not_held_against_the_change(repo: Path) -> None:
    git(repo, "checkout", "-q", "main")
    commit(repo, train_py="x = 1\n", other_py=COMPLEX)
    git(repo, "checkout", "-q", "topic")
    found = against(repo).comparison

    assert found is not None
    assert (found.new, found.fixed) == ((), ())


def test_uncommitted_and_untracked_files_count(repo: Path) -> None:
    (repo / "knot.py").write_text(COMPLEX)

    assert ("complex-function", "knot.py", Status.NEW) in statuses(against(repo))


def test_a_part_of_a_repository_is_held_against_the_same_part(repo: Path) -> None:
    commit(repo, sub__mldebt_toml="", sub__train_py=SCRIPT)
    git(repo, "branch", "-f", "main")
    (repo / "knot.py").write_text(COMPLEX)
    found = against(repo / "sub")

    assert {status for _, _, status in statuses(found)} == {Status.KNOWN}


def test_a_tracked_file_that_gitignore_names_is_known(repo: Path) -> None:
    (repo / ".gitignore").write_text("knot.py\n")
    (repo / "knot.py").write_text(COMPLEX)
    git(repo, "add", "-f", "knot.py")
    commit(repo)
    git(repo, "branch", "-f", "main")

    assert ("complex-function", "knot.py", Status.KNOWN) in statuses(against(repo))


def test_the_bases_configuration_counts_and_loosening_it_is_told(repo: Path) -> None:
    commit(repo, mldebt_toml='exclude = ["data/"]\n[gate]\nfail-on-new = "medium"\n')
    git(repo, "branch", "-f", "main")
    commit(
        repo, knot_py=COMPLEX,
        mldebt_toml='exclude = ["data/", "knot.py"]\nignore = ["glue"]\n[gate]\nfail-on-new = "critical"\n',
    )  # fmt: skip
    found = against(repo)

    assert not found.verdict.passed
    assert found.comparison is not None
    assert found.comparison.remarks == (
        "this change adds 'knot.py' to exclude, which counts once it is merged",
        "this change adds 'glue' to ignore, which counts once it is merged",
        "this change loosens gate.fail-on-new from medium to critical, which counts once it is merged",
    )


def test_a_configuration_above_the_scanned_folder_is_that_of_the_base_too(repo: Path) -> None:
    commit(repo, mldebt_toml='[gate]\nfail-on-new = "medium"\n', sub__a_py="x = 1\n")
    git(repo, "branch", "-f", "main")
    commit(repo, mldebt_toml="", sub__knot_py=COMPLEX)

    assert not against(repo / "sub").verdict.passed


def test_a_named_configuration_is_looked_for_in_the_base(repo: Path) -> None:
    commit(repo, ci_toml='[gate]\nfail-on-new = "medium"\n')
    git(repo, "branch", "-f", "main")
    commit(repo, ci_toml="", knot_py=COMPLEX)

    assert not against(repo, config=repo / "ci.toml").verdict.passed


def test_a_comment_of_the_change_does_not_open_the_gate(repo: Path) -> None:
    commit(repo, mldebt_toml='[gate]\nfail-on-new = "medium"\n')
    git(repo, "branch", "-f", "main")
    commit(repo, knot_py="# mldebt: allow-file complex-function -- for now\n" + COMPLEX)
    allowed = COMPLEX.replace("(n):", "(n):  # mldebt: allow complex-function -- for now", 1)
    commit(repo, knot_py=allowed)
    found = against(repo)

    assert ("complex-function", "knot.py", Status.SUPPRESSED) in statuses(found)
    assert not found.verdict.passed
    assert "allowed by comments of this change" in found.verdict.failures[0]
    git(repo, "branch", "-f", "main")
    assert against(repo).verdict.passed


def test_a_file_that_is_broken_hides_nothing(repo: Path) -> None:
    before = against(repo).comparison
    commit(repo, mldebt_toml='[gate]\nfail-on-new = "low"\n', long_py="x = 1\n" * 200)
    git(repo, "branch", "-f", "main")
    (repo / "train.py").write_text(SCRIPT + "def (\n")
    found = against(repo)

    assert before is not None
    assert found.comparison is not None
    assert found.comparison.fixed == ()
    assert found.verdict.failures[0].startswith("train.py cannot be read since this change")
    assert (found.comparison.score_now or 0) <= (before.score_now or 0)


def test_clean_code_does_not_hide_debt(repo: Path) -> None:
    """One denominator: a naive density would rise."""
    clean = "".join(f"def f{i}(x):\n    y = x + {i}\n    return y\n" for i in range(4000))
    commit(repo, knot_py=COMPLEX.replace("knot", "a") + COMPLEX.replace("knot", "b"), clean_py=clean)
    found = against(repo)

    assert found.comparison is not None
    assert found.score is not None
    assert (found.comparison.score_now or 0) < (found.comparison.score_before or 0)
    assert found.comparison.score_now != found.score.value


def test_a_shallow_clone_needs_the_tree_of_the_base_only(repo: Path, tmp_path: Path) -> None:
    base = git(repo, "rev-parse", "main")
    commit(repo, knot_py=COMPLEX)
    commit(repo, more_py="x = 1\n")
    git(repo, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "topic", f"file://{repo}", str(clone))
    with pytest.raises(UserError, match="is no commit that this clone knows"):
        against(clone, base)
    git(clone, "fetch", "-q", "origin", base, "--depth", "1")
    found = against(clone, base)

    assert ("complex-function", "knot.py", Status.NEW) in statuses(found)
    assert found.comparison is not None
    assert "too shallow" in found.comparison.remarks[0]
    assert [one.fingerprint for one in found.debts] == [one.fingerprint for one in against(repo).debts]


@pytest.mark.parametrize("ref", ["no-such-branch", "--output=x", "", "HEAD:train.py"])
def test_a_ref_that_is_no_commit_is_a_mistake(repo: Path, ref: str) -> None:
    with pytest.raises(UserError, match="is no commit that this clone knows"):
        against(repo, ref)


def test_the_beginning_of_a_branch_has_no_base(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zeros = "0" * 40
    with pytest.raises(NoBase), base_tree(repo, zeros, 1024):
        pass
    (repo / "mldebt.toml").write_text('[gate]\nfail-on-new = "low"\nfail-under = 100\n')

    assert run(["scan", "--diff-from", zeros]) == 1
    told = capsys.readouterr()
    assert "there is no base: 0000000 is no commit" in " ".join(told.out.split())
    assert "were not judged (fail-on-new)" in " ".join(told.out.split())
    assert "fail-under" in told.err


def test_histories_without_a_common_commit_have_no_base(repo: Path) -> None:
    git(repo, "checkout", "-q", "--orphan", "other")
    commit(repo, a_py="x = 1\n")
    with pytest.raises(NoBase, match="main and this tree have no history in common"), base_tree(repo, "main", 1024):
        pass


def test_nothing_of_the_repository_runs_while_the_base_is_read(repo: Path, tmp_path: Path) -> None:
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    trap.chmod(0o755)
    commit(repo, **{".gitattributes": "*.py filter=evil diff=evil text export-subst\nfit.py export-ignore\n"})
    (repo / "fit.py").write_text(SCRIPT)
    commit(repo)
    git(repo, "branch", "-f", "main")
    filters = ("filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv")
    for key in (*filters, "diff.external", "core.fsmonitor", "core.sshCommand", "gpg.program", "core.pager"):
        git(repo, "config", key, str(trap))
    for hook in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change"):
        path = repo / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {sprung}\n")
        path.chmod(0o755)
    before = (repo / "train.py").stat().st_mtime_ns, (repo / ".git" / "index").read_bytes()
    found = against(repo)

    assert not sprung.exists()
    assert {status for _, _, status in statuses(found)} == {Status.KNOWN}
    assert ((repo / "train.py").stat().st_mtime_ns, (repo / ".git" / "index").read_bytes()) == before


def test_a_hostile_tree_writes_nothing_outside_its_folder(repo: Path, tmp_path: Path) -> None:
    blob = git(repo, "rev-parse", "HEAD:train.py")
    link = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=repo, input=str(tmp_path / "out"), text=True,
                          capture_output=True, check=True, env=CLEAN_ENVIRONMENT).stdout.strip()  # fmt: skip

    def tree_of(*rows: str) -> str:
        return subprocess.run(["git", "mktree"], cwd=repo, input="\n".join(rows) + "\n", text=True, check=True,
                              capture_output=True, env=CLEAN_ENVIRONMENT).stdout.strip()  # fmt: skip

    inner = tree_of(f"100644 blob {blob}\tevil.py")
    raw = b"".join(
        mode + b" " + name + b"\0" + bytes.fromhex(sha)
        for mode, name, sha in (
            (b"40000", b"..", inner),
            (b"120000", b"out", link),
            (b"100644", b"out", blob),
            (b"100644", b"train.py", blob),
            (b"40000", b".git", inner),
        )
    )
    command = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
    made = subprocess.run(command, cwd=repo, input=raw, capture_output=True, check=True, env=CLEAN_ENVIRONMENT)
    hostile = made.stdout.decode().strip()
    base = git(repo, "commit-tree", hostile, "-m", "x")
    git(repo, "update-ref", "refs/heads/hostile", git(repo, "commit-tree", "HEAD^{tree}", "-p", base, "-m", "y"))
    git(repo, "reset", "-q", "--soft", "hostile")
    with base_tree(repo, base, 1024) as laid:
        assert sorted(path.relative_to(laid.top).as_posix() for path in laid.top.rglob("*") if path.is_file()) == [
            "out", "train.py",
        ]  # fmt: skip
        assert not any(path.is_symlink() for path in laid.top.rglob("*"))
        assert sorted(path.name for path in laid.top.parent.iterdir()) == ["tree"]


def test_nothing_is_left_behind(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    against(repo)

    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_functions_of_the_base_are_lent_to_checks(repo: Path) -> None:
    from mldebt.audit import _base
    from mldebt.model import Function

    with base_tree(repo, "main", 1024) as made:
        functions = _base(made, "repo", Settings(), load_checks(), []).functions.functions
    assert [type(one) for one in functions["train.py"]] == [Function]


# The commands


def test_a_baseline_is_created_shrinks_and_grows_only_when_told(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def findings() -> dict[str, int]:
        return {row["rule"]: row["count"] for row in json.loads(Path("mldebt-baseline.json").read_text())["findings"]}

    assert run(["baseline", "create"]) == 0
    first = findings()
    assert run(["baseline", "create"]) == 2
    assert run(["scan", "--fail-on-new", "low", "--format", "json"]) == 0
    (repo / "knot.py").write_text(COMPLEX)
    capsys.readouterr()
    assert run(["scan", "--fail-on-new", "low", "--format", "json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["comparison"]["base"] == "mldebt-baseline.json"
    assert told.err.startswith("mldebt: the gate failed: 1 new finding reaches severity low")
    assert run(["baseline", "update"]) == 0
    assert "1 new not accepted (--accept adds them)" in capsys.readouterr().err
    assert findings() == first
    assert run(["baseline", "update", "--accept"]) == 0
    assert findings() == first | {"complex-function": 1}
    assert run(["scan", "--fail-on-new", "low"]) == 0
    (repo / "train.py").unlink()
    capsys.readouterr()
    assert run(["scan", "--fail-on-new", "low"]) == 0
    assert "of the baseline gone" in capsys.readouterr().out
    assert run(["baseline", "prune"]) == 0
    assert findings() == {"complex-function": 1}
    text = Path("mldebt-baseline.json").read_bytes()
    assert run(["baseline", "prune"]) == 0
    assert Path("mldebt-baseline.json").read_bytes() == text
    capsys.readouterr()
    assert run(["baseline", "show"]) == 0
    assert capsys.readouterr().out == "     1  complex-function\n     1  in all\n"
    assert run(["scan", "--no-baseline", "--fail-on-new", "low"]) == 2


def test_update_accepts_no_worse_finding_in_silence(repo: Path) -> None:
    (repo / "mldebt-baseline.json").write_text(
        baseline_text([replace(one, severity=Severity.LOW) for one in recorded(seen(repo).debts).values()])
    )
    assert run(["baseline", "update"]) == 0
    rows = json.loads((repo / "mldebt-baseline.json").read_text())["findings"]

    assert rows
    assert {row["severity"] for row in rows} == {"low"}


def test_an_empty_folder_gets_no_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["baseline", "create", str(tmp_path)]) == 2
    assert "there is nothing to accept" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_identity_is_the_fingerprint_without_its_number() -> None:
    assert identity_in("39fa2ee980eb94b0:12") == "39fa2ee980eb94b0"
