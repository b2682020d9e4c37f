"""Python text to facts: what is called, used, imported and defined, under which name, on which line and column."""

import ast
import sys
from textwrap import dedent

import pytest
from radon.complexity import cc_visit

from mldebt.knowledge import Thresholds, lend
from mldebt.model import (
    Call,
    Calls,
    Commands,
    Function,
    Functions,
    Import,
    Imports,
    Language,
    Module,
    ModuleInfo,
    ModuleShape,
    NotRead,
    OwnDistribution,
    Place,
    Reading,
    Requirements,
    Role,
    Shape,
    SourceFile,
    Uses,
    Value,
)
from mldebt.read import read_text
from mldebt.read.descent import children, within
from mldebt.read.python import parsed
from mldebt.read.spotted import calls_of


def read(text: str, path: str = "train.py", role: Role = Role.APPLICATION) -> Reading:
    return read_text(SourceFile(path, Language.PYTHON, role), dedent(text).lstrip("\n"), lend)


def calls(text: str) -> list[tuple[str, int, int]]:
    return [(call.name, call.where.line, call.where.column) for call in read(text).fact(Calls)]


def names(text: str) -> list[str]:
    return [call.name for call in read(text).fact(Calls)]


def only(text: str) -> Call:
    found: list[Call] = [*read(text).fact(Calls)]
    assert len(found) == 1
    return found[0]


def uses(text: str) -> list[str]:
    return sorted(use.name for use in read(text).fact(Uses))


# Names of calls


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("import numpy\nnumpy.random.rand()", "numpy.random.rand"),
        ("import numpy as np\nnp.random.rand()", "numpy.random.rand"),
        ("import numpy.random\nnumpy.random.rand()", "numpy.random.rand"),
        ("import numpy.random as r\nr.rand()", "numpy.random.rand"),
        ("from numpy import random\nrandom.rand()", "numpy.random.rand"),
        ("from numpy.random import rand as draw\ndraw()", "numpy.random.rand"),
        ("from . import helpers\nhelpers.load()", ".helpers.load"),
        ("from ..data.load import rows\nrows()", "..data.load.rows"),
        ("print(3)", "print"),
        ("rows.fit()", "?.fit"),
        ("rows[0].model.fit()", "?.fit"),
        ("'a'.join(rows)", "?.join"),
        ("spark.read.parquet('a')", "?.read.parquet"),
    ],
)
def test_a_call_is_known_by_its_full_name(written: str, meant: str) -> None:
    assert names(written) == [meant]


def test_a_method_is_known_by_what_made_its_object() -> None:
    assert names("""
        from sklearn.svm import SVC
        model = SVC()
        model.fit(rows)
        SVC().fit(rows)
        """) == ["sklearn.svm.SVC", "sklearn.svm.SVC.fit", "sklearn.svm.SVC", "sklearn.svm.SVC.fit"]  # fmt: skip


def test_calling_what_a_call_made_is_not_making_it_again() -> None:
    assert sorted(names("""
        from keras.layers import Dense
        layer = Dense(64)
        hidden = layer(rows)
        output = Dense(1)(hidden)
        """)) == ["keras.layers.Dense", "keras.layers.Dense", "keras.layers.Dense.__call__",
                  "keras.layers.Dense.__call__"]  # fmt: skip


def test_another_name_of_a_module_or_function_is_seen_through() -> None:
    assert names("""
        import numpy as np
        from sklearn.model_selection import train_test_split
        draw = np.random
        split = train_test_split
        draw.rand()
        split(rows)
        """) == ["numpy.random.rand", "sklearn.model_selection.train_test_split"]  # fmt: skip


def test_functions_and_classes_of_the_file_begin_with_a_dot() -> None:
    assert names("""
        def main():
            job = Job()
            job.run()

        class Job:
            def run(self):
                self.load()
                helper()

            def load(self): ...

        def helper(): ...

        main()
        """) == [".Job", ".Job.run", ".Job.load", ".helper", ".main"]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "def draw(np):\n    np.rand()",
        "def draw(*np):\n    np.rand()",
        "def draw(**np):\n    np.rand()",
        "def draw(*, np):\n    np.rand()",
        "def outer(np):\n    def inner():\n        np.rand()",
        "async def draw(np, /):\n    np.rand()",
        "draw = lambda np: np.rand()",
        "draw = lambda a, *np: np.rand()",
        "draw = lambda *, np: np.rand()",
        "drawn = [np.rand() for np in generators]",
        "drawn = {np.rand() for a, np in generators}",
        "drawn = {a: np.rand() for a, (b, *np) in generators}",
        "drawn = [a for np in many for a in np.rand()]",
        "drawn = any(np.rand() > 1 for np in generators)",
        "for np in generators:\n    np.rand()",
        "with generators[0] as np:\n    np.rand()",
        "try:\n    pass\nexcept KeyError as np:\n    np.rand()",
        "np += 1\nnp.rand()",
        "first, *np = generators\nnp.rand()",
        "if (np := generator()):\n    np.rand()",
        "match generators:\n    case [np]:\n        np.rand()",
        "match generators:\n    case {'a': 1, **np}:\n        np.rand()",
        "match generators:\n    case [1, *np]:\n        np.rand()",
        "match generators:\n    case list() as np:\n        np.rand()",
    ],
)
def test_what_is_bound_anew_is_no_longer_the_import(written: str) -> None:
    assert [name for name in names(f"import numpy as np\n{written}") if name.endswith("rand")] == ["?.rand"]


def test_a_name_bound_in_a_comprehension_or_a_lambda_hides_nothing_outside() -> None:
    assert calls("""
        import numpy as np
        drawn = [np.rand() for np in np.array(3)]
        draw = lambda np=np.rand(): np
        np.rand()
        """) == [("?.rand", 2, 10), ("numpy.array", 2, 30), ("numpy.rand", 3, 18), ("numpy.rand", 4, 1)]  # fmt: skip


def test_a_loop_variable_in_a_comprehension_is_not_the_model_of_the_same_name() -> None:
    assert names("""
        from sklearn.svm import SVC
        model = SVC()
        fitted = [model.fit(rows) for model in models]
        """) == ["sklearn.svm.SVC", "?.fit"]  # fmt: skip


def test_a_stand_in_for_a_missing_library_does_not_hide_it() -> None:
    assert names("""
        try:
            import torch
            from torch import nn
        except ImportError:
            torch = None
            class nn: ...
        torch.manual_seed(1)
        nn.Linear(1, 2)
        """) == ["torch.manual_seed", "torch.nn.Linear"]  # fmt: skip


def test_the_last_of_several_conditional_imports_counts() -> None:
    assert names("""
        try:
            import cPickle as pickle
        except ImportError:
            import pickle
        pickle.dump(model)
        """) == ["pickle.dump"]  # fmt: skip


def test_functions_see_what_the_module_binds_below_them() -> None:
    assert names("""
        def score():
            return model.fit(rows)

        from sklearn.svm import SVC
        model = SVC()
        """) == ["sklearn.svm.SVC.fit", "sklearn.svm.SVC"]  # fmt: skip


def test_a_local_variable_does_not_leave_its_function() -> None:
    assert names("""
        from sklearn.svm import SVC

        def one():
            model = SVC()

        def other():
            model.fit(rows)
        """) == ["sklearn.svm.SVC", "?.fit"]  # fmt: skip


def test_attributes_of_self_are_known_by_what_made_them_also_in_inner_functions_and_under_another_name() -> None:
    assert names("""
        from sklearn.svm import SVC

        class Job:
            shared = SVC()

            def __init__(this):
                this.model = SVC()

            def run(self):
                self.model.fit(rows)
                self.shared.fit(rows)
                self.model(rows)
                def inner():
                    self.model.predict(rows)
                [self.model.score(rows) for _ in rows]
        """) == ["sklearn.svm.SVC", "sklearn.svm.SVC", "sklearn.svm.SVC.fit", "sklearn.svm.SVC.fit",
                 "sklearn.svm.SVC.__call__", "sklearn.svm.SVC.predict", "sklearn.svm.SVC.score"]  # fmt: skip


def test_the_first_parameter_of_a_static_method_is_no_instance() -> None:
    assert names("""
        class Job:
            @staticmethod
            def judge(model):
                model.fit(rows)

            @classmethod
            def make(cls, model):
                cls.judge(model)
        """) == ["?.fit", ".Job.judge"]  # fmt: skip


def test_class_attributes_are_not_seen_from_methods_by_their_bare_name() -> None:
    assert names("""
        import numpy as np

        class Job:
            np = None

            def run(self):
                np.rand()
        """) == ["numpy.rand"]  # fmt: skip


def test_awaited_and_asynchronous_code_is_read_like_any_other() -> None:
    assert names("""
        import aiohttp

        async def load():
            async with aiohttp.ClientSession() as session:
                answer = await session.get("a")
                async for row in answer.rows():
                    yield row
        """) == ["aiohttp.ClientSession", "aiohttp.ClientSession.get", "aiohttp.ClientSession.get.rows"]  # fmt: skip


def test_decorators_bases_defaults_and_subscripts_are_read() -> None:
    assert calls("""
        import app
        @app.route("/")
        def serve(model=app.load()): ...
        class Job(app.Base("a"), metaclass=app.Meta()):
            @app.step()
            class Inner: ...
        table[app.key()] = 1
        del table[app.old()]
        assert app.ready()
        raise app.Failed()
        """) == [("app.route", 2, 2), ("app.load", 3, 17), ("app.Base", 4, 11), ("app.Meta", 4, 36), ("app.step", 5, 6),
                 ("app.key", 7, 7), ("app.old", 8, 11), ("app.ready", 9, 8), ("app.Failed", 10, 7)]  # fmt: skip


# Arguments


def test_arguments_are_known_as_far_as_they_can_be_without_running() -> None:
    assert only("""
        from sklearn.svm import SVC as Model
        SEED = 7
        FOLDER = "data"
        call(1, -2.5, None, SEED, f"{FOLDER}/{day}.csv", FOLDER + "/a", FOLDER, Model, Model.fit, rows, [1])
        """).args == (
        Value("literal", 1), Value("literal", -2.5), Value("none"), Value("literal", 7),
        Value("template", "data/*.csv"), Value("literal", "data/a"), Value("literal", "data"),
        Value("name", "sklearn.svm.SVC"), Value("name", "sklearn.svm.SVC.fit"), Value("name", "rows"), Value("other"),
    )  # fmt: skip


def test_paths_are_put_together() -> None:
    found = {call.name: call.args for call in read("""
        import os
        from pathlib import Path
        one(os.path.join("data", name, "a.csv"))
        two(Path("data") / "b.csv")
        three("data/%s.csv" % name)
        """).fact(Calls)}  # fmt: skip
    assert found["one"] == (Value("template", "data/*/a.csv"),)
    assert found["two"] == (Value("literal", "data/b.csv"),)
    assert found["three"] == (Value("template", "data/*.csv"),)


def test_a_constant_that_is_bound_anew_is_a_variable() -> None:
    assert only("SEED = 1\nif fast:\n    SEED = 2\ncall(SEED)").args == (Value("name", "SEED"),)
    assert only("SEED = 1\nSEED += 1\ncall(SEED)").args == (Value("name", "SEED"),)
    assert only("SEED = 1\nSEED = 1\ncall(SEED)").args == (Value("literal", 1),)


def test_a_constant_that_a_function_assigns_to_is_a_variable_wherever_that_function_stands() -> None:
    text = "SEED = None\ndef use():\n    call(SEED)\ndef choose(value):\n    global OTHER, SEED\n    SEED = value\n"
    assert only(text).args == (Value("name", "SEED"),)


def test_a_loop_variable_of_a_comprehension_is_not_the_constant_of_that_name() -> None:
    assert only("seed = None\nforests = [call(seed) for seed in seeds]").args == (Value("name", "seed"),)


def test_keywords_stars_and_the_receiving_variable_are_told() -> None:
    found = read("""
        plain = call(1, seed=2)
        first, second = call(*rows)
        self.kept = call(**options)
        with call() as opened: ...
        """).fact(Calls)  # fmt: skip
    assert [(call.bound, call.splat, call.keywords) for call in found] == [
        ("plain", False, (("seed", Value("literal", 2)),)), ("", True, ()), ("", True, ()), ("opened", False, ()),
    ]  # fmt: skip


def test_the_scope_of_a_call_is_the_function_around_it() -> None:
    text = """
        top()
        def outer():
            def inner():
                one()
            two()
        class Job:
            three()
            def run(self):
                four(lambda: five())
        """
    found = {call.name: call.scope for call in read(text).fact(Calls)}
    assert found == {
        "top": "", "one": "outer.inner", "two": "outer", "three": "Job", "four": "Job.run", "five": "Job.run"
    }  # fmt: skip


# Places


def test_calls_come_in_the_order_of_the_file_with_their_ends() -> None:
    found = read("outer(\n    inner(1),\n)\ndef f():\n    a()\nb()\n").fact(Calls)
    assert [(call.name, call.where) for call in found] == [
        ("outer", Place("train.py", 1, 1, 3, 2)),
        ("inner", Place("train.py", 2, 5, 2, 13)),
        ("a", Place("train.py", 5, 5, 5, 8)),
        ("b", Place("train.py", 6, 1, 6, 4)),
    ]


def test_columns_count_characters_and_not_bytes() -> None:
    assert calls("größe = 'ü'; call()\nx = '🐍'; call()\nplain = 1; call()") == [
        ("call", 1, 14), ("call", 2, 10), ("call", 3, 12),
    ]  # fmt: skip


def test_form_feeds_and_other_separators_within_a_line_do_not_move_columns() -> None:
    assert calls("größe = 1\n\x0c\nx = 'ü\u2028'; call()\n") == [("call", 3, 11)]


# Imports and uses


def test_imports_are_told_with_scope_and_whether_the_program_lives_without() -> None:
    text = """
        import os.path as p, sys
        from . import sibling
        from ..pkg import name as other
        def f():
            import late
        try:
            import perhaps
        except (ImportError, AttributeError):
            import instead
        else:
            import then
        if TYPE_CHECKING:
            import typed
        else:
            import untyped
        """
    found = [
        (one.module, one.name, one.alias, one.where.line, one.scope, one.guarded) for one in read(text).fact(Imports)
    ]
    assert sorted(found, key=lambda one: one[3]) == [
        ("os.path", "", "p", 1, "", False), ("sys", "", "", 1, "", False), (".", "sibling", "", 2, "", False),
        ("..pkg", "name", "other", 3, "", False), ("late", "", "", 5, "f", False), ("perhaps", "", "", 7, "", True),
        ("instead", "", "", 9, "", True), ("then", "", "", 11, "", False), ("typed", "", "", 13, "", True),
        ("untyped", "", "", 15, "", False),
    ]  # fmt: skip


def test_a_star_import_is_an_import_of_everything() -> None:
    found = read("from numpy import *\n").fact(Imports)
    assert found == Imports([Import("numpy", "*", "", Place("train.py", 1, 1, 1, 20), "", False)])


def test_every_use_of_an_import_counts_and_each_name_once() -> None:
    assert uses("""
        import numpy as np, pandas as pd, torch, typing as t, app, seaborn
        def f(frame: pd.DataFrame, *rest: t.Any) -> np.ndarray:
            kept: pd.Series = np.array(np.array(1))
            torch.backends.cudnn.deterministic = True
            seaborn.style = "a"
            match kept:
                case app.Red() | app.BLUE: ...
        np
        """) == ["app.BLUE", "app.Red", "numpy", "numpy.array", "numpy.ndarray", "pandas.DataFrame", "pandas.Series",
                 "seaborn.style", "torch.backends.cudnn.deterministic", "typing.Any"]  # fmt: skip


def test_a_test_lends_only_what_it_imports_uses_and_defines() -> None:
    found = read("import numpy as np\ndef test():\n    assert np.sum(1)\n", "test_a.py", Role.TEST)
    assert [use.name for use in found.fact(Uses)] == ["numpy.sum"]
    assert found.fact(Calls) == Calls()
    assert [function.name for function in found.fact(Functions)] == ["test"]


# Functions, modules, glue


def test_functions_are_told_by_qualified_name_with_their_size() -> None:
    assert read("""
        class Job:
            @property
            def size(self):
                return 1

        async def main():
            x = 1
            def inner():
                return 2
            if x:
                return inner
        """).fact(Functions) == Functions([
        Function("Job.size", Place("train.py", 3, 5), 1, 1, 4, decorated=True),
        Function("main", Place("train.py", 6, 1), 2, 4, 11),
        Function("main.inner", Place("train.py", 8, 5), 1, 1, 9),
    ])  # fmt: skip


BRANCHY = """
def many(rows, *rest):
    for row in rows:
        if row and rest or row > 1:
            continue
        elif not row:
            break
    else:
        rest = [a for b in rest if b for a in b if a]
    while rest:
        try:
            rest = {k: v for k, v in rest} if rows else lambda: 1 if row else 2
        except KeyError:
            pass
        except (ValueError, TypeError):
            pass
        else:
            pass
        finally:
            rest = ()
    match rows:
        case [1]:
            pass
        case {"a": _} if rest:
            pass
        case _:
            pass
    def inner(x):
        return x if x else 0
    with open(rows) as opened:
        assert opened or rows
    async def other():
        async for a in b:
            async with c:
                pass
    return inner
"""


PARTS = {
    "assert": "assert all(x and y for x in z if x or y), y if x else z",
    "lambda": "f(key=lambda x, y=1 or 2: x if x else y)",
    "comprehensions": "a = [x for x in z if x if y]; b = {k: v for k, v in z for w in v if w and k}",
    "hiding": "import numpy as x; a = [x and y for x in z if x]",
    "loops": "while x and y: pass\nelse: z()\nfor x in y or z: continue\nelse: z()",
    "tries": "try: x()\nexcept (A, B) as e: y()\nexcept C: pass\nelse: z()\nfinally: w(x or y)",
    "targets": "a[x or y] = b[z and w] = 1\na[x if y else z] += 1\ndel a[x or y]\nf(x).b = 1",
    "annotations": "a[x or y]: int\nb: (int if x else str)\nc: int = x or y",
    "walrus": "if (n := x or y) and n: pass\nelif n: pass",
    "with": "with f(x or y) as a[z if x else w]: raise E(x and y) from (z or w)",
    "match": "match x or y:\n case 1 if z and w: pass\n case A(b=[_, *r]) | {'k': 2}: pass\n case _: pass",
    "function": "def g(a=x or y):\n  if a: return a if x else y\n  def h(): return x or y\nx = 1 if y else 2",
    "class": "class G(x or y, key=z or w):\n  a = x or y\n  def h(self): return x if y else z",
    "strings": "a = f'{x or y:>{z if x else w}}'; await_ = (yield x or y)",
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_a_function_near_the_limit_has_the_complexity_that_radon_shows_whatever_it_holds(part: str) -> None:
    many = "\n".join(f"if x == {number}: return {number}" for number in range(30))
    body = "\n".join(f"    {line}" for line in f"{part}\n{many}".split("\n"))
    text = f"def many(x, y, z, w):\n{body}\n"
    (shown,) = (block.complexity for block in cc_visit(text, no_assert=True) if block.name == "many")
    assert {one.name: one.complexity for one in read(text).fact(Functions)}["many"] == shown


def test_a_complex_function_has_the_complexity_that_radon_shows() -> None:
    (shown,) = (block.complexity for block in cc_visit(BRANCHY, no_assert=True) if block.name == "many")
    found = {function.name: function.complexity for function in read(BRANCHY).fact(Functions)}
    assert shown > lend(Thresholds)["complexity"].value
    assert found["many"] == shown


def test_a_chain_too_long_for_radon_is_counted_all_the_same() -> None:
    chain = "def many(a):\n    if a == 0:\n        return 0\n" + "".join(
        f"    elif a == {number}:\n        return {number}\n" for number in range(1, 400)
    )
    found = read(chain)
    assert found.not_read == ()
    assert [(function.name, function.complexity) for function in found.fact(Functions)] == [("many", 401)]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("def f():\n    g()\n", False),
        ("import a\nB = a.c()\n", False),
        ("class A:\n    a()\n", False),
        ("'''a docstring'''\n", False),
        ("f()\n", True),
        ("for a in b:\n    f(a)\n", True),
        ("def main(): ...\nif __name__ == '__main__':\n    x = main()\n", True),
        ("#!/usr/bin/env python\nx = 1\n", True),
    ],
)
def test_an_entry_point_does_something_when_it_is_run(text: str, entry: bool) -> None:
    assert read(text).fact(ModuleInfo) == ModuleInfo([Module(Place("train.py", 1), entry)])


def test_glue_is_counted_inside_functions_in_an_order_that_does_not_change() -> None:
    found = read("""
        import numpy as np
        import pandas as pd
        import torch

        def forward(rows):
            \"\"\"No statement.\"\"\"
            frame = pd.DataFrame(np.asarray(torch.tensor(rows)))
            return np.array(frame["a"])

        def think(rows):
            if rows:
                return np.array(rows)
            return rows + 1
        """)  # fmt: skip
    assert found.fact(ModuleShape) == ModuleShape([
        Shape(Place("train.py", 1), 5, 3, 2, 1, ("numpy", "pandas", "torch"))
    ])  # fmt: skip


def test_logical_lines_are_statements_without_docstrings() -> None:
    text = '"""Doc."""\nimport a\n# comment\ndef f(\n    b,\n):\n    """Doc."""\n    return (\n        b\n    )\n'
    assert read(text).logical_lines == 3


# Shell commands


def commands(text: str) -> list[tuple[tuple[str, ...], int]]:
    return [(command.words, command.where.line) for command in read(text).fact(Commands)]


def test_shell_text_is_read_on_the_lines_where_it_stands() -> None:
    assert commands("""
        import os, subprocess
        os.system("python train.py")
        subprocess.run('''
        python load.py
        python score.py
        ''', shell=True)
        subprocess.check_call(["python", "a b.py", name])
        """) == [(("python", "train.py"), 2), (("python", "load.py"), 4), (("python", "score.py"), 5),
                 (("python", "a b.py", "*"), 7)]  # fmt: skip


def test_commands_of_a_text_on_one_line_stand_on_that_line() -> None:
    assert commands(r"""
        import os
        os.system("python a.py\npython b.py\npython c.py")
        """) == [(("python", "a.py"), 2), (("python", "b.py"), 2), (("python", "c.py"), 2)]  # fmt: skip


def test_a_setup_script_tells_what_it_builds_and_asks_for() -> None:
    found = read("from setuptools import setup\nsetup(name='acme', install_requires=['numpy>=1'])\n", "setup.py")
    assert [own.name for own in found.fact(OwnDistribution)] == ["acme"]
    assert [requirement.name for requirement in found.fact(Requirements)] == ["numpy"]


# What cannot be read


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("\nexec a\n", "Python 2 syntax at line 2: Missing parentheses in call to 'exec'. Did you mean exec(...)?", 2),
        ("try: a\nexcept A, e: b\n", "Python 2 syntax at line 2: multiple exception types must be parenthesized", 2),
        ("raise A, 'b'\n", "Python 2 syntax at line 1: invalid syntax", 1),
        ("if a <> b: c\n", "Python 2 syntax at line 1: invalid syntax", 1),
        ("a = 10L\n", "Python 2 syntax at line 1: invalid decimal literal", 1),
        ("a = ur'b'\n", "Python 2 syntax at line 1: invalid syntax", 1),
        ("raise A('b'\n", "not valid Python at line 1: '(' was never closed", 1),
        ("a = 1\n  b = 2\n", "not valid Python at line 2: unexpected indent", 2),
    ],
)  # fmt: skip
def test_text_that_does_not_parse_is_not_read_and_the_reason_is_told(text: str, reason: str, line: int) -> None:
    assert read_text(SourceFile("a.py", Language.PYTHON), text, lend) == Reading(
        SourceFile("a.py", Language.PYTHON), not_read=(NotRead("a.py", reason, line, text.count("\n") + 1),)
    )


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.12 reads all of these")
@pytest.mark.parametrize(
    ("text", "is_newer"),
    [
        ("def first[T](items): ...\n", True),
        ("class Box[T]:\n    pass\n", True),
        ("type Row = dict[str, int]\n", True),
        ('a = f"{row["name"]}"\n', True),
        ("a = f\"{'\\n'.join(rows)}\"\n", True),
        ('a = f"{row name}"\n', False),
        ("def first[T(items): ...\n", False),
        ("type Row\n", False),
    ],
)
def test_what_only_a_newer_python_reads_is_not_called_wrong(text: str, is_newer: bool) -> None:
    problem = parsed(text)
    assert isinstance(problem, NotRead)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    newer = f"newer syntax than the Python {here} that runs mldebt, or not valid, at line 1: "
    assert problem.reason.startswith(newer if is_newer else "not valid Python at line 1: ")


def test_warnings_about_audited_code_do_not_reach_the_user(recwarn: pytest.WarningsRecorder) -> None:
    found = read("a = '\\d'\nb = 0x1for c in d\n")
    assert found.not_read == ()
    assert list(recwarn) == []


ONE_CALL_EACH = """
a = call()
a: call() = 1
a += call()
call()
if call(): ...
while call(): ...
for a in call(): ...
for a in b: ...|else:|    call()
while a: ...|else:|    call()
with call(): ...
with call() as a, b: ...
assert call()
raise call()
raise a from call()
del a[call()]
a[call()] = 1
a[call():]
a[:call()]
a[::call()]
call().a.b = 1
call().a
call()[0]
not call()
-call()
a + call()
a < call() < b
a and call()
call() if a else b
a if call() else b
{call(): 1}
{1: call()}
{**call()}
{call()}
(call(),)
[*call()]
f'{call()}'
f'{a:{call()}}'
lambda: call()
lambda a=call(): 1
[a for a in call()]
[call() for a in b]
[a for a in b if call()]
{call(): a for a in b}
{a: call() for a in b}
{call() for a in b}
(call() for a in b)
(a := call())
b(c=call())
b(**call())
b(*call())
def f():|    return call()
def f():|    yield call()
def f():|    yield from call()
async def f():|    await call()
async def f():|    async for a in call(): ...
async def f():|    async with call(): ...
def f(a=call()): ...
def f(*, a=call()): ...
def f(a: call()): ...
def f(*a: call()): ...
def f() -> call(): ...
@call()|def f(): ...
@call()|class A: ...
class A(call()): ...
class A(b=call()): ...
class A:|    call()
try:|    call()|finally:|    ...
try:|    ...|except call():|    ...
try:|    ...|except A:|    call()
try:|    ...|except* A:|    call()
try:|    ...|except A:|    ...|else:|    call()
try:|    ...|finally:|    call()
match call():|    case 1: ...
match a:|    case 1 if call(): ...
match a:|    case 1:|        call()
""".strip().splitlines()


@pytest.mark.parametrize("written", ONE_CALL_EACH)
def test_a_call_is_found_wherever_the_language_allows_one(written: str) -> None:
    text = written.replace("|", "\n")
    ast.parse(text)
    assert names(text).count("call") == 1


def test_descent_finds_what_ast_finds_in_the_same_order_less_the_signs() -> None:
    tree = ast.parse(
        "def f(a, *, b=1, **c) -> int:\n    match a:\n"
        "        case {'k': [x, *_], **rest} if not b: return {**c, 1: x}\n"
        "    global g\n    g = [i async for i in c if i is not None]\n    return lambda q=2: f'{q!r:>{b}}'\n"
    )
    signs = ast.expr_context | ast.operator | ast.unaryop | ast.cmpop | ast.boolop
    assert within(tree) == [node for node in ast.walk(tree) if not isinstance(node, signs)]


def test_what_a_node_holds_itself_is_what_ast_says_less_the_signs() -> None:
    tree = ast.parse(
        "x: int = a + {**b, 1: c}[d:]\nmatch x:\n    case {'k': _, **rest}: pass\n    case None: global y\n"
    )
    signs = ast.expr_context | ast.operator | ast.unaryop | ast.cmpop | ast.boolop
    for node in ast.walk(tree):
        assert children(node) == [one for one in ast.iter_child_nodes(node) if not isinstance(one, signs)]


def test_a_call_is_spotted_by_its_whole_name_only() -> None:
    spot = calls_of("walk", "glob")
    assert spot.stands_in("for one in os.walk (root): pass")
    assert not spot.stands_in("sidewalk(1); walks(2); iglob(3)")


def test_calls_with_one_ending_are_told_apart() -> None:
    spot = calls_of("walk", dir=("listdir", "iterdir"), glob=("glob", "rglob"))
    told = ("os.listdir(a)", "path.iterdir ()", "glob(b)", "rglob(b)", "walk(c)")
    assert [text for text in told if not spot.stands_in(text)] == []
    others = ("dir(a)", "my_listdir(a)", "iglob(b)", "prglob(b)", "globs(b)", "awalk(c)")
    assert [text for text in others if spot.stands_in(text)] == []
