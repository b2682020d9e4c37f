import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
import yaml

from mldebt import knowledge
from mldebt.knowledge import (
    Calibrations,
    CommandLines,
    Confidences,
    Distributions,
    Entities,
    Estimators,
    Families,
    Grades,
    IoFunctions,
    KnowledgeError,
    LicenceClasses,
    LicenceDuties,
    LicenceKlass,
    Licences,
    Metrics,
    RandomDraws,
    Seeders,
    Severities,
    Sizes,
    Splitters,
    SurfaceSigns,
    Transformers,
    Watchers,
    canonical_name,
    lend,
    ruleset_digest,
)
from mldebt.knowledge.loader import load
from mldebt.model import Confidence, Row, Severity, Table

RULES = Path(__file__).parents[1] / "rules"
TABLES: list[type[Table[Any]]] = [
    kind
    for kind in (getattr(knowledge, name) for name in knowledge.__all__)
    if isinstance(kind, type) and issubclass(kind, Table)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    metal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Row):
    weight: float
    kind: Literal["hand", "power"] = "hand"
    klass: str = field(default="", metadata={"key": "class"})
    sharp: bool = False
    teeth: int | None = None
    uses: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)


class Tools(Table[Tool]):
    file = "tools.yaml"
    row = Tool


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "mldebt" / "knowledge"


def tools(tmp_path: Path, text: str) -> Tools:
    path = tmp_path / "tools.yaml"
    path.write_text(text, encoding="utf-8")
    return load(Tools, path)


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(KnowledgeError) as error:
        tools(tmp_path, text)
    return str(error.value)


GOOD = """
_source: the smithy
saw:
  weight: 2
  class: edge
  sharp: true
  teeth: 40
  uses: [wood, bone]
  parts: [{metal: steel}]
  prices: {new: 9.5}
hammer: {weight: 1.5, kind: power, source: a friend}
"""


def test_a_mapping_becomes_typed_rows_in_the_order_of_the_file(tmp_path: Path) -> None:
    saw = Tool(
        name="saw",
        source="the smithy",
        weight=2.0,
        klass="edge",
        sharp=True,
        teeth=40,
        uses=("wood", "bone"),
        parts=(Part(metal="steel"),),
        prices={"new": 9.5},
    )
    hammer = Tool(name="hammer", source="a friend", weight=1.5, kind="power")
    table = tools(tmp_path, GOOD)
    assert list(table) == [saw, hammer]
    assert table["saw"].prices["new"] == 9.5
    assert type(table["saw"].weight) is float


def test_a_mapping_in_a_row_cannot_be_changed(tmp_path: Path) -> None:
    prices: Any = tools(tmp_path, GOOD)["saw"].prices
    with pytest.raises(TypeError):
        prices["new"] = 1.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saw: {source: x, wieght: 2}", "tools.yaml, row 'saw': key 'wieght' is unknown, did you mean 'weight'?"),
        ("saw: {source: x, klass: a}", "tools.yaml, row 'saw': key 'klass' is unknown, did you mean 'class'?"),
        ("saw: {source: x}", "tools.yaml, row 'saw': key 'weight' is missing"),
        ("saw: {weight: 2}", "tools.yaml, row 'saw': key 'source' is missing"),
        ("saw:", "tools.yaml, row 'saw': key 'source' is missing"),
        ("saw: {source: x, weight: heavy}", "tools.yaml, row 'saw': key 'weight': 'heavy' should be a number"),
        ("saw: {source: x, weight: true}", "tools.yaml, row 'saw': key 'weight': True should be a number"),
        ("saw: {source: x, weight: 2, sharp: 1}", "tools.yaml, row 'saw': key 'sharp': 1 should be true or false"),
        ("saw: {source: x, weight: 2, teeth: 1.5}", "tools.yaml, row 'saw': key 'teeth': 1.5 should be empty"),
        ("saw: {source: x, weight: 2, uses: wood}", "tools.yaml, row 'saw': key 'uses': 'wood' should be a list"),
        ("saw: {source: x, weight: 2, uses: [no]}", "tools.yaml, row 'saw': key 'uses': False should be text"),
        (
            "saw: {source: x, weight: 2, kind: hnd}",
            "tools.yaml, row 'saw': key 'kind': 'hnd' is none of hand, power, did you mean 'hand'?",
        ),
        (
            "saw: {source: x, weight: 2, parts: [{metl: tin}]}",
            "tools.yaml, row 'saw': key 'parts': key 'metl' is unknown, did you mean 'metal'?",
        ),
        ("saw: {name: axe}", "tools.yaml, row 'saw': key 'name' is unknown, the row's key is its name"),
        ("saw: [2]", "tools.yaml, row 'saw': [2] should be a mapping"),
        ("on: {source: x, weight: 2}", "tools.yaml, row True: its name is True, write it in quotes"),
        ("_source: [x]\nsaw: {weight: 2}", "tools.yaml, row 'saw': key 'source': ['x'] should be text"),
        ("- saw", "tools.yaml is not a mapping of names to rows"),
        ("", "tools.yaml is not a mapping of names to rows"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_row_and_key(tmp_path: Path, text: str, expected: str) -> None:
    assert complaint(tmp_path, text) == expected


def test_text_that_is_not_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, "saw: {source: x\nhammer: [")
    assert said.startswith("tools.yaml is not YAML: ")
    assert "line 2" in said


def test_a_missing_file_is_named_with_its_table(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"tools\.yaml of Tools cannot be read: No such file"):
        load(Tools, tmp_path / "tools.yaml")


def test_the_compiled_copy_holds_the_same_rows_as_the_yaml(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = {kind: load(kind, RULES / kind.file) for kind in TABLES}
    assert len(list(cache.iterdir())) == len(TABLES)
    monkeypatch.setattr(yaml, "load", None)  # parsing again would be an error now
    assert {kind: load(kind, RULES / kind.file) for kind in TABLES} == fresh


def test_a_yaml_file_that_changed_is_read_again(tmp_path: Path) -> None:
    assert tools(tmp_path, "saw: {source: x, weight: 2}")["saw"].weight == 2
    assert tools(tmp_path, "saw: {source: x, weight: 3}")["saw"].weight == 3


@pytest.mark.parametrize(
    "foreign",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000,
        b'{"saw": {"source": "x", "weight": "2"}}', b'{"saw": {"weight": 9}}',
    ],
)  # fmt: skip
def test_a_compiled_copy_that_is_not_rows_of_the_table_is_not_trusted(
    tmp_path: Path, cache: Path, foreign: bytes
) -> None:
    expected = tools(tmp_path, GOOD)
    (copy,) = cache.iterdir()
    copy.write_bytes(foreign)
    assert tools(tmp_path, GOOD) == expected
    assert copy.read_bytes() != foreign, "the copy is made anew"


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(tools(tmp_path, GOOD)) == 2


def test_a_relative_cache_directory_is_not_made_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    tools(tmp_path, GOOD)
    assert not (tmp_path / "here").exists()
    assert len(list((tmp_path / "home/.cache/mldebt/knowledge").iterdir())) == 1


def test_nothing_that_is_wrong_is_kept(tmp_path: Path, cache: Path) -> None:
    complaint(tmp_path, "saw: {source: x}")
    assert not cache.exists()


PLUGIN = """
from dataclasses import dataclass
from mldebt.model import Row, Table

@dataclass(frozen=True, slots=True, kw_only=True)
class Wire(Row):
    gauge: int

class Wires(Table[Wire]):
    file = "data/wires.yaml"
    row = Wire
"""


def test_a_plugin_brings_its_tables_beside_its_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "acme_debt_tables"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text(PLUGIN)
    (package / "data/wires.yaml").write_text("copper: {gauge: 3, source: us}")
    monkeypatch.syspath_prepend(tmp_path)
    module = import_module("acme_debt_tables")
    assert list(lend(module.Wires)) == [module.Wire(name="copper", source="us", gauge=3)]
    del sys.modules["acme_debt_tables"]


def test_a_table_is_loaded_once() -> None:
    assert lend(Splitters) is lend(Splitters)


def test_the_digest_of_the_rules_is_short_and_does_not_change() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", ruleset_digest())
    assert ruleset_digest() == ruleset_digest()


def test_every_file_of_rules_is_a_table_and_every_table_a_file() -> None:
    assert sorted(kind.file for kind in TABLES) == sorted(path.name for path in RULES.glob("*.yaml"))


@pytest.mark.parametrize("kind", TABLES)
def test_every_row_says_who_says_so(kind: type[Table[Any]]) -> None:
    table = lend(kind)
    assert len(table) > 0
    assert [row.name for row in table if len(row.source) < 8] == []


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_row_is_written_twice(path: Path) -> None:
    root = yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    names = [key.value for key, _ in root.value]
    assert sorted(names) == sorted(set(names))


def names_of(dotted: str) -> list[str]:
    return [row.name for row in lend(Distributions).by_import(dotted)]


def test_an_import_leads_to_its_distribution() -> None:
    assert names_of("yaml") == ["pyyaml"]
    assert names_of("numpy.linalg.norm") == ["numpy"]
    assert names_of("PIL.Image") == ["pillow", "pillow-simd"]
    assert names_of("cv2") == ["opencv-contrib-python", "opencv-python", "opencv-python-headless"]


def test_a_namespace_alone_leads_nowhere_and_its_parts_to_their_own_distributions() -> None:
    assert names_of("google") == []
    assert names_of("google.cloud.storage") == []
    assert names_of("google.protobuf.message") == ["protobuf"]
    assert names_of("google.cloud.aiplatform.Model") == ["google-cloud-aiplatform"]


def test_a_stranger_and_a_longer_name_lead_nowhere() -> None:
    assert names_of("my_helpers") == []
    assert names_of("numpyish") == []
    assert names_of("") == []


def test_distributions_are_found_in_any_spelling() -> None:
    assert canonical_name("Scikit_Learn") == "scikit-learn"
    for table in (lend(Distributions), lend(Licences), lend(Sizes)):
        assert table.named("Ruamel.YAML") == table.get("ruamel-yaml")
        assert [row.name for row in table if ":" not in row.name and canonical_name(row.name) != row.name] == []


def test_pandas_holds_data_and_scikit_learn_learns() -> None:
    known = lend(Distributions)
    assert [(known[name].ml, known[name].data) for name in ("numpy", "pandas", "polars", "pyspark", "dask")] == [
        (False, True)
    ] * 5
    learns = ("scikit-learn", "torch", "xgboost", "transformers", "mlflow")
    assert [(known[name].ml, known[name].data) for name in learns] == [(True, False)] * 5
    assert not any(known[name].ml for name in ("requests", "flask", "pillow", "pytest", "chardet", "cvxpy"))


def test_licences_know_where_they_changed_and_what_is_bundled() -> None:
    chardet = lend(Licences)["chardet"]
    assert [(part.spec, part.klass) for part in chardet.by_version] == [(">=7", "permissive"), ("<7", "weak-copyleft")]
    bundled = lend(Licences)["av"].bundled
    assert bundled is not None
    assert bundled.spdx == "GPL-2.0-or-later"
    assert not lend(Licences)["caffe"].verified


STRICTER = {klass: rank for rank, klass in enumerate(get_args(LicenceKlass))}


def rank(expression: str) -> int:
    """OR takes the mildest branch, AND the strictest."""
    classes = lend(LicenceClasses)
    inner = re.search(r"\(([^()]*)\)", expression)
    if inner:
        known = get_args(LicenceKlass)[rank(inner[1])]
        return rank(expression.replace(inner[0], f"class:{known}"))
    branches = [
        max(
            STRICTER[term.removeprefix("class:")] if term.startswith("class:") else STRICTER[classes.of(term) or term]
            for term in branch.split(" AND ")
        )
        for branch in expression.split(" OR ")
    ]
    return min(branches)


def test_every_licence_has_the_class_of_its_expression() -> None:
    facts = [(row.name, row.spdx, row.klass) for row in lend(Licences)]
    facts += [(row.name, part.spdx, part.klass) for row in lend(Licences) for part in row.by_version]
    assert [fact for fact in facts if rank(fact[1]) != STRICTER[fact[2]]] == []
    assert [row.name for row in lend(Licences) if row.bundled and rank(row.bundled.spdx) == 0] == []


def test_licence_identifiers_are_known_in_any_case_and_with_their_exceptions() -> None:
    classes = lend(LicenceClasses)
    assert classes.of("mit") == "permissive"
    assert classes.of("LGPL-3.0+") == "weak-copyleft"
    assert classes.of("GPL-2.0-only WITH Classpath-exception-2.0") == "weak-copyleft"
    assert classes.of("AGPL-3.0-or-later") == "network-copyleft"
    assert classes.of("creativeml-openrail-m") == "source-available"
    assert classes.of("Invented-1.0") is None


def test_every_class_of_licences_has_its_duty_mildest_first() -> None:
    assert [row.name for row in lend(LicenceDuties)] == list(get_args(LicenceKlass))
    assert not any(row.duty.endswith(".") for row in lend(LicenceDuties))


def test_requirements_in_the_sizes_are_canonical_names() -> None:
    wrong = [(row.name, dep) for row in lend(Sizes) for dep in row.deps if canonical_name(dep) != dep]
    assert wrong == []
    assert [row.name for row in lend(Sizes) if row.deps and not row.deps_known] == []


def test_the_score_has_a_weight_for_every_severity_and_confidence() -> None:
    assert lend(Severities).names() == {severity.value for severity in Severity}
    assert lend(Confidences).names() == {confidence.value for confidence in Confidence}
    factors = [lend(Severities)[severity.value].factor for severity in sorted(Severity, key=lambda one: one.rank)]
    assert factors == sorted(set(factors))


def test_the_grades_fall_to_zero() -> None:
    floors = [row.floor for row in lend(Grades)]
    assert floors == sorted(floors, reverse=True)
    assert floors[-1] == 0


def test_a_calibration_blends_to_one_and_caps_more_criticals_lower() -> None:
    for row in lend(Calibrations):
        assert row.blend + row.worst == 1
        caps = sorted((cap.criticals, -cap.score) for cap in row.caps)
        assert caps == sorted(caps, key=lambda cap: cap[1])


def test_the_families_stand_in_the_order_of_the_report() -> None:
    assert [row.name for row in lend(Families)] == [
        "leakage", "reproducibility", "glue", "pipelines", "dependencies", "boundaries", "data", "feedback",
        "configuration", "operations", "frameworks", "process", "accountability",
    ]  # fmt: skip
    for row in lend(Families):
        assert 0 < row.p10 < row.median
        assert 0 < row.gap_weight <= 1
        assert all(weight > 0 for weight in row.practices.values())


def test_what_draws_when_asked_says_by_which_argument() -> None:
    for row in lend(Estimators):
        assert (row.randomness == "when") == bool(row.when), row.name
        assert row.seed or row.randomness == "never", row.name
        assert row.randomness == "when" or not row.by_default, row.name
    for splitter in lend(Splitters):
        assert (splitter.shuffles == "flag") == bool(splitter.flag), splitter.name
        assert bool(splitter.seed) == (splitter.shuffles != "never"), splitter.name


def test_only_stateless_transformers_and_categories_do_not_leak() -> None:
    known = lend(Transformers)
    assert known["sklearn.preprocessing.StandardScaler"].leaks
    assert known["imblearn.over_sampling.SMOTE"].fit_methods[0] == "fit_resample"
    assert known["category_encoders.TargetEncoder"].target_aware
    for name in ("Normalizer", "PolynomialFeatures", "OneHotEncoder", "LabelEncoder", "FunctionTransformer"):
        assert not known[f"sklearn.preprocessing.{name}"].leaks


def test_what_drops_rows_does_not_leak_and_what_makes_new_ones_does() -> None:
    known = lend(Transformers)
    for name in ("RandomUnderSampler", "NearMiss", "TomekLinks", "EditedNearestNeighbours"):
        assert not known[f"imblearn.under_sampling.{name}"].leaks
    for name in ("under_sampling.ClusterCentroids", "combine.SMOTEENN", "over_sampling.RandomOverSampler"):
        assert known[f"imblearn.{name}"].leaks


def test_a_metric_compares_two_different_arguments() -> None:
    for row in lend(Metrics):
        assert row.truth != row.guess, row.name
        assert (row.kind == "unsupervised") == (row.truth == -1), row.name
        assert bool(row.truth_keyword) == (row.truth >= 0), row.name
    assert lend(Metrics)["torch.nn.functional.mse_loss"].guess == 0


def test_a_watcher_has_a_place_and_a_default_only_for_the_score_it_is_told() -> None:
    for row in lend(Watchers):
        assert bool(row.monitor) == (row.position >= 0), row.name
        assert row.monitor or not row.default, row.name
    assert lend(Watchers)["tensorflow.keras.callbacks.ModelCheckpoint"].only_with == "save_best_only"


def test_an_entity_is_one_lower_case_word() -> None:
    assert [row.name for row in lend(Entities) if not re.fullmatch(r"[a-z]+", row.name)] == []
    assert [lend(Entities)[name].weak for name in ("patient", "customer")] == [False, True]


def test_every_domain_that_is_drawn_from_can_be_seeded() -> None:
    drawn = {row.domain for row in lend(RandomDraws) if not row.generator}
    assert drawn <= {domain for row in lend(Seeders) for domain in row.domains}
    assert not lend(RandomDraws).names() & lend(Seeders).names()


def test_a_call_is_an_access_by_its_full_name_or_by_its_last_parts() -> None:
    def found(name: str) -> str | None:
        row = lend(IoFunctions).of(name)
        return None if row is None else row.name

    assert found("pandas.read_csv") == "pandas.read_csv"
    assert found("pandas.read_csv.to_parquet") == "?.to_parquet"
    assert found("?.to_parquet") == "?.to_parquet"
    assert found("pyspark.sql.SparkSession.builder.getOrCreate.read.option.csv") == "?.read.csv"
    assert found("pyspark.sql.SparkSession.builder.getOrCreate.read.csv.filter.write.csv") == "?.write.csv"
    assert found("?.mode.saveAsTable") == "?.saveAsTable"
    assert found("open") == "open"
    assert found("?.open") is None
    assert found("print") is None


def test_every_access_says_what_it_reads_or_writes_and_by_which_name() -> None:
    for row in lend(IoFunctions):
        assert max(row.reads, row.writes) >= 0, row.name
        assert row.keyword, row.name
        assert (row.bucket < 0) == (not row.bucket_keyword), row.name
        both = row.reads >= 0 and row.writes >= 0 and row.mode < 0
        assert both == bool(row.writes_keyword), row.name


def test_every_command_carries_sql_or_copies() -> None:
    from sqlglot import Dialect

    for row in lend(CommandLines):
        carries = bool(row.sql or row.files or row.sql_on_stdin or row.sql_position >= 0)
        assert carries != row.copies, row.name
        assert bool(row.dialect) == carries, row.name
    assert {row.dialect for row in lend(CommandLines) if row.dialect} <= set(Dialect.classes)


def test_a_name_reveals_the_surface_of_what_it_begins_with() -> None:
    signs = lend(SurfaceSigns)
    assert signs.of("flask.Flask") == "serving"
    assert signs.of("flask.Flask.route") == "serving"
    assert signs.of("flask.json") is None
    assert signs.of("sklearn.linear_model.LogisticRegression.fit") == "training"
    assert signs.of("mlflow.log_metric") == "tracking"
    assert signs.of("") is None


def test_the_page_of_copyleft_tells_the_duties_of_every_class_and_that_it_is_no_legal_advice() -> None:
    import mldebt.checks

    page = Path(mldebt.checks.__path__[0]) / "dependencies" / "copyleft_dependency.md"
    text = page.read_text(encoding="utf-8")
    assert all(f"| {row.name} | {row.duty} |" in text for row in lend(LicenceDuties))
    assert "no legal advice" in text
