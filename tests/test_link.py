"""Who imports whom, what seeds what, and what the project is: facts that only several files together tell."""

from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest
from counting import operations

from mldebt.knowledge import lend
from mldebt.link import ImportGraph, Surfaces, Target, UnseededDraws
from mldebt.model import (
    Finding,
    Hop,
    Language,
    Place,
    Project,
    Repository,
    Requirement,
    Requirements,
    Role,
    SourceFile,
    SurfaceSettings,
    UserError,
)
from mldebt.read import read_text

LANGUAGES = {"py": Language.PYTHON, "ipynb": Language.NOTEBOOK, "crontab": Language.CRONTAB}


def project(files: dict[str, str], roles: dict[str, Role] | None = None, told: tuple[str, ...] = ()) -> Project:
    sources = [
        SourceFile(path, LANGUAGES[path.rpartition(".")[2]], (roles or {}).get(path, Role.APPLICATION))
        for path in files
    ]
    readings = tuple(read_text(file, dedent(text), lend) for file, text in zip(sources, files.values(), strict=True))

    def setting(kind: type[Any]) -> object:
        return SurfaceSettings(surfaces=told) if kind is SurfaceSettings else kind()

    return Project(Repository("/r", "r", tuple(sources)), readings, lend, setting)


def graph(files: dict[str, str]) -> ImportGraph:
    return project(files).fact(ImportGraph)


# Imports

PACKAGE = {
    "pkg/__init__.py": "from .load import rows\nfrom . import fit as training\n",
    "pkg/load.py": "def rows(): ...\nclass Table:\n    def open(self): ...\n",
    "pkg/fit.py": "from .load import rows\nfrom ..tools import timer\n",
    "pkg/deep/__init__.py": "",
    "pkg/deep/net.py": "from ..load import Table as T\nfrom .. import fit\n",
    "tools.py": "def timer(): ...\n",
    "main.py": "import pkg\nimport pkg.deep.net as n\nfrom pkg.load import Table\n",
}


@pytest.mark.parametrize(
    ("path", "written", "target"),
    [
        ("main.py", "pkg.load.rows", Target("pkg/load.py", "rows")),
        ("main.py", "pkg.load", Target("pkg/load.py", "")),
        ("main.py", "pkg", Target("pkg/__init__.py", "")),
        ("main.py", "pkg.load.Table.open", Target("pkg/load.py", "Table.open")),
        ("main.py", "pkg.rows", Target("pkg/load.py", "rows")),
        ("main.py", "pkg.training.rows", Target("pkg/load.py", "rows")),
        ("main.py", "pkg.deep.net.T.open", Target("pkg/load.py", "Table.open")),
        ("main.py", "pkg.unknown", Target("pkg/__init__.py", "unknown")),
        ("pkg/fit.py", ".load.rows", Target("pkg/load.py", "rows")),
        ("pkg/fit.py", "..tools.timer", Target("tools.py", "timer")),
        ("pkg/fit.py", ".", Target("pkg/__init__.py", "")),
        ("pkg/fit.py", ".rows", Target("pkg/load.py", "rows")),
        ("pkg/__init__.py", ".load.rows", Target("pkg/load.py", "rows")),
        ("pkg/deep/net.py", "..load.Table", Target("pkg/load.py", "Table")),
        ("pkg/deep/net.py", "..fit", Target("pkg/fit.py", "")),
        ("main.py", "numpy.random.rand", None),
        ("main.py", "os", None),
        ("main.py", "load.rows", None),
        ("tools.py", ".nothing", None),
    ],
)
def test_a_name_is_resolved_to_the_file_that_defines_it(path: str, written: str, target: Target | None) -> None:
    assert graph(PACKAGE).resolve(path, written) == target


def test_a_star_hands_on_what_its_module_defines_or_imports() -> None:
    linked = graph({
        "pkg/__init__.py": "from .a import *\nfrom .b import *\n",
        "pkg/a.py": "def one(): ...\nfrom .c import three\n",
        "pkg/b.py": "def two(): ...\n",
        "pkg/c.py": "def three(): ...\n",
        "main.py": "import pkg\n",
    })  # fmt: skip
    assert linked.resolve("main.py", "pkg.one") == Target("pkg/a.py", "one")
    assert linked.resolve("main.py", "pkg.two") == Target("pkg/b.py", "two")
    assert linked.resolve("main.py", "pkg.three") == Target("pkg/c.py", "three")
    assert linked.resolve("main.py", "pkg.four") == Target("pkg/__init__.py", "four")


def test_what_a_module_defines_itself_goes_before_what_it_imports() -> None:
    linked = graph({"a.py": "from b import *\ndef f(): ...\n", "b.py": "def f(): ...\n", "main.py": "import a\n"})
    assert linked.resolve("main.py", "a.f") == Target("a.py", "f")


@pytest.mark.parametrize("home", ["src/", "lib/src/", ""])
def test_packages_below_src_are_found_from_anywhere_in_the_project(home: str) -> None:
    linked = graph({f"{home}pkg/__init__.py": "", f"{home}pkg/a.py": "def f(): ...\n", f"{home or 'src/'}../t.py": ""})
    assert linked.resolve(f"{home.removesuffix('src/')}tests/test_a.py", "pkg.a.f") == Target(f"{home}pkg/a.py", "f")


def test_of_two_modules_with_one_name_the_nearer_is_meant() -> None:
    linked = graph({"exp/train.py": "import utils\n", "exp/utils.py": "", "utils.py": "", "train.py": "import utils\n"})
    assert linked.resolve("exp/train.py", "utils") == Target("exp/utils.py", "")
    assert linked.resolve("train.py", "utils") == Target("utils.py", "")


def test_a_script_named_like_a_library_is_not_what_it_imports_itself() -> None:
    linked = graph({"random.py": "import random\n", "numpy/plots.py": "import numpy\n", "main.py": "import random\n"})
    assert linked.resolve("random.py", "random.seed") is None
    assert linked.resolve("main.py", "random.seed") == Target("random.py", "seed")
    assert linked.resolve("main.py", "numpy.array") is None


def test_modules_that_import_each_other_in_a_circle_come_to_an_end() -> None:
    linked = graph({"a.py": "from b import f\n", "b.py": "from a import f\n", "main.py": "import a\n"})
    assert linked.resolve("main.py", "a.f") in (Target("a.py", "f"), Target("b.py", "f"))
    assert linked.reach("main.py") == {"main.py", "a.py", "b.py"}


def test_stars_in_circles_cost_no_more_than_their_number() -> None:
    names = [f"m{number}" for number in range(25)]
    files = {f"{name}.py": "".join(f"from {other} import *\n" for other in names if other != name) for name in names}
    linked = graph(files)
    found: list[Target | None] = []
    assert operations(lambda: found.append(linked.resolve("m0.py", "m1.anything"))) < 100 * len(names) ** 2
    assert found == [Target("m1.py", "anything")]


def test_a_chain_of_re_exports_is_followed() -> None:
    files = {f"m{number}.py": f"from m{number + 1} import f\n" for number in range(5)}
    assert graph({**files, "m5.py": "def f(): ...\n"}).resolve("x.py", "m0.f") == Target("m5.py", "f")


def test_running_a_file_reaches_what_it_imports_directly_or_not() -> None:
    linked = graph(PACKAGE)
    assert linked.reach("pkg/deep/net.py") == {"pkg/deep/net.py", "pkg/load.py", "pkg/fit.py", "tools.py"}
    assert linked.reach("tools.py") == {"tools.py"}
    assert linked.packages(["pkg/deep/net.py", "tools.py"]) == {"pkg/__init__.py", "pkg/deep/__init__.py"}
    assert [path for path in PACKAGE if linked.is_imported(path)] == [
        "pkg/__init__.py", "pkg/load.py", "pkg/fit.py", "pkg/deep/net.py", "tools.py"
    ]  # fmt: skip


def test_a_notebook_imports_modules_but_is_none() -> None:
    notebook = '{"cells": [{"cell_type": "code", "source": "import helpers"}]}'
    linked = graph({"nb/helpers.ipynb": notebook, "nb/helpers.py": ""})
    assert linked.reach("nb/helpers.ipynb") == {"nb/helpers.ipynb", "nb/helpers.py"}
    assert linked.resolve("nb/other.py", "helpers") == Target("nb/helpers.py", "")


def test_without_modules_there_is_no_graph() -> None:
    assert not graph({})


# Randomness

NUMPY = "import numpy as np\n"
DRAW = NUMPY + "x = np.random.rand(3)\n"


def unseeded(files: dict[str, str], roles: dict[str, Role] | None = None) -> list[tuple[str, str, int]]:
    learning = {path: f"{text}\ndef learn(model):\n    model.fit()\n" for path, text in files.items()}
    groups = project(learning, roles).fact(UnseededDraws).groups
    return [(draw.name.rpartition(".")[2], draw.where.path, draw.where.line) for group in groups for draw in group]


def test_numbers_that_nothing_is_learned_from_may_be_any() -> None:
    assert project({"a.py": DRAW}).fact(UnseededDraws).groups == ()
    learning = {"a.py": DRAW + "import b\n", "b.py": "def learn(model):\n    model.fit()\n"}
    assert len(project(learning).fact(UnseededDraws).groups) == 1


def test_a_draw_that_nothing_seeds_is_found() -> None:
    assert unseeded({"a.py": DRAW}) == [("rand", "a.py", 2)]
    assert unseeded({"a.py": NUMPY + "np.random.seed(1)\nx = np.random.rand(3)\n"}) == []


@pytest.mark.parametrize(
    "seeding",
    [
        "from helpers import seed\nseed()\n",
        "import helpers\nhelpers.seed()\n",
        "import helpers\nrun(helpers.seed)\n",
        "from helpers import seed\nThread(target=seed).start()\n",
        "from helpers import Job\nJob()\n",
        "import top\n",
        "from pkg.part import anything\n",
    ],
)
def test_a_helper_in_another_file_may_seed(seeding: str) -> None:
    files = {
        "helpers.py": NUMPY
        + "def seed():\n    np.random.seed(1)\nclass Job:\n    def __init__(self):\n        np.random.seed(1)\n",
        "top.py": NUMPY + "np.random.seed(1)\n",
        "pkg/__init__.py": "from .start import go\ngo()\n",
        "pkg/start.py": NUMPY + "def go():\n    np.random.seed(1)\n",
        "pkg/part.py": "",
    }
    if "helpers" not in seeding:
        del files["helpers.py"]
    assert unseeded({"a.py": seeding + DRAW, **files}) == []


def test_a_helper_that_nobody_calls_seeds_nothing() -> None:
    helper = NUMPY + "def seed():\n    np.random.seed(1)\n"
    assert unseeded({"a.py": "import helpers\n" + DRAW, "helpers.py": helper}) == [("rand", "a.py", 3)]


@pytest.mark.parametrize(
    "program",
    [
        "import typer\napp = typer.Typer()\n@app.command()\ndef train(seed: int):\n    np.random.seed(seed)\n"
        "    x = np.random.rand(3)\napp()\n",
        "import fire\ndef train(seed):\n    np.random.seed(seed)\n    x = np.random.rand(3)\nfire.Fire(train)\n",
        "import hydra\n@hydra.main()\ndef train(cfg):\n    np.random.seed(cfg.seed)\n"
        "    x = np.random.rand(3)\ntrain()\n",
        "def work(rank):\n    np.random.seed(rank)\n    x = np.random.rand(3)\nspawn(fn=work)\n",
    ],
)
def test_a_function_that_a_library_calls_may_seed(program: str) -> None:
    assert unseeded({"a.py": NUMPY + program}) == []


def test_a_seed_of_none_or_of_the_clock_is_no_seed() -> None:
    assert unseeded({"a.py": NUMPY + "np.random.seed(None)\nx = np.random.rand(3)\n"}) == [("rand", "a.py", 3)]
    assert unseeded({"a.py": NUMPY + "import time\nnp.random.seed(time.time())\nx = np.random.rand(3)\n"}) == [
        ("rand", "a.py", 4)
    ]


def test_one_generator_is_not_seeded_by_the_seed_of_another() -> None:
    assert unseeded({"a.py": "import random\nrandom.seed(1)\n" + DRAW}) == [("rand", "a.py", 4)]


def test_a_library_leaves_its_seeds_to_its_users() -> None:
    library = NUMPY + "def draw():\n    return np.random.rand(3)\n"
    assert unseeded({"pkg/__init__.py": "", "pkg/a.py": library}) == []
    assert unseeded({"pkg/__init__.py": "", "pkg/a.py": library, "main.py": "from pkg.a import draw\ndraw()\n"}) == [
        ("rand", "pkg/a.py", 3)
    ]


def test_it_is_enough_that_one_of_the_programs_that_draw_seeds() -> None:
    files = {
        "pkg.py": NUMPY + "def draw():\n    return np.random.rand(3)\n",
        "one.py": "import pkg\npkg.draw()\n",
        "two.py": NUMPY + "import pkg\nnp.random.seed(1)\npkg.draw()\n",
    }
    assert unseeded(files) == []
    del files["two.py"]
    assert unseeded(files) == [("rand", "pkg.py", 3)]


def test_tests_and_examples_are_no_programs_of_the_project() -> None:
    library = {"pkg.py": NUMPY + "def draw():\n    return np.random.rand(3)\n", "x.py": "import pkg\npkg.draw()\n"}
    assert unseeded(library, {"x.py": Role.TEST}) == []
    assert unseeded(library, {"x.py": Role.EXAMPLE}) == []


def test_an_estimator_draws_unless_its_state_is_given() -> None:
    head = "from sklearn.ensemble import RandomForestClassifier as Forest\n"
    assert unseeded({"a.py": head + "f = Forest()\nf.fit(X)\n"}) == [("RandomForestClassifier", "a.py", 2)]
    assert unseeded({"a.py": head + "SEED = None\nf = Forest(random_state=SEED)\nf.fit(X)\n"}) == [
        ("RandomForestClassifier", "a.py", 3)
    ]
    for given in ("random_state=1", "random_state=seed", "**options", "random_state=args.seed"):
        assert unseeded({"a.py": head + f"f = Forest({given})\nf.fit(X)\n"}) == []


def test_a_loop_variable_named_like_an_empty_seed_is_a_seed() -> None:
    head = "from sklearn.ensemble import RandomForestClassifier as Forest\nseed = None\n"
    assert unseeded({"a.py": head + "print([Forest(random_state=seed) for seed in range(3)])\n"}) == []


def test_a_library_that_may_be_missing_draws_all_the_same() -> None:
    head = "try:\n    import numpy as np\nexcept ImportError:\n    np = None\n"
    assert unseeded({"a.py": head + "x = np.random.rand(3)\n"}) == [("rand", "a.py", 5)]


def test_a_generator_of_its_own_needs_a_seed_of_its_own() -> None:
    found = project(
        {"a.py": NUMPY + "np.random.seed(1)\nrng = np.random.default_rng()\nrng.normal()\nprint(rng)\nmodel.fit(X)\n"}
    )
    ((draw,),) = found.fact(UnseededDraws).groups
    assert (draw.name, draw.domain, draw.where.line) == ("numpy.random.default_rng", "own", 3)


def test_draws_of_a_file_from_one_generator_are_one_finding() -> None:
    found = project(
        {"a.py": NUMPY + "x = np.random.rand(3)\nx = np.random.normal()\nx = np.random.rand()\nmodel.fit(X)\n"}
    ).fact(UnseededDraws)
    assert list(found.findings()) == [
        Finding(
            Place("a.py", 2, 5, 2, 22),
            "rand and 1 more draw from NumPy's global generator, which nothing has seeded",
            (
                Hop(Place("a.py", 2, 5, 2, 22), "numpy.random.rand draws"),
                Hop(Place("a.py", 3, 5, 3, 23), "numpy.random.normal draws"),
                Hop(Place("a.py", 4, 5, 4, 21), "numpy.random.rand draws"),
            ),
            "numpy:rand",
        )
    ]


def test_without_a_draw_there_is_nothing_to_look_at() -> None:
    assert not project({"a.py": "print(1)\n"}).fact(UnseededDraws)
    assert project({"a.py": NUMPY + "np.random.seed(1)\nx = np.random.rand()\n"}).fact(UnseededDraws)


# Surfaces


def surfaces(files: dict[str, str], roles: dict[str, Role] | None = None) -> dict[str, Place]:
    return project(files, roles).fact(Surfaces).signs


def test_machine_learning_is_revealed_by_what_is_imported() -> None:
    assert surfaces({"a.py": "import os\nimport sklearn.svm\nimport sklearn\n"}) == {"ml": Place("a.py", 2, 1, 2, 19)}
    assert surfaces({"a.py": "import os, json\n"}) == {}


def test_a_server_alone_is_no_machine_learning() -> None:
    server = "from flask import Flask\napp = Flask(__name__)\n"
    assert surfaces({"a.py": server}) == {}
    assert sorted(surfaces({"a.py": server + "import torch\n"})) == ["ml", "serving"]


def test_tests_reveal_nothing() -> None:
    assert surfaces({"test_a.py": "import sklearn\n"}, {"test_a.py": Role.TEST}) == {}


def test_a_manifest_reveals_machine_learning_without_code() -> None:
    bare = project({"a.py": "print(1)\n"})
    asked = Requirements([Requirement("scikit-learn", Place("requirements.txt", 3))])
    reading = replace(bare.readings[0], facts={Requirements: asked})
    assert replace(bare, readings=(reading,)).fact(Surfaces).signs == {"ml": Place("requirements.txt", 3)}


def test_what_the_user_says_goes_before_what_is_seen() -> None:
    assert project({"a.py": "import sklearn\n"}, told=("serving",)).fact(Surfaces).signs == {"serving": Place(".", 1)}
    with pytest.raises(UserError, match="'trainning' is none"):
        project({}, told=("trainning",)).fact(Surfaces)
