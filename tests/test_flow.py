"""The data-flow engine: which programs leak across a split, at which lines, and when it gives up."""

import os
import subprocess
import sys
from textwrap import dedent

import pytest
from counting import operations

from mldebt.flow import Leak, abilities_of, interpret, leaks_across
from mldebt.flow.log import Division, Log
from mldebt.flow.values import (
    NOTHING,
    Event,
    Judgement,
    Known,
    Part,
    Rows,
    Several,
    Side,
    Statistic,
    Value,
    added,
    dealt,
    joined,
    listed,
    mixed,
)
from mldebt.knowledge import lend
from mldebt.link import Leaks
from mldebt.link.leakage import borders, crossing, reuse, seen
from mldebt.link.leakage import fact as leakage_fact
from mldebt.model import CannotTell, Language, Place, Program, Project, Repository, Role, SourceFile
from mldebt.read import read_text

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
X = pd.read_csv("rows.csv")
y = X.pop("y")
"""
FIRST = HEAD.count("\n") + 1
SPLIT = "a, b, c, d = train_test_split(X, y)\n"
JUDGE = "model = SVC().fit(a, c)\nmodel.score(b, d)\n"
SCALED = "scaler = StandardScaler()\na = scaler.fit_transform(a)\nb = scaler.transform(b)\n"


def project(*texts: str, role: Role = Role.TRAINING) -> Project:
    files = [SourceFile(f"{name}.py", Language.PYTHON, role) for name in "abcde"]
    readings = tuple(read_text(file, text, lend) for file, text in zip(files, texts, strict=False))
    repository = Repository("/r", "r", tuple(reading.file for reading in readings))
    return Project(repository, readings, lend, lambda section: section())


def found(*bodies: str) -> tuple[Leak, ...]:
    return project(*(HEAD + dedent(body) for body in bodies)).fact(Leaks).leaks


def leaks(*bodies: str) -> list[tuple[str, int, str, int, str]]:
    """What fits where, what splits where, and what for; lines count from the first line below the head."""
    return [
        (
            leak.event.name,
            leak.event.where.line - FIRST + 1,
            leak.division.name,
            leak.division.shown.line - FIRST + 1,
            leak.purpose,
        )
        for leak in found(*bodies)
    ]


def is_leak(*bodies: str) -> bool:
    return bool(leaks(*bodies))


# The simple cases


def test_what_is_fitted_before_the_split_leaks() -> None:
    assert leaks("X = StandardScaler().fit_transform(X)\n" + SPLIT + JUDGE) == [
        ("StandardScaler", 1, "train_test_split", 2, "train")
    ]


def test_what_is_fitted_after_the_split_does_not() -> None:
    assert leaks(SPLIT + SCALED + JUDGE) == []


def test_what_is_fitted_on_both_sides_put_together_again_leaks() -> None:
    assert leaks(SPLIT + "s = StandardScaler().fit(pd.concat([a, b]))\na = s.transform(a)\n" + JUDGE) == [
        ("StandardScaler", 2, "train_test_split", 1, "train")
    ]


def test_what_is_fitted_on_each_side_alone_does_not() -> None:
    assert not is_leak(SPLIT + "a = StandardScaler().fit_transform(a)\nb = StandardScaler().fit_transform(b)\n" + JUDGE)


def test_without_a_use_there_is_no_leak() -> None:
    assert not is_leak("X = StandardScaler().fit_transform(X)\n" + SPLIT)


def test_without_a_split_there_is_no_leak() -> None:
    assert not is_leak("X = StandardScaler().fit_transform(X)\nmodel = SVC().fit(X, y)\nmodel.score(X, y)\n")


def test_a_cross_validation_splits_by_itself() -> None:
    (leak,) = found("X = StandardScaler().fit_transform(X)\ncross_val_score(SVC(), X, y)\n")
    assert (leak.division.name, leak.division.folds, leak.purpose) == ("cross_val_score", True, "evaluate")
    assert not is_leak("cross_val_score(make_pipeline(StandardScaler(), SVC()), X, y)\n")


def test_folds_of_a_loop_are_sides_of_a_split() -> None:
    loop = """\
        for train, test in KFold().split(X):
            model = SVC().fit(X[train], y[train])
            model.score(X[test], y[test])
        """
    assert [line for _, line, *_ in leaks("X = StandardScaler().fit_transform(X)\n" + dedent(loop))] == [1]
    assert not is_leak("""\
        for number, (train, test) in enumerate(KFold().split(X)):
            scaler = StandardScaler()
            a, b = scaler.fit_transform(X.iloc[train]), scaler.transform(X.iloc[test])
            model = SVC().fit(a, y[train])
            model.score(b, y[test])
        """)


def test_slices_at_one_bound_are_a_split() -> None:
    used = "a, b = X[:n], X[n:]\nmodel = SVC().fit(a, y[:n])\nmodel.score(b, y[n:])\n"
    assert [line for _, line, *_ in leaks("X = StandardScaler().fit_transform(X)\n" + used)] == [1]
    assert not is_leak("X = StandardScaler().fit_transform(X)\nhead = X[:5]\nmodel = SVC().fit(head, y)\n")


def test_a_second_split_of_the_training_part_is_no_concern() -> None:
    assert not is_leak("""\
        a, rest, c, others = train_test_split(X, y)
        valid, b, v, d = train_test_split(rest, others)
        scaler = StandardScaler().fit(a)
        model = SVC().fit(scaler.transform(a), c)
        model.score(scaler.transform(valid), v)
        model.score(scaler.transform(b), d)
        """)


# Ways through a program


@pytest.mark.parametrize(
    "step",
    [
        "if x:\n    X = StandardScaler().fit_transform(X)\n",
        "if x:\n    pass\nelif z:\n    pass\nelse:\n    X = StandardScaler().fit_transform(X)\n",
        "X = StandardScaler().fit_transform(X) if x else X\n",
        "match x:\n    case 1:\n        X = StandardScaler().fit_transform(X)\n",
        "try:\n    X = StandardScaler().fit_transform(X)\nexcept ValueError:\n    pass\n",
        "try:\n    pass\nexcept ValueError:\n    X = StandardScaler().fit_transform(X)\n",
        "try:\n    pass\nfinally:\n    X = StandardScaler().fit_transform(X)\n",
        "with timer():\n    X = StandardScaler().fit_transform(X)\n",
        "while x:\n    X = StandardScaler().fit_transform(X)\n",
        "while x:\n    pass\nelse:\n    X = StandardScaler().fit_transform(X)\n",
        "for x in z:\n    X = StandardScaler().fit_transform(X)\n",
        "for x in z:\n    pass\nelse:\n    X = StandardScaler().fit_transform(X)\n",
        "for name in ['p', 'q']:\n    X[name] = StandardScaler().fit_transform(X[[name]])\n",
        "X: object = StandardScaler().fit_transform(X)\n",
        "X, n = StandardScaler().fit_transform(X), 3\n",
        "(X, n), m = (StandardScaler().fit_transform(X), 3), 4\n",
    ],
)
def test_whatever_way_the_program_may_go_the_leak_is_met(step: str) -> None:
    assert is_leak(step + SPLIT + JUDGE)


def test_what_one_turn_of_a_loop_leaves_meets_the_next() -> None:
    assert leaks("""\
        for turn in turns:
            a, b, c, d = train_test_split(X, y)
            model = SVC().fit(a, c)
            model.score(b, d)
            X = StandardScaler().fit_transform(X)
        """) == [("StandardScaler", 5, "train_test_split", 2, "train")]


def test_a_variable_that_is_bound_anew_forgets_what_it_held() -> None:
    assert not is_leak("Z = StandardScaler().fit_transform(X)\nX = pd.read_csv('other.csv')\n" + SPLIT + JUDGE)


def test_a_judgement_inside_an_assertion_is_a_use() -> None:
    assert leaks("X = StandardScaler().fit_transform(X)\n" + SPLIT + "assert SVC().fit(a, c).score(b, d) > 0.5\n") == [
        ("StandardScaler", 1, "train_test_split", 2, "train")
    ]


# In place


@pytest.mark.parametrize(
    ("step", "event"),
    [
        ("X -= X.mean()\n", "mean"),
        ("X['p'] -= X['p'].mean()\n", "mean"),
        ("X['p'] = X['p'].fillna(X['p'].median())\n", "median"),
        ("X.loc[:, 'p'] = X['p'].fillna(X['p'].median())\n", "median"),
        ("X.fillna(X.mean(), inplace=True)\n", "mean"),
        ("X.p = X.p / X.p.max()\n", "max"),
    ],
)
def test_operations_in_place_change_what_they_are_done_to(step: str, event: str) -> None:
    assert [name for name, *_ in leaks(step + SPLIT + JUDGE)] == [event]


def test_a_list_that_is_made_longer_holds_the_old_and_the_new() -> None:
    parts = "parts = [y]\nparts += [StandardScaler().fit_transform(X), y]\nX = pd.concat(parts)\n"
    assert is_leak(parts + SPLIT + JUDGE)


def test_a_list_filled_in_a_loop_holds_what_was_appended() -> None:
    filled = "parts = []\nfor p in q:\n    parts.append(StandardScaler().fit_transform(X))\nX = pd.concat(parts)\n"
    assert is_leak(filled + SPLIT + JUDGE)


# Functions

BODY = "return StandardScaler().fit_transform(rows)\n"


@pytest.mark.parametrize(
    "step",
    [
        f"def scale(rows):\n    {BODY}X = scale(X)\n",
        "def scale(rows, tool=StandardScaler()):\n    return tool.fit_transform(rows)\nX = scale(X)\n",
        f"def scale(*, rows):\n    {BODY}X = scale(rows=X)\n",
        f"def scale(rows, z):\n    {BODY}pair = (X, 1)\nX = scale(*pair)\n",
        f"@timer\ndef scale(rows):\n    {BODY}X = scale(X)\n",
        f"async def scale(rows):\n    {BODY}X = scale(X)\n",
        "scale = lambda rows: StandardScaler().fit_transform(rows)\nX = scale(X)\n",
        f"def outer(rows):\n    def inner():\n        {BODY}    return inner()\nX = outer(X)\n",
        "def make():\n    tool = StandardScaler()\n    return lambda rows: tool.fit_transform(rows)\nX = make()(X)\n",
        f"def deep(rows, n):\n    if n:\n        return deep(rows, n - 1)\n    {BODY}X = deep(X, 9)\n",
        f"def early(rows):\n    if z:\n        return rows\n    {BODY}X = early(X)\n",
        "def pair(rows):\n    return StandardScaler().fit_transform(rows), 1\nX, _ = pair(X)\n",
        "def keep(rows):\n    return {'rows': StandardScaler().fit_transform(rows)}\nX = keep(X)['rows']\n",
        "X = list(StandardScaler().fit_transform(X))\n",
        "X = pd.concat([StandardScaler().fit_transform(part) for part in (X, X)])\n",
    ],
)
def test_functions_are_followed(step: str) -> None:
    assert is_leak(step + SPLIT + JUDGE)


def test_functions_that_call_each_other_in_a_circle_come_to_an_end() -> None:
    assert not is_leak("def f(rows):\n    return g(rows)\ndef g(rows):\n    return f(rows)\nX = f(X)\n" + SPLIT + JUDGE)


def test_one_function_for_many_data_sets_mixes_nothing_up() -> None:
    assert not is_leak(
        "def scale(rows):\n    return StandardScaler().fit_transform(rows)\nall_rows = scale(X)\n"
        + SPLIT
        + "a = scale(a)\nb = scale(b)\n"
        + JUDGE
    )


INNER = """\
X = StandardScaler().fit_transform(X)
a, b, c, d = train_test_split(X, y)
model = SVC().fit(a, c)
model.score(b, d)
"""


def indented(text: str, depth: int) -> str:
    return "".join("    " * depth + line for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    "program",
    [
        "def main(X, y):\n" + indented(INNER, 1),
        "async def main(X, y):\n" + indented(INNER, 1),
        "if __name__ == '__main__':\n" + indented(INNER, 1),
        "def tune():\n    def objective(trial, X, y):\n" + indented(INNER, 2) + "    study.optimize(objective)\n",
        "def one():\n    def two():\n        def three(X, y):\n" + indented(INNER, 3),
        "class Job:\n    def run(self, X, y):\n" + indented(INNER, 2),
        "def make():\n    class Job:\n        def run(self, X, y):\n" + indented(INNER, 3),
        "class Job:\n" + indented(INNER, 1),
    ],
)
def test_code_that_nothing_calls_is_looked_at_all_the_same(program: str) -> None:
    assert [name for name, *_ in leaks(program)] == ["StandardScaler"]


def test_a_parameter_that_nobody_gives_is_a_data_set_of_its_own() -> None:
    assert not is_leak("""\
        def fit(rows):
            return StandardScaler().fit(rows)

        def judge(rows, labels):
            a, b, c, d = train_test_split(rows, labels)
            model = SVC().fit(a, c)
            model.score(b, d)
        """)


# Classes


def test_attributes_of_self_are_followed_through_methods() -> None:
    assert leaks("""\
        class Job:
            def __init__(self, rows):
                self.rows = rows
                self.scaler = StandardScaler()

            def prepare(self):
                self.rows = self.scaler.fit_transform(self.rows)

            def run(self, labels):
                a, b, c, d = train_test_split(self.rows, labels)
                model = SVC().fit(a, c)
                return model.score(b, d)

        job = Job(X)
        job.prepare()
        job.run(y)
        """) == [("StandardScaler", 7, "train_test_split", 10, "train")]


def test_two_instances_do_not_share_their_attributes() -> None:
    assert not is_leak("""\
        class Rows:
            def __init__(self, rows):
                self.rows = rows

        whole = Rows(StandardScaler().fit_transform(X))
        plain = Rows(X)
        a, b, c, d = train_test_split(plain.rows, y)
        model = SVC().fit(a, c)
        model.score(b, d)
        """)


@pytest.mark.parametrize(
    "step",
    [
        f"class P:\n    @staticmethod\n    def do(rows):\n        {BODY}X = P.do(X)\n",
        f"class P:\n    @classmethod\n    def do(cls, rows):\n        {BODY}X = P.do(X)\n",
        f"class P:\n    def do(self, rows):\n        {BODY}X = P().do(X)\n",
        f"class P:\n    def __call__(self, rows):\n        {BODY}X = P()(X)\n",
        f"class Q:\n    def do(self, rows):\n        {BODY}class P(Q): ...\nX = P().do(X)\n",
        "class P:\n    s = StandardScaler()\n    def do(me, z):\n        return me.s.fit_transform(z)\nX = P().do(X)\n",
    ],
)
def test_methods_are_followed(step: str) -> None:
    assert is_leak(step + SPLIT + JUDGE)


# How a split is unpacked


@pytest.mark.parametrize(
    "split",
    [
        "a, b, c, d = train_test_split(X, [0] * 10)\n",
        "labels = []\nfor row in z:\n    labels.append(row.name)\na, b, c, d = train_test_split(X, labels)\n",
        "a, b, c, d, e, f = train_test_split(X, unknown, also_unknown)\n",
        "parts = train_test_split(X, unknown)\na, b, c, d = parts\n",
        "parts = train_test_split(X, unknown)\na, b, c, d = parts[0], parts[1], parts[2], parts[3]\n",
        "a, b, c, d = [np.asarray(part) for part in train_test_split(X, y)]\n",
        "a, b, c, d = (np.asarray(part) for part in train_test_split(X, y))\n",
        "a, b, c, d = tuple(part.copy() for part in train_test_split(X, y))\n",
        "a, b, c, d = map(np.asarray, train_test_split(X, y))\n",
        "a, b, c, d = list(train_test_split(X, y))\n",
        "def split(rows, labels):\n    return train_test_split(rows, labels)\na, b, c, d = split(X, unknown)\n",
        "from torch.utils.data import random_split\na, b, valid = random_split(X, [8, 1, 1])\nc = d = y\n",
    ],
)
def test_the_sides_stay_apart_however_the_split_is_unpacked(split: str) -> None:
    assert leaks(split + SCALED + JUDGE) == []
    assert [name for name, *_ in leaks("X = StandardScaler().fit_transform(X)\n" + split + JUDGE)] == ["StandardScaler"]


def test_a_loop_over_the_two_sides_looks_at_one_after_the_other() -> None:
    assert not is_leak(
        SPLIT + "for part in (a, b):\n    part['p'] = StandardScaler().fit_transform(part[['p']])\n" + JUDGE
    )
    assert not is_leak(
        SPLIT
        + "done = []\nfor part in [a, b]:\n    done.append(StandardScaler().fit_transform(part))\na, b = done\n"
        + JUDGE
    )


# Across files


def test_functions_of_other_files_are_followed() -> None:
    helper = "def scale(rows):\n    return StandardScaler().fit_transform(rows)\n"
    (leak,) = found("from b import scale\nX = scale(X)\n" + SPLIT + JUDGE, helper)
    assert (leak.event.where.path, leak.use.path) == ("b.py", "a.py")
    assert is_leak("import b\nX = b.scale(X)\n" + SPLIT + JUDGE, helper)
    assert is_leak("from b import *\nfrom b import scale\nX = scale(X)\n" + SPLIT + JUDGE, helper)


def test_tools_and_constants_of_other_files_are_known_there() -> None:
    helper = (
        "scaler = StandardScaler()\nNAMES = ['p']\ndef scale(rows):\n    return scaler.fit_transform(rows[NAMES])\n"
    )
    assert is_leak("import b\nX = b.scale(X)\n" + SPLIT + JUDGE, helper)


def test_classes_of_other_files_are_followed() -> None:
    helper = "class P:\n    def do(self, rows):\n        return StandardScaler().fit_transform(rows)\n"
    assert is_leak("from b import P\nX = P().do(X)\n" + SPLIT + JUDGE, helper)


def test_what_runs_at_the_top_of_another_file_is_its_own_matter() -> None:
    assert [leak.event.where.path for leak in found("import b\n", INNER)] == ["b.py"]


# What is worth following


def followed_files(monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[str]:
    paths: list[str] = []
    really = vars(leakage_fact)["followed"]

    def spy(path: str, *given: object, **options: object) -> object:
        paths.append(path)
        return really(path, *given, **options)

    monkeypatch.setattr(leakage_fact, "followed", spy)
    project(*(HEAD + text for text in texts)).fact(Leaks)
    return paths


@pytest.mark.parametrize(
    ("text", "is_followed"),
    [
        (SPLIT, False),
        ("X = StandardScaler().fit_transform(X)\n", False),
        ("class Job:\n    def fit(self):\n        self.rows = 3\njob = Job()\n", False),
        ("words = 'a,b'.split(',')\nmodel.predict(words)\n", False),
        (SPLIT + "model.predict(b)\n", True),
        ("SVC().fit(X, y)\n", True),
        ("cross_val_score(SVC(), X, y)\n", True),
        ("def run():\n    SVC().fit(X, y)\n", True),
        ("class Job:\n    def run(self):\n        SVC().fit(X, y)\n", True),
        ("for batch in loader:\n    loss(net(batch)).backward()\n", True),
    ],
)
def test_only_what_could_leak_is_followed(monkeypatch: pytest.MonkeyPatch, text: str, is_followed: bool) -> None:
    assert followed_files(monkeypatch, text) == ["a.py"] * is_followed


@pytest.mark.parametrize(
    ("call", "helper"),
    [
        ("from b import learn\nlearn(X)\n", "def learn(rows):\n    SVC().fit(rows, y)\n"),
        ("from b import first\nfirst(X)\n", "def first(x):\n    last(x)\ndef last(x):\n    SVC().fit(x, y)\n"),
        ("from .b import learn\nlearn(X)\n", "def learn(rows):\n    SVC().fit(rows, y)\n"),
        ("from b import Job\nJob(X)\n", "class Job:\n    def __init__(self, rows):\n        SVC().fit(rows, y)\n"),
        (
            "import b\ndef f(job):\n    job.learn(X)\n",
            "class Job:\n    def learn(self, rows):\n        SVC().fit(rows, y)\n",
        ),
        (
            "from b import Job\nJob(X)\n",
            "class Base:\n    def __init__(self, x):\n        SVC().fit(x, y)\nclass Job(Base):\n    z = 3\n",
        ),
    ],
)
def test_who_calls_what_learns_learns(monkeypatch: pytest.MonkeyPatch, call: str, helper: str) -> None:
    assert followed_files(monkeypatch, call, helper) == ["a.py", "b.py"]
    assert followed_files(monkeypatch, "learn(X)\nx.learn(X)\nx.first(X)\nx.Job(X)\n", helper) == ["b.py"]


def test_tests_are_not_judged_but_lend_their_functions() -> None:
    assert project(HEAD + INNER, role=Role.TEST).fact(Leaks).leaks == ()


# Giving up


def deep(loops: int) -> str:
    opened = "".join("    " * depth + f"for n{depth} in z:\n" for depth in range(loops))
    return opened + "    " * loops + "X = StandardScaler().fit_transform(X)\n"


def test_a_program_that_costs_too_much_is_abandoned_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpret, "STEPS", 500)
    fact = project(HEAD + deep(18) * 10 + INNER, HEAD + INNER).fact(Leaks)
    assert fact.abandoned == ("a.py",)
    assert [leak.event.where.path for leak in fact.leaks] == ["b.py"]
    assert project(HEAD + deep(3) + INNER).fact(Leaks).abandoned == ()
    assert project(HEAD + deep(18) * 10).fact(Leaks).abandoned == ()  # nothing is divided or judged in it


def test_nobody_is_told_that_an_abandoned_program_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpret, "STEPS", 500)
    fact = project(HEAD + deep(18) * 10 + INNER).fact(Leaks)
    with pytest.raises(CannotTell, match=r"a\.py"):
        list(fact.of_kind("split"))


def steps(text: str) -> int:
    """What following the program takes, in evaluations and not in seconds."""
    program = read_text(SourceFile("a.py", Language.PYTHON), HEAD + text, lend).fact(Program)
    abilities = abilities_of({"a.py": program}, lambda *_: None, lambda _: (), lend)
    run = interpret._Run("a.py", lambda *_: None, lend, abilities)
    run.module(program)
    return interpret.STEPS - run.steps_left


@pytest.mark.parametrize(
    "line",
    [
        "X = StandardScaler().fit_transform(X)\n",
        "X = X - X.mean()\n",
        "X['p'] = X['p'].fillna(X['p'].mean())\n",
        "X = pd.concat([X, pd.read_csv('more.csv')])\n",
        SPLIT + JUDGE,
        "def f(rows):\n    return StandardScaler().fit_transform(rows)\nX = f(X)\n",
        "if x:\n    X = StandardScaler().fit_transform(X)\n",
    ],
)
def test_twice_as_many_lines_take_twice_as_many_steps(line: str) -> None:
    assert steps(line * 800) <= 2 * steps(line * 400)


def test_branches_over_many_variables_use_up_the_budget() -> None:
    text = "".join(f"v{number} = 3\nif v{number}:\n    w{number} = 4\n" for number in range(4_000))
    assert project(HEAD + text + INNER).fact(Leaks).abandoned == ("a.py",)


def test_files_that_neither_fit_nor_split_cost_nothing() -> None:
    assert read_text(SourceFile("a.py", Language.PYTHON), "x = 1\nprint(x)\n", lend).fact(Program) == Program()


# One answer, whatever the order of sets


def test_the_same_leak_is_told_whatever_the_hashes() -> None:
    program = HEAD + "X = make_pipeline(StandardScaler(), PCA()).fit_transform(X)\n" + SPLIT + JUDGE
    told = {_told(program, seed) for seed in ("0", "1", "2", "4")}
    assert told == {"PCA\n"}


def _told(program: str, seed: str) -> str:
    script = (
        "import sys; from mldebt.knowledge import lend; from mldebt.model import *; from mldebt.read import read_text\n"
        "from mldebt.flow import followed, leaks_across\n"
        "program = read_text(SourceFile('a.py', Language.PYTHON), sys.stdin.read(), lend).fact(Program)\n"
        "print(*[leak.event.name for leak in leaks_across(followed('a.py', program, lambda *_: None, lend)[0])])"
    )
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, input=program, env=environment, capture_output=True, text=True, check=True).stdout


# Values and the log by themselves

HERE, THERE = Place("a.py", 1), Place("a.py", 2)
ALL, TRAIN, TEST = Part("set"), Part("set", (Side(HERE, "train"),)), Part("set", (Side(HERE, "test"),))


def event(*over: Part, grouped: bool = False, column: str = "") -> Event:
    return Event("scaling", "Scaler", THERE, frozenset(over), grouped=grouped, column=column)


def rows(*parts: Part, taint: tuple[Event, ...] = ()) -> Rows:
    return Rows(frozenset(parts), frozenset(taint))


def log(*uses: tuple[Rows, str]) -> Log:
    kept = Log()
    kept.divide(Division(HERE, "split", False, HERE))
    for number, (used, purpose) in enumerate(uses):
        use(kept, used, purpose, Place("a.py", 10 + number))
    return kept


def use(kept: Log, used: Rows, purpose: str, where: Place, target: str = "") -> None:
    if purpose == "train":
        kept.train(used, where, "Model", target)
    else:
        kept.judge(used, Judgement(where, "score", "Model", used.parts, used.taint, None))


@pytest.mark.parametrize(
    ("over", "used", "purpose", "leaks"),
    [
        ((ALL,), TRAIN, "train", True),
        ((ALL,), TEST, "evaluate", True),
        ((TRAIN, TEST), TRAIN, "train", True),
        ((TRAIN, TEST), TEST, "evaluate", True),
        ((TRAIN,), TRAIN, "train", False),
        ((TRAIN,), TEST, "evaluate", False),
        ((TEST,), TEST, "evaluate", False),
        ((TEST,), TRAIN, "train", False),  # that is another fault: fitted on the test rows only
        ((Part("other"),), TRAIN, "train", False),
        ((ALL,), ALL, "train", False),
    ],
)
def test_a_leak_is_what_saw_the_other_side(over: tuple[Part, ...], used: Part, purpose: str, leaks: bool) -> None:
    assert bool(leaks_across(log((rows(used, taint=(event(*over),)), purpose)))) == leaks


def test_each_event_is_told_once_at_its_first_use() -> None:
    tainted = event(ALL)
    (leak,) = leaks_across(log((rows(TRAIN, taint=(tainted,)), "train"), (rows(TEST, taint=(tainted,)), "evaluate")))
    division, judged = Division(HERE, "split", False, HERE), Place("a.py", 11)
    assert leak._replace(judged=None) == Leak(tainted, division, Place("a.py", 10), "Model", "train", None, False)
    assert leak.judged is not None
    assert leak.judged.where == judged


def test_an_uncertain_split_counts_only_where_both_sides_are_used() -> None:
    tainted = event(ALL)
    for judged in (False, True):
        kept = Log()
        kept.divide(Division(HERE, "slicing", False, HERE, certain=False))
        use(kept, rows(TRAIN, taint=(tainted,)), "train", THERE)
        if judged:
            use(kept, rows(TEST), "evaluate", THERE)
        assert [leak.event for leak in leaks_across(kept)] == [tainted] * judged


def test_a_statistic_by_group_leaks_only_the_target() -> None:
    tainted = event(ALL, grouped=True, column="y")
    kept = Log()
    kept.divide(Division(HERE, "split", False, HERE))
    use(kept, rows(TRAIN, taint=(tainted,)), "train", THERE, "x")
    assert leaks_across(kept) == []
    use(kept, rows(TRAIN, taint=(tainted,)), "train", Place("a.py", 3), "y")
    assert [leak.use.line for leak in leaks_across(kept)] == [3]


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (rows(TRAIN), rows(TEST), rows(TRAIN, TEST)._replace(either=True)),
        (rows(TRAIN), Known(3), rows(TRAIN)),
        (Known(3), rows(TRAIN), rows(TRAIN)),
        (rows(TRAIN), Statistic(frozenset()), rows(TRAIN)),
        (rows(TRAIN), Several(()), rows(TRAIN)),
        (
            Several((rows(TRAIN), Known(1))), Several((rows(TEST), Known(1))),
            listed((rows(TRAIN, TEST)._replace(either=True), Known(1))),
        ),
    ],
)  # fmt: skip
def test_of_two_possible_values_the_one_that_says_more_about_rows_is_kept(
    first: Value, second: Value, both: Value
) -> None:
    assert joined(first, second) == both


def test_a_statistic_that_is_added_leaves_rows_and_taints_them() -> None:
    tainted = event(ALL)
    assert added(rows(ALL), Statistic(frozenset({tainted}))) == rows(ALL, taint=(tainted,))
    assert added(Several((Known(1),)), Several((rows(ALL),))) == listed((Known(1), rows(ALL)))
    assert mixed([Known(1), Known(2)]) == NOTHING


def test_a_split_with_more_parts_than_known_arrays_is_dealt_out_in_turn() -> None:
    both = Several((rows(TRAIN), rows(TEST)))
    assert [dealt(both, number, 4) for number in range(4)] == [rows(TRAIN), rows(TEST), rows(TRAIN), rows(TEST)]
    sides = [dealt(both, number, 3) for number in range(3)]
    assert len(set(sides)) == 3
    assert dealt(Several((rows(ALL), rows(ALL))), 0, 4) is None
    assert dealt(Several((Known(1),)), 0, 4) is None


def concluded(program: Program) -> None:
    log, _ = interpret.followed("a.py", program, lambda *_: None, lend)
    for leak in leaks_across(log):
        crossing.claim(leak, log)
    for claims in (seen.claims, reuse.claims, borders.claims):
        list(claims(log))


@pytest.mark.parametrize(
    "line",
    [
        "x = (x, x)",
        "xs.append(xs)",
        "a, b = (a, b), (b, a)",
        'd["c{0}"] = d["c{0}"].fillna(d["c{1}"].mean())',
        'd["c{0}"] = StandardScaler().fit_transform(d[["c{0}", "c{1}"]])',
        'd = d[d["c{0}"] > {0}]',
        'd = pd.concat([d[d["a"] > {0}], d])',
        "d = d.sort_values('c{0}')",
        "s{0} = SVC().fit(d[:{0}], x).score(d[{0}:], x)",
        "s = max(s, SVC().fit(a, x).score(b, x))",
        "X = StandardScaler().fit_transform(X)",
    ],
)
def test_what_doubles_or_piles_up_costs_no_more_than_its_lines(line: str) -> None:
    def cost(count: int) -> int:
        lines = "\n".join(line.format(number, number + 1) for number in range(count))
        text = f"{HEAD}\nd = X\ns = 0\nx = xs = a = b = [d]\n{lines}\nSVC().fit(d, x)\nSVC().fit(X, y)\n"
        reading = read_text(SourceFile("a.py", Language.PYTHON), text, lend)
        return operations(lambda: concluded(reading.fact(Program)))

    cost(3)
    assert cost(400) < 9 * cost(100)
