"""What a leakage finding tells: the hops, the repair in the user's own names, and what it is worth."""

import json
from textwrap import dedent

import pytest

from mldebt.flow.values import MASKED, Part, Side
from mldebt.knowledge import lend
from mldebt.link import Leaks
from mldebt.model import Confidence, Finding, Language, Place, Project, Repository, Severity, SourceFile
from mldebt.read import read_text

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, train_test_split
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("rows.csv")
X, y = df.drop(columns=["churned"]), df["churned"]
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"


def findings(files: dict[str, str]) -> list[tuple[str, Finding]]:
    """Kind and finding of every claim about the files, in the order of their places."""
    listed = [SourceFile(path, Language.NOTEBOOK if path.endswith(".ipynb") else Language.PYTHON) for path in files]
    readings = tuple(read_text(file, text, lend) for file, text in zip(listed, files.values(), strict=True))
    project = Project(Repository("/r", "r", tuple(listed)), readings, lend, lambda section: section())
    told = [(claim.kind, claim.finding) for claim in project.fact(Leaks).claims]
    return sorted(told, key=lambda pair: (pair[1].where.order, pair[0]))


def only(text: str, kind: str) -> Finding:
    (found,) = [finding for told, finding in findings({"a.py": HEAD + dedent(text)}) if told == kind]
    return found


def hops(finding: Finding) -> list[str]:
    return [hop.message for hop in finding.evidence]


def test_a_leak_tells_the_call_the_fit_the_split_the_use_and_the_judgement() -> None:
    finding = only(
        "def scaled(rows):\n    return StandardScaler().fit_transform(rows)\nX = scaled(X)\n"
        + SPLIT
        + "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n",
        "split",
    )
    assert hops(finding) == [
        "calls what uses StandardScaler",
        "StandardScaler sees every row",
        "train_test_split takes the test rows away",
        "LogisticRegression learns from the result",
        "LogisticRegression is judged by score",
    ]


def test_a_model_that_is_only_asked_about_rows_is_not_said_to_be_judged() -> None:
    finding = only(
        "scaler = StandardScaler()\nX = scaler.fit_transform(X)\n" + SPLIT
        + "import submission\nmodel = LogisticRegression().fit(X_train, y_train)\n"
        "submission.save(pd.read_csv('ids.csv'), model.predict(X_test))\n",
        "split",
    )  # fmt: skip
    assert finding.evidence[-1].message == "LogisticRegression is asked about rows of the other side"


@pytest.mark.parametrize(
    ("text", "kind", "fix"),
    [
        (
            "scaler = StandardScaler()\nX = scaler.fit_transform(X)\n" + SPLIT
            + "LogisticRegression().fit(X_train, y_train)\n",
            "split", "divide first, fit scaler on X_train only, and use it for X_test as it is",
        ),
        (
            "Z = StandardScaler().fit_transform(X)\ncross_val_score(LogisticRegression(), Z, y)\n",
            "folds", "give cross_val_score the raw rows and make_pipeline(StandardScaler, LogisticRegression(...))",
        ),
        (
            "Z = StandardScaler().fit_transform(X)\nGridSearchCV(LogisticRegression(), {}).fit(Z, y)\n",
            "folds", "GridSearchCV(make_pipeline(StandardScaler, ...), ...).fit with the raw rows",
        ),
        (
            "Z = StandardScaler().fit_transform(X)\nfor a, b in KFold().split(Z):\n"
            "    LogisticRegression().fit(Z[a], y[a]).score(Z[b], y[b])\n",
            "folds", "fit StandardScaler inside the loop, on the training rows of each fold",
        ),
        (
            "X['bin'] = pd.qcut(X['spend'], 5)\n" + SPLIT + "LogisticRegression().fit(X_train, y_train)\n", "split",
            "divide first, take the bins from qcut(..., retbins=True) of X_train only, and give them to cut for X_test",
        ),
        (
            "X['bin'] = pd.qcut(X['spend'], 5)\ncross_val_score(LogisticRegression(), X, y)\n", "folds",
            "give cross_val_score the raw rows and "
            "make_pipeline(KBinsDiscretizer(strategy='quantile'), LogisticRegression(...))",
        ),
        (
            SPLIT + "scaler = StandardScaler()\na = scaler.fit_transform(X_train)\nb = scaler.fit_transform(X_test)\n"
            "LogisticRegression().fit(a, y_train).score(b, y_test)\n",
            "fitted-on-test",
            "scaler.transform(X_test) here, while scaler is the one that was fitted on the training rows",
        ),
        (
            "model = LogisticRegression().fit(X, y)\nprint(model.score(X, y))\n",
            "judged-on-training", "call score on rows that were split off before the fit, not on X",
        ),
        (
            "Z = df.drop(columns=['id'])\nLogisticRegression().fit(Z, y)\n",
            "target", "drop churned from the features of LogisticRegression",
        ),
    ],
)  # fmt: skip
def test_the_repair_is_told_in_the_names_that_stand_there(text: str, kind: str, fix: str) -> None:
    assert only(text, kind).fix == fix


def test_a_scale_is_worth_little_where_only_trees_learn_from_it() -> None:
    scaled = "Z = StandardScaler().fit_transform(X)\n"
    trees = only(scaled + "cross_val_score(RandomForestClassifier(), Z, y)\n", "folds")
    lines = only(scaled + "cross_val_score(LogisticRegression(), Z, y)\n", "folds")
    both = only(
        scaled + "cross_val_score(RandomForestClassifier(), Z, y)\ncross_val_score(LogisticRegression(), Z, y)\n",
        "folds",
    )
    assert (trees.severity, lines.severity, both.severity) == (Severity.LOW, Severity.HIGH, Severity.HIGH)


def test_a_statistic_taken_here_and_applied_there_is_told_where_it_is_applied() -> None:
    finding = only(
        "middle = X.mean()\nwidth = X.std()\nX = (X - middle) / width\n"
        + SPLIT
        + "LogisticRegression().fit(X_train, y_train)\n",
        "split",
    )
    assert finding.where.line == HEAD.count("\n") + 3
    assert hops(finding)[:2] == ["mean sees every row", "the mean goes into the rows"]


def test_a_line_that_leaks_twice_is_priced_once() -> None:
    told = findings({
        "a.py": HEAD + "X = StandardScaler().fit_transform(X)\n" + SPLIT
        + "m = LogisticRegression().fit(X_train, y_train)\nm.score(X_test, y_test)\ncross_val_score(m, X, y)\n"
    })  # fmt: skip
    assert [(kind, finding.minutes) for kind, finding in told] == [("folds", 5), ("split", None)]


def test_a_main_program_is_followed_into_the_files_that_it_calls() -> None:
    files = {
        "main.py": "from steps import train, judge, load\n"
        "if __name__ == '__main__':\n    X, y = load('a.csv')\n    judge(train(X, y), X, y)\n",
        "steps.py": HEAD
        + "def load(path):\n    rows = pd.read_csv(path)\n    return rows.drop(columns=['y']), rows['y']\n"
        "def train(X, y):\n    return LogisticRegression().fit(X, y)\n"
        "def judge(model, X, y):\n    print(model.score(X, y))\n",
    }  # fmt: skip
    told = [(kind, finding.where.path) for kind, finding in findings(files)]
    assert told == [("judged-on-training", "steps.py")]


def test_a_notebook_that_was_run_in_another_order_is_believed_less() -> None:
    def book(first: int, second: int) -> str:
        sources = [
            HEAD + "X = StandardScaler().fit_transform(X)\n",
            SPLIT + "LogisticRegression().fit(X_train, y_train).score(X_test, y_test)\n",
        ]
        runs = zip(sources, (first, second), strict=True)
        cells = [{"cell_type": "code", "source": text, "execution_count": count} for text, count in runs]
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})

    (_, kept), (_, rerun) = findings({"a.ipynb": book(1, 2)})[0], findings({"a.ipynb": book(2, 1)})[0]
    assert (kept.confidence, rerun.confidence) == (Confidence.HIGH, Confidence.MEDIUM)
    assert hops(rerun) == [*hops(kept), "was last run before the cell above it in cell 1"]


def test_a_function_that_nothing_calls_is_dead_in_a_script_and_alive_in_a_module() -> None:
    unused = (
        "def unused():\n    Z = StandardScaler().fit_transform(X)\n    cross_val_score(LogisticRegression(), Z, y)\n"
    )
    used = SPLIT + "LogisticRegression().fit(X_train, y_train).score(X_test, y_test)\n"
    assert findings({"a.py": HEAD + unused + used}) == []
    assert [kind for kind, _ in findings({"a.py": HEAD + unused})] == ["folds"]
    assert [kind for kind, _ in findings({"a.py": HEAD + unused + used + "register(unused)\n"})] == ["folds"]


HERE, THERE = Place("a.py", 1), Place("a.py", 2)


@pytest.mark.parametrize(
    ("first", "second", "shares"),
    [
        ((), (Side(HERE, "train"),), True),
        ((Side(HERE, "train"),), (Side(HERE, "test"),), False),
        ((Side(HERE, "train"),), (Side(THERE, "test"),), True),
        ((Side(HERE, MASKED),), (Side(THERE, MASKED),), True),
        ((Side(HERE, MASKED), Side(THERE, "train")), (Side(THERE, "test"),), False),
    ],
)
def test_parts_share_rows_unless_one_split_parts_them(
    first: tuple[Side, ...], second: tuple[Side, ...], shares: bool
) -> None:
    assert Part("set", first).touches(Part("set", second)) is shares
    assert not Part("set", first).touches(Part("other", second))


def test_a_part_lies_in_what_it_was_taken_from() -> None:
    whole, part = Part("set"), Part("set", (Side(HERE, "test"),))
    assert part.lies_in(whole)
    assert not whole.lies_in(part)
    assert not Part("set", (Side(HERE, MASKED),)).lies_in(Part("set", (Side(THERE, MASKED),)))
