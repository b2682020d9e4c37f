import ast
from collections.abc import Iterable

import pytest

from mldebt.knowledge import LicenceClasses, LicenceDuties, Licences, Sizes, lend
from mldebt.link import DependencyUse, DeployUnits, LicenceDebts, TrivialUses
from mldebt.link.footprint import closure, exclusive_mb
from mldebt.link.spdx import Strictness, klass_of_title
from mldebt.link.versions import admitted_version
from mldebt.model import (
    Confidence,
    Distribution,
    Language,
    LicencePolicy,
    Own,
    OwnDistribution,
    Place,
    Project,
    Reading,
    Repository,
    Requirement,
    Requirements,
    Role,
    Section,
    Severity,
    Source,
    SourceFile,
)
from mldebt.read import read_text

SIZES = lend(Sizes)
RMSE = "from sklearn.metrics import mean_squared_error\nprint(mean_squared_error([1], [2]))\n"


def strictness(*allowed: str) -> Strictness:
    return Strictness(lend(LicenceClasses), lend(LicenceDuties), allowed)


def code(path: str, text: str, role: Role = Role.APPLICATION) -> Reading:
    ast.parse(text)
    return read_text(SourceFile(path, Language.PYTHON, role), text, lend)


def manifest(path: str, *lines: str, role: Role = Role.APPLICATION) -> Reading:
    return read_text(SourceFile(path, Language.REQUIREMENTS, role), "\n".join(lines) + "\n", lend)


def pyproject(path: str, text: str) -> Reading:
    return read_text(SourceFile(path, Language.TOML), text, lend)


def project(*readings: Reading, policy: LicencePolicy | None = None) -> Project:
    def setting(kind: type[Section]) -> Section:
        return policy if policy is not None and kind is LicencePolicy else kind()

    return Project(Repository(".", "x", tuple(one.file for one in readings)), readings, lend, setting)


def used(*readings: Reading) -> dict[tuple[str, str], list[str]]:
    """Symbols by unit and distribution, for what is used at all."""
    found = project(*readings).fact(DependencyUse).dependencies
    return {(one.unit.home, one.name): [use.symbol for use in one.uses] for one in found if one.uses}


def trivial(*readings: Reading) -> list[str]:
    return [one.name for one in project(*readings).fact(TrivialUses).found]


def debts(*readings: Reading, policy: LicencePolicy | None = None) -> list[tuple[str, str, Severity, Confidence]]:
    found = project(*readings, policy=policy).fact(LicenceDebts).found
    return [(one.subject, one.terms.spdx, one.severity, one.confidence) for one in found]


# Which distribution is it?


def test_an_import_belongs_to_the_distribution_of_another_name() -> None:
    asked = manifest("requirements.txt", "scikit-learn", "Pillow", "opencv-python-headless")
    text = "import cv2, PIL.Image\nfrom sklearn.svm import SVC\ncv2.imread('x')\nPIL.Image.open('y')\nSVC()\n"
    assert used(asked, code("a.py", text)) == {
        ("", "scikit-learn"): ["sklearn.svm.SVC"],
        ("", "pillow"): ["PIL.Image.open"],
        ("", "opencv-python-headless"): ["cv2.imread"],
    }


@pytest.mark.parametrize("name", ["opencv-python", "opencv-contrib-python", "opencv-python-headless"])
def test_of_several_that_provide_a_module_the_declared_one_counts(name: str) -> None:
    assert used(manifest("requirements.txt", name), code("a.py", "import cv2\ncv2.imread('x')")) == {
        ("", name): ["cv2.imread"]
    }


def test_the_stub_called_sklearn_is_not_scikit_learn() -> None:
    assert used(manifest("requirements.txt", "sklearn"), code("a.py", RMSE)) == {
        ("", "sklearn"): ["sklearn.metrics.mean_squared_error"]
    }
    assert list(used(manifest("requirements.txt", "scikit-learn"), code("a.py", RMSE))) == [("", "scikit-learn")]


def test_a_namespace_is_told_apart_by_its_longest_known_part() -> None:
    asked = manifest("requirements.txt", "google-cloud-storage", "google-cloud-bigquery", "protobuf")
    text = (
        "from google.cloud import bigquery\nfrom google.protobuf import message\nbigquery.Client(); message.Message()"
    )
    assert set(used(asked, code("a.py", text))) == {("", "google-cloud-bigquery"), ("", "protobuf")}


def test_a_module_that_a_wheel_leaves_lying_around_belongs_to_nobody() -> None:
    asked = manifest("requirements.txt", "cvxpy", "einx")
    assert used(asked, code("a.py", "import setup\nimport test.support\nsetup.run()\ntest.support.x()")) == {}


def test_a_module_of_the_project_is_no_distribution() -> None:
    asked = manifest("requirements.txt", "flash-attn", "pattern", "lightning-flash")
    local = code("flash.py", "def go(): pass")
    assert used(asked, local, code("a.py", "import flash\nflash.go()")) == {}


def test_the_project_does_not_depend_on_itself() -> None:
    own = pyproject("pyproject.toml", '[project]\nname = "yellowbrick"\ndependencies = ["matplotlib", "yellowbrick"]\n')
    found = project(own, code("docs/conf.py", "import yellowbrick")).fact(DependencyUse).dependencies
    assert [one.name for one in found] == ["matplotlib"]


def test_an_unknown_distribution_is_found_by_its_own_name() -> None:
    asked = manifest("requirements.txt", "our-secret-models")
    assert used(asked, code("a.py", "import our_secret_models\nour_secret_models.load()")) == {
        ("", "our-secret-models"): ["our_secret_models.load"]
    }


# Which manifest answers for it?


def homes(*readings: Reading) -> list[frozenset[str]]:
    return [unit.folders for unit in project(*readings).fact(DeployUnits).all()]


def test_a_folder_of_manifests_serves_the_code_around_it() -> None:
    readings = (
        manifest("requirements/base.txt", "numpy"),
        manifest("docker/requirements.txt", "scipy"),
        code("a.py", "1"),
    )
    assert homes(*readings) == [frozenset({""})]


def test_each_service_with_a_manifest_is_a_unit() -> None:
    readings = [
        *(manifest(f"{name}/requirements.txt", "scikit-learn") for name in ("api", "trainer")),
        code("api/app.py", RMSE),
        code("trainer/fit.py", "from sklearn.svm import SVC\nSVC()"),
    ]
    assert homes(*readings) == [frozenset({"api"}), frozenset({"trainer"})]
    assert used(*readings) == {
        ("api", "scikit-learn"): ["sklearn.metrics.mean_squared_error"],
        ("trainer", "scikit-learn"): ["sklearn.svm.SVC"],
    }


def test_a_use_goes_up_to_the_nearest_manifest_that_declares_it() -> None:
    readings = (
        manifest("requirements.txt", "scikit-learn"),
        manifest("api/requirements.txt", "flask"),
        code("api/a.py", RMSE),
    )
    assert list(used(*readings)) == [("", "scikit-learn")]


@pytest.mark.parametrize("line", ["-r ../requirements.txt", "-e ..", "-e ../"])
def test_manifests_that_include_each_other_are_one_unit(line: str) -> None:
    readings = manifest("requirements.txt", "numpy"), manifest("api/requirements.txt", line, "flask")
    assert homes(*readings, code("a.py", "1"), code("api/a.py", "1")) == [frozenset({"", "api"})]


def test_a_unit_that_asks_for_what_another_builds_is_one_with_it() -> None:
    built = pyproject("lib/pyproject.toml", '[project]\nname = "Our_Lib"\ndependencies = ["numpy"]\n')
    readings = built, manifest("app/requirements.txt", "our-lib"), code("lib/our_lib/a.py", "1"), code("app/a.py", "1")
    assert homes(*readings) == [frozenset({"app", "lib"})]


def test_requirements_in_a_test_folder_are_those_of_tests() -> None:
    readings = (
        manifest("tests/requirements.txt", "igraph", role=Role.TEST),
        code("tests/a.py", "import igraph", Role.TEST),
    )
    (dependency,) = project(*readings).fact(DependencyUse).dependencies
    assert [one.group for one in dependency.requirements] == ["test"]


# How is it used?


def test_uses_know_whether_the_program_needs_them() -> None:
    guarded = "try:\n    import scipy.stats\nexcept ImportError:\n    pass\nscipy.stats.zscore([1])\n"
    readings = [
        manifest("requirements.txt", "scipy"),
        code("a.py", guarded),
        code("b.py", "import scipy.stats\nscipy.stats.sem([1])"),
        code("tests/test_b.py", "import scipy.stats\nscipy.stats.iqr([1])", Role.TEST),
        code("examples/c.py", "import scipy.stats\nscipy.stats.mode([1])", Role.EXAMPLE),
    ]
    (dependency,) = project(*readings).fact(DependencyUse).dependencies
    told = {use.symbol.rpartition(".")[2]: (use.guarded, use.test, use.aside) for use in dependency.uses}
    assert told == {
        "zscore": (True, False, False),
        "sem": (False, False, False),
        "iqr": (False, True, False),
        "mode": (False, False, True),
    }
    assert [use.symbol for use in dependency.uses if use.in_program] == ["scipy.stats.sem"]


@pytest.mark.parametrize(
    "text",
    [
        "from sklearn.metrics import *\n",
        "import importlib\nimportlib.import_module('sklearn.svm')\n",
        "import importlib, sys\nimportlib.import_module(sys.argv[1])\n",
        "register('sklearn.svm.SVC')\n",
    ],
)
def test_what_may_be_used_unseen_makes_the_surface_unclear(text: str) -> None:
    (dependency,) = (
        project(manifest("requirements.txt", "scikit-learn"), code("a.py", text)).fact(DependencyUse).dependencies
    )
    assert len(dependency.unclear) == 1


def test_a_plugin_loader_for_own_modules_leaves_the_surface_clear() -> None:
    text = "import importlib\ndef load(name):\n    return importlib.import_module(f'models.{name}')\n"
    (dependency,) = (
        project(manifest("requirements.txt", "scikit-learn"), code("a.py", text)).fact(DependencyUse).dependencies
    )
    assert dependency.unclear == ()


# What does it weigh?


def test_what_another_root_brings_is_not_exclusive() -> None:
    alone = exclusive_mb("scikit-learn", [], SIZES)
    assert exclusive_mb("scikit-learn", ["scipy"], SIZES) < 50 < exclusive_mb("scikit-learn", ["numpy"], SIZES) < alone
    assert exclusive_mb("scikit-learn", ["shap"], SIZES) == 0.0


def test_the_sum_of_a_closure_is_what_was_measured() -> None:
    assert {"numpy", "scipy", "joblib"} < closure("scikit-learn", SIZES)
    for name in ("scikit-learn", "pandas", "scipy", "matplotlib"):
        assert exclusive_mb(name, [], SIZES) == pytest.approx(SIZES[name].closure_mb, abs=2)


def test_an_unknown_neighbour_lowers_the_confidence() -> None:
    asked = manifest("requirements.txt", "numpy", "scikit-learn", "our-models")
    (found,) = project(asked, code("a.py", RMSE)).fact(TrivialUses).found
    assert (found.name, round(found.saved_mb), found.doubtful) == ("scikit-learn", 149, ("our-models",))


def test_four_formulas_are_no_trifle() -> None:
    names = ["max_error", "mean_absolute_error", "mean_squared_error", "median_absolute_error"]
    asked = manifest("requirements.txt", "numpy", "scikit-learn")

    def using(count: int) -> Reading:
        lines = [f"from sklearn.metrics import {', '.join(names[:count])}", *(f"{n}([1], [2])" for n in names[:count])]
        return code("a.py", "\n".join(lines))

    assert trivial(asked, using(3)) == ["scikit-learn"]
    assert trivial(asked, using(4)) == []


@pytest.mark.parametrize(
    "more",
    [
        "import joblib\njoblib.load('model.joblib')\n",
        "import pickle\npickle.load(open('model.pkl', 'rb'))\n",
        "import torch\ntorch.load('model.pt')\n",
        "import mlflow\nmlflow.pyfunc.load_model('models:/x/1')\n",
    ],
)
def test_a_stored_object_may_want_its_classes(more: str) -> None:
    asked = manifest("requirements.txt", "numpy", "scikit-learn")
    assert trivial(asked, code("a.py", RMSE)) == ["scikit-learn"]
    assert trivial(asked, code("a.py", RMSE), code("b.py", more)) == []


@pytest.mark.parametrize(
    ("neighbour", "text", "goes"),
    [
        ("optuna", "import optuna\noptuna.create_study()", True),
        ("optuna", "import optuna\noptuna.importance.get_param_importances(s)", False),
        ("torch-geometric", "import torch_geometric.nn\ntorch_geometric.nn.GCNConv(1, 2)", False),
        ("keras", "import keras\nkeras.layers.Dense(1)", True),
        ("keras", "from keras.wrappers import SKLearnClassifier\nSKLearnClassifier()", False),
    ],
)
def test_what_a_neighbour_imports_at_run_time_stays(neighbour: str, text: str, goes: bool) -> None:
    asked = manifest("requirements.txt", "numpy", "scikit-learn", neighbour)
    assert trivial(asked, code("a.py", RMSE), code("b.py", text)) == (["scikit-learn"] if goes else [])


# Which licence does it have?


@pytest.mark.parametrize(
    ("expression", "klass"),
    [
        ("mit", "permissive"),
        ("MIT OR GPL-3.0-only", "permissive"),
        ("MIT AND GPL-3.0-only", "strong-copyleft"),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", "network-copyleft"),
        ("MIT OR GPL-3.0-only AND AGPL-3.0-only", "permissive"),
        ("AGPL-3.0-only OR LicenseRef-Artifex-commercial", "network-copyleft"),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "weak-copyleft"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "weak-copyleft"),
        ("GPL-2.0-only WITH Universal-FOSS-exception-1.0", "strong-copyleft"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("GPL-2.0 AND BSD-3-Clause AND GPL-3.0-with-GCC-exception AND BSD-2-Clause", "strong-copyleft"),
        ("", "unknown"),
        ("BSD License", "unknown"),
        ("(" * 300 + "MIT", "unknown"),
        ("LicenseRef-nobody-knows OR MIT", "permissive"),
    ],
)
def test_an_expression_is_as_strict_as_its_branches(expression: str, klass: str) -> None:
    assert strictness().klass(expression) == klass


def test_an_allowed_identifier_counts_as_mild_wherever_it_stands() -> None:
    assert strictness("GPL-3.0-only").klass("GPL-3.0-only AND LGPL-3.0-only") == "weak-copyleft"


def test_the_evaluator_agrees_with_every_class_in_the_catalogue() -> None:
    judged = strictness()
    rows = list(lend(Licences))
    stated = [(row.spdx, row.klass) for row in rows]
    stated += [(one.spdx, one.klass) for row in rows for one in row.by_version]
    assert [(spdx, klass) for spdx, klass in stated if judged.klass(spdx) not in (klass, "unknown")] == []


@pytest.mark.parametrize(
    ("title", "klass"),
    [
        ("GPLv3", "strong-copyleft"),
        ("License :: OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+)", "network-copyleft"),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", "weak-copyleft"),
        ("License :: OSI Approved :: BSD License", "unknown"),
        ("GNU General Public License", "strong-copyleft"),
    ],
)
def test_a_title_in_words_tells_copyleft(title: str, klass: str) -> None:
    assert klass_of_title(title) == klass


@pytest.mark.parametrize(
    ("specifier", "pinned", "version"),
    [
        ("", "1.2", "1.2"),
        ("", "", "99999"),
        (">=2", "", "99999"),
        ("<2", "", "1.99999"),
        (">=1,<2,!=1.5", "", "1.99999"),
        ("<=1.4", "", "1.4"),
        ("<8.0.90", "", "8.0.89.99999"),
        ("~=8.0.50", "", "8.0.99999"),
        ("==1.*", "", "1.99999"),
        (">1,<1", "", "99999"),
        ("===anything", "", "99999"),
    ],
)
def test_the_newest_version_that_is_admitted_is_the_one(specifier: str, pinned: str, version: str) -> None:
    assert admitted_version(specifier, pinned) == version


IGRAPH = code("a.py", "import igraph\nigraph.Graph()")
YOLO = code("a.py", "from ultralytics import YOLO\nYOLO('yolov8n.pt')")
GPL, AGPL = "GPL-2.0-or-later", "AGPL-3.0-or-later"
HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW


@pytest.mark.parametrize(
    ("distribution", "strong", "network"),
    [
        (Distribution.INTERNAL, None, None),
        (Distribution.SAAS, None, HIGH),
        (Distribution.SHIPPED, HIGH, HIGH),
        (Distribution.OPEN_SOURCE, MEDIUM, HIGH),
    ],
)
def test_how_the_project_reaches_its_users_decides(
    distribution: Distribution, strong: Severity | None, network: Severity | None
) -> None:
    policy = LicencePolicy(distribution=distribution)
    wanted = [("igraph 0.11", GPL, strong, Confidence.HIGH)] if strong else []
    assert debts(manifest("requirements.txt", "igraph==0.11"), IGRAPH, policy=policy) == wanted
    wanted = [("ultralytics 8.3.0", AGPL, network, Confidence.MEDIUM)] if network else []
    assert debts(manifest("requirements.txt", "ultralytics==8.3.0"), YOLO, policy=policy) == wanted


def test_the_version_decides_between_two_licences() -> None:
    def of(*lines: str) -> list[str]:
        return [
            spdx
            for _, spdx, *_ in debts(manifest("requirements.txt", *lines), code("a.py", "import marker\nmarker.x()"))
        ]

    assert of("marker-pdf==1.9") == of("marker-pdf<2") == of("marker-pdf~=1.0") == ["GPL-3.0-or-later"]
    assert of("marker-pdf==2.0") == of("marker-pdf") == of("marker-pdf>=1") == []


def test_a_pin_elsewhere_in_the_unit_tells_the_version() -> None:
    wide = pyproject("pyproject.toml", '[project]\nname = "x"\ndependencies = ["marker-pdf"]\n')
    found = debts(wide, manifest("requirements.txt", "marker-pdf==1.2"), code("a.py", "import marker\nmarker.x()"))
    assert [subject for subject, *_ in found] == ["marker-pdf 1.2"]


def test_a_fact_from_memory_lowers_the_confidence() -> None:
    assert debts(manifest("requirements.txt", "ultralytics==8.3.0"), YOLO)[0][3] is Confidence.MEDIUM
    assert debts(manifest("requirements.txt", "igraph==0.11"), IGRAPH)[0][3] is Confidence.HIGH


def test_what_nothing_imports_is_only_advice() -> None:
    found = debts(manifest("requirements.txt", "igraph"), code("a.py", "1"))
    assert [(severity, confidence) for *_, severity, confidence in found] == [(LOW, Confidence.ADVISORY)]


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        (LicencePolicy(allow=("strong-copyleft",)), 0),
        (LicencePolicy(allow=(GPL,)), 0),
        (LicencePolicy(allow=("weak-copyleft",)), 1),
        (LicencePolicy(exceptions={"IGraph": "only at build time"}), 0),
        (LicencePolicy(own_licence="GPL-3.0-or-later"), 0),
        (LicencePolicy(own_licence="GPLv3"), 0),
        (LicencePolicy(own_licence="MIT"), 1),
        (LicencePolicy(distribution=Distribution.INTERNAL, deny=("strong-copyleft",)), 1),
        (LicencePolicy(distribution=Distribution.INTERNAL, deny=(GPL,)), 1),
    ],
)
def test_the_policy_has_the_last_word(policy: LicencePolicy, count: int) -> None:
    assert len(debts(manifest("requirements.txt", "igraph"), IGRAPH, policy=policy)) == count


def test_what_the_policy_denies_is_told_of_any_class() -> None:
    policy = LicencePolicy(deny=("weak-copyleft",))
    text = code("a.py", "import gensim\ngensim.models.LdaModel()")
    assert [spdx for _, spdx, *_ in debts(manifest("requirements.txt", "gensim"), text, policy=policy)] == [
        "LGPL-2.1-only"
    ]


def licensed(path: str, text: str) -> Reading:
    file = SourceFile(path, Language.OTHER)
    own = OwnDistribution([Own("", text, Source(file, "").place(1))])
    return Reading(file, {OwnDistribution: own})


@pytest.mark.parametrize(("path", "count"), [("LICENSE", 0), ("service/COPYING", 0), ("elsewhere/LICENSE", 1)])
def test_a_copyleft_licence_covers_the_folders_below_it(path: str, count: int) -> None:
    readings = [
        manifest("service/requirements.txt", "igraph"),
        code("service/a.py", "import igraph\nigraph.Graph()"),
        code("elsewhere/b.py", "1"),
        licensed(path, "GPL-3.0-or-later"),
    ]
    assert len(debts(*readings)) == count


def test_nothing_declared_is_nothing_to_judge() -> None:
    nothing = project(code("a.py", RMSE))
    assert not nothing.fact(DependencyUse)
    assert not nothing.fact(TrivialUses)
    assert not nothing.fact(LicenceDebts)


def test_hand_made_requirements_are_enough() -> None:
    asked: Iterable[Requirement] = [Requirement("igraph", Place("requirements.txt", 3), "==0.11", pinned="0.11")]
    reading = Reading(SourceFile("requirements.txt", Language.REQUIREMENTS), {Requirements: Requirements(asked)})
    (found,) = project(reading, IGRAPH).fact(LicenceDebts).found
    assert (found.requirement.where, [use.symbol for use in found.uses]) == (
        Place("requirements.txt", 3),
        ["igraph.Graph"],
    )
