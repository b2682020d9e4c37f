"""Every name and argument that the rules state of scikit-learn, NumPy, pandas and `random` is looked up there, and what
they state of other libraries where these are installed."""

import inspect
import random
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from mldebt.knowledge import (
    KEYWORD_ONLY,
    Composites,
    Constructors,
    CrossValidators,
    Estimators,
    FrameMember,
    FrameMembers,
    FrameOperations,
    FunctionalTransforms,
    Hyperparameters,
    IoFunctions,
    LegacyDraws,
    Metrics,
    MissingValues,
    ModelStores,
    RandomDraws,
    Removed,
    RemovedApis,
    RemovedArguments,
    Replacements,
    Seeders,
    Splitters,
    Switches,
    Trainers,
    Transformers,
    UnsafeLoads,
    Watchers,
    lend,
)
from mldebt.model import Table

sklearn = pytest.importorskip("sklearn")
numpy = pytest.importorskip("numpy")
pandas = pytest.importorskip("pandas")

MAY_BE_THERE = (
    "imblearn", "category_encoders", "feature_engine", "xgboost", "lightgbm", "catboost", "mlxtend", "boruta", "umap",
    "hdbscan", "iterstrat", "sklego", "skopt", "tslearn",
)  # fmt: skip
LIBRARIES = (
    "sklearn", "numpy", "pandas", "scipy", "random", "shutil", "os", "urllib", "gzip", "zipfile", "joblib",
    "pickle", "shelve",
    *(name for name in MAY_BE_THERE if find_spec(name)),
)  # fmt: skip
REMOVED = ("sklearn.externals.", "pandas.read_gbq")
"""Names of releases long gone, which old projects still use; most rows say so in their source."""
WANTS_MORE = ("xgboost.dask.", "xgboost.spark.", "umap.parametric_umap.", "umap.ParametricUMAP", "tslearn.shapelets.")
"""Parts of a library that need another one as well."""
YOUNGER = {"random.binomialvariate": (3, 12)}
"""Names that need a later Python than the oldest we run on."""
STUBS = {"scipy.interpolate.interp2d"}
"""Names that are there, and do nothing but refuse."""
INSTALLED = {"numpy": "numpy", "pandas": "pandas", "scikit-learn": "sklearn", "scipy": "scipy"}
"""Distributions whose rows of removed names are looked up, and how they are imported."""
DELEGATES = {"pipeline", "search", "classifier", "regressor"}
"""Kinds of estimators whose `transform`, if any, is that of their parts."""


def our_names(table: type[Table[Any]]) -> list[str]:
    """The names in the table that the installed libraries should know."""
    return [
        row.name
        for row in lend(table)
        if row.name.split(".")[0] in LIBRARIES
        and not row.name.startswith(REMOVED + WANTS_MORE)
        and not row.source.startswith("release notes of")
        and sys.version_info >= YOUNGER.get(row.name, (0,))
    ]


def thing(dotted: str) -> Any:  # noqa: ANN401 - a class or function of another library
    """What the name stands for. What pandas returns is a frame, so `pandas.read_csv.sample` is a frame's method."""
    parts = dotted.split(".")
    if parts[0] == "pandas" and parts[-1] == "sample":
        return pandas.DataFrame.sample
    if parts[0] == "sklearn":
        import_module("sklearn.experimental.enable_iterative_imputer")
        import_module("sklearn.experimental.enable_halving_search_cv")
    found: Any = import_module(parts[0])
    for end, part in enumerate(parts[1:], start=2):
        found = getattr(found, part) if hasattr(found, part) else import_module(".".join(parts[:end]))
    return found


def parameters(function: Callable[..., Any]) -> list[str]:
    found = inspect.signature(function).parameters
    return [name for name in found if name != "self"]


def positional(function: Callable[..., Any]) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    found = inspect.signature(function).parameters.values()
    return [parameter.name for parameter in found if parameter.kind in kinds and parameter.name != "self"]


def takes_any_keyword(function: Callable[..., Any]) -> bool:
    return any(one.kind is inspect.Parameter.VAR_KEYWORD for one in inspect.signature(function).parameters.values())


def estimators() -> Iterator[type[Any]]:
    import_module("sklearn.experimental.enable_iterative_imputer")
    import_module("sklearn.experimental.enable_halving_search_cv")
    for _, kind in import_module("sklearn.utils.discovery").all_estimators():
        yield kind


def known_classes(*tables: type[Table[Any]]) -> set[object]:
    return {thing(name) for table in tables for name in our_names(table) if name.startswith("sklearn.")}


@pytest.mark.parametrize(
    "table",
    [
        Transformers, FunctionalTransforms, Estimators, Splitters, CrossValidators, RandomDraws, Seeders, IoFunctions,
        Replacements, FrameOperations, Metrics, Composites, Constructors, Hyperparameters, ModelStores,
        UnsafeLoads, LegacyDraws,
    ],
)  # fmt: skip
def test_every_name_exists(table: type[Table[Any]]) -> None:
    names = our_names(table)
    assert len(names) > 1
    missing = []
    for name in names:
        try:
            thing(name)
        except ImportError:
            missing.append(name)
    assert missing == []


def test_every_load_takes_its_data_and_its_switch_where_the_table_says() -> None:
    for name in our_names(UnsafeLoads):
        row, given = lend(UnsafeLoads)[name], parameters(thing(name))
        assert given[row.data_position] == row.data, name
        assert not row.switch or row.switch in given, name
        assert row.switch_position < 0 or given[row.switch_position] == row.switch, name


def test_no_transformer_of_scikit_learn_is_missing() -> None:
    delegating = {thing(name) for name in our_names(Estimators) if lend(Estimators)[name].kind in DELEGATES}
    known = known_classes(Transformers) | delegating
    transforming = [kind for kind in estimators() if hasattr(kind, "transform") or hasattr(kind, "fit_transform")]
    assert len(transforming) > 80
    assert [kind.__name__ for kind in transforming if kind not in known] == []


def test_no_estimator_of_scikit_learn_is_missing() -> None:
    known = known_classes(Estimators)
    assert [kind.__name__ for kind in estimators() if kind not in known] == []


def test_no_metric_of_scikit_learn_is_missing() -> None:
    module, known = import_module("sklearn.metrics"), known_classes(Metrics)
    functions = {name: getattr(module, name) for name in module.__all__ if inspect.isfunction(getattr(module, name))}
    others = ("pairwise_", "euclidean_", "nan_euclidean_", "get_scorer", "make_scorer", "check_scoring", "auc")
    wanted = [name for name in functions if not name.startswith(others)]
    assert len(wanted) > 60
    assert [name for name in wanted if functions[name] not in known] == []


def test_every_metric_takes_truth_and_guess_where_the_table_says() -> None:
    older = {"y_pred", "y_prob"}  # renamed between releases
    for name in our_names(Metrics):
        row, given = lend(Metrics)[name], positional(thing(name))
        assert row.guess_keyword in older | {given[row.guess]}, name
        assert given[row.guess] != "y_true", name
        if row.kind == "unsupervised":
            assert (row.truth, row.truth_keyword) == (-1, ""), name
        else:
            assert given[row.truth] == row.truth_keyword, name


def test_what_scikit_learn_calls_an_error_is_a_loss() -> None:
    losses = ("_error", "_loss", "_deviance", "_log_error", "coverage_error")
    for name in our_names(Metrics):
        last = name.rpartition(".")[2]
        if name.startswith("sklearn.") and lend(Metrics)[name].kind != "unsupervised":
            assert (lend(Metrics)[name].kind == "loss") == last.endswith(losses), name


def test_every_watcher_is_told_its_score_where_the_table_says() -> None:
    names = our_names(Watchers)
    if not names:
        pytest.skip("no library with callbacks is installed")
    for name in names:
        row, given = lend(Watchers)[name], inspect.signature(thing(name)).parameters
        assert not row.monitor or list(given)[row.position] == row.monitor, name
        assert not row.only_with or row.only_with in given, name


def test_no_splitter_of_scikit_learn_is_missing() -> None:
    module = import_module("sklearn.model_selection")
    known = known_classes(Splitters)
    splitters = [getattr(module, name) for name in module.__all__ if hasattr(getattr(module, name), "get_n_splits")]
    concrete = [kind for kind in splitters if not kind.__name__.startswith("Base")]
    assert len(concrete) > 10
    assert [kind.__name__ for kind in concrete if kind not in known] == []


def test_no_draw_of_numpy_or_random_is_missing() -> None:
    known, seeders = lend(RandomDraws).names(), lend(Seeders).names()
    silent = {"getstate", "setstate", "get_state", "set_state", "SystemRandom", "BitGenerator", "Generator"}
    silent |= {"get_bit_generator", "set_bit_generator", "test"}
    for module, name in [(random, name) for name in random.__all__] + [
        (numpy.random, name) for name in numpy.random.__all__
    ]:
        dotted = f"{module.__name__}.{name}"
        assert dotted in known or dotted in seeders or name in silent, dotted


def test_every_function_on_the_global_state_of_numpy_is_known_as_legacy() -> None:
    bound = {name for name in dir(numpy.random) if getattr(getattr(numpy.random, name), "__self__", None) is not None}
    legacy = {name.rpartition(".")[2] for name in lend(LegacyDraws).names()}
    assert len(bound) > 40
    assert bound - legacy == set()
    assert legacy - bound <= {"random_integers", "seed", "ranf", "sample"}


def test_what_stands_in_for_a_legacy_function_is_a_member_of_a_generator() -> None:
    rng = numpy.random.default_rng(7)
    for row in lend(LegacyDraws):
        name = row.instead.removeprefix("rng.").partition(".")[0]
        assert row.instead == "numpy.random.default_rng(seed)" or hasattr(rng, name), row.name


def test_a_permutation_is_what_orders_rows() -> None:
    for row in lend(RandomDraws):
        assert not row.orders or row.name.rpartition(".")[2] in ("shuffle", "permutation", "randperm"), row.name


def test_every_fit_method_exists() -> None:
    wrong = [
        (name, method)
        for name in our_names(Transformers)
        for method in lend(Transformers)[name].fit_methods
        if not hasattr(thing(name), method) and method not in ("fit_transform", "fit_sample")
    ]
    assert wrong == []


@pytest.mark.parametrize("table", [Estimators, Splitters])
def test_every_seed_is_an_argument_and_every_random_state_is_known(table: type[Table[Any]]) -> None:
    for name in our_names(table):
        row, given = lend(table)[name], parameters(thing(name))
        assert row.seed == "" or row.seed in given or takes_any_keyword(thing(name)), name
        assert "random_state" not in given or row.seed or getattr(row, "shuffles", "") == "never", name


def test_every_argument_that_makes_an_estimator_draw_is_its_own() -> None:
    for name in our_names(Estimators):
        row, given = lend(Estimators)[name], inspect.signature(thing(name)).parameters
        for argument, values in row.when.items():
            assert argument in given, name
            assert (given[argument].default in values) <= row.by_default, (name, argument, given[argument].default)


def test_every_splitter_shuffles_as_its_signature_says() -> None:
    for name in our_names(Splitters):
        row, given = lend(Splitters)[name], inspect.signature(thing(name)).parameters
        if row.flag:
            assert given[row.flag].default is row.flag_default, name
        if row.seed_position >= 0:
            assert positional(thing(name))[row.seed_position] == row.seed, name


def test_every_cross_validator_takes_its_arguments_where_the_table_says() -> None:
    for name in our_names(CrossValidators):
        row, maker = lend(CrossValidators)[name], thing(name)
        taking = maker if row.kind == "function" else maker.fit
        given = positional(taking)
        assert given[row.x_position] == row.x, name
        assert row.y_position == -1 or given[row.y_position] == row.y, name
        assert row.estimator_position == -1 or positional(maker)[row.estimator_position] == row.estimator, name
        assert not row.cv or row.cv in parameters(maker), name


def test_every_grid_of_a_search_comes_next_to_its_estimator() -> None:
    rows = [lend(CrossValidators)[name] for name in our_names(CrossValidators) if lend(CrossValidators)[name].grid]
    assert len(rows) > 5
    for row in rows:
        assert positional(thing(row.name))[row.estimator_position + 1] == row.grid, row.name


def test_every_constructor_takes_just_the_parameters_in_the_table() -> None:
    kinds = {thing(name): lend(Constructors)[name] for name in our_names(Constructors)}
    for kind, row in kinds.items():
        assert list(row.parameters) == parameters(kind), row.name
        assert not set(row.former) & set(row.parameters), row.name
    assert [kind.__name__ for kind in estimators() if kind not in kinds] == []


def test_every_composite_takes_its_parts_where_the_table_says() -> None:
    for name in our_names(Composites):
        row, maker = lend(Composites)[name], thing(name)
        assert row.kind in lend(Constructors), name
        assert row.form != "named" or positional(maker)[0] == row.argument, name
        assert row.form == "named" or positional(maker) == [], name
        assert not row.memory or row.memory in parameters(maker), name


def test_every_hyperparameter_is_an_argument() -> None:
    for name in our_names(Hyperparameters):
        row, maker = lend(Hyperparameters)[name], thing(name)
        assert set(row.matters) <= set(parameters(maker)) or takes_any_keyword(maker), name


def test_every_store_of_models_takes_the_model_and_the_target_where_the_table_says() -> None:
    assert len(our_names(ModelStores)) > 1
    for name in our_names(ModelStores):
        row, given = lend(ModelStores)[name], positional(thing(name))
        assert given[row.target] == row.keyword, name
        assert row.object < 0 or given[row.object] in ("value", "obj"), name


def test_what_judges_scores_is_told_apart_by_the_name_of_its_guess() -> None:
    named_for_scores = {"y_score", "y_prob", "y_proba", "pred_decision"}
    for name in our_names(Metrics):
        row, guess = lend(Metrics)[name], positional(thing(name))[lend(Metrics)[name].guess]
        if row.judges == "labels":
            assert guess not in named_for_scores, name
        elif row.judges == "scores":
            assert guess in named_for_scores or name.endswith(("log_loss", "from_predictions")), name


def test_every_functional_transform_takes_its_data_first() -> None:
    for name in our_names(FunctionalTransforms):
        keyword = lend(FunctionalTransforms)[name].keyword
        assert not keyword or parameters(thing(name))[0] == keyword, name


@pytest.mark.parametrize("table", [RandomDraws, Seeders])
def test_every_seed_of_a_draw_stands_where_the_table_says(table: type[Table[Any]]) -> None:
    checked = 0
    for name in our_names(table):
        row = lend(table)[name]
        try:
            given = parameters(thing(name))
        except (TypeError, ValueError):
            continue  # written in C without a signature
        if row.seed:
            checked += 1
            assert row.seed in given or takes_any_keyword(thing(name)), name
            assert row.seed_position < 0 or positional(thing(name))[row.seed_position] == row.seed, name
        elif table is RandomDraws:
            assert "random_state" not in given, name
    assert checked > 0


def written(name: str) -> Callable[..., Any] | None:
    """The frame's method that a `?.to_...` row of pandas means."""
    method = name.removeprefix("?.")
    found: Callable[..., Any] | None = getattr(pandas.DataFrame, method, None)
    return found if method.startswith("to_") else None


def test_every_path_that_pandas_numpy_and_the_standard_library_take_stands_where_the_table_says() -> None:
    table = lend(IoFunctions)
    functions = {name: thing(name) for name in our_names(IoFunctions)}
    functions |= {row.name: method for row in table if (method := written(row.name)) is not None}
    assert len([name for name in functions if name.startswith("pandas.read_")]) > 15
    assert len([name for name in functions if name.startswith("?.to_")]) > 8
    for name, function in functions.items():
        row, given = table[name], positional(function)
        first = row.reads if row.reads >= 0 else row.writes
        assert given[first] == row.keyword, name
        assert not row.writes_keyword or given[row.writes] == row.writes_keyword, name
        assert row.mode < 0 or given[row.mode] == "mode", name
        assert max(row.reads, row.writes) < KEYWORD_ONLY, name


def test_every_replacement_covers_arguments_that_exist() -> None:
    free = {"X", "y"}  # `*arrays`
    for name in our_names(Replacements):
        covered = lend(Replacements)[name].covers
        try:
            given = parameters(thing(name))
        except (TypeError, ValueError):
            continue  # written in C without a signature
        older = {"y_pred", "y_prob", "y_proba"}  # renamed between releases
        assert set(covered) - set(given) - older - (free if "arrays" in given else set()) == set(), name


def test_every_name_of_torch_exists() -> None:
    pytest.importorskip("torch")
    for table in (RandomDraws, Seeders, Splitters, IoFunctions, Trainers, Switches):
        for row in lend(table):
            if row.name.startswith("torch.") and row.name != "torch.set_deterministic":
                assert thing(row.name) is not None


def exists(dotted: str) -> bool:
    try:
        thing(dotted)
    except (ImportError, AttributeError):
        return False
    return True


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def is_gone(row: Removed) -> bool:
    """The installed version is one without it."""
    version = numbers(import_module(INSTALLED[row.library]).__version__)
    came_back = bool(row.back_in) and version >= numbers(row.back_in)
    return bool(row.removed_in) and version >= numbers(row.removed_in) and not came_back


def rows_of_removed(table: type[Table[Any]]) -> list[Any]:
    found = [row for row in lend(table) if row.library in INSTALLED]
    assert len(found) > 30
    return found


def test_what_is_said_to_be_removed_is_not_there_and_all_else_is() -> None:
    rows = [row for row in rows_of_removed(RemovedApis) if row.name not in STUBS]
    wrong = [row.name for row in rows if exists(row.name) == is_gone(row)]
    assert wrong == []


def test_what_took_the_place_of_a_removed_name_exists() -> None:
    roots = {*INSTALLED.values(), "ast", "inspect", "pickle", "joblib", "datetime"}
    replacements = [row.replacement for row in lend(RemovedApis) if row.replacement.split(".")[0] in roots]
    assert len(replacements) > 100
    assert [name for name in replacements if not exists(name)] == []
    assert [row.name for row in lend(RemovedApis) if not row.replacement and not row.hint] == []


def test_every_removed_argument_is_none_of_the_callable_any_more() -> None:
    for row in rows_of_removed(RemovedArguments):
        for taker in row.takers:
            if row.values:
                constraints = getattr(thing(taker), "_parameter_constraints", {}).get(row.argument, ())
                options = {option for one in constraints for option in getattr(one, "options", ())}
                assert is_gone(row) == options.isdisjoint(row.values), (row.name, taker)
            elif taker.startswith("sklearn.metrics.make_scorer"):
                continue  # it hands on what it does not know
            else:
                assert is_gone(row) == (row.argument not in parameters(thing(taker))), (row.name, taker)


def owners(row: FrameMember) -> list[Any]:
    found = [kind for kind in (pandas.DataFrame, pandas.Series) if hasattr(kind, row.name[1:])]
    return [*found, numpy.ndarray] if row.arrays else found


def test_every_member_of_frames_is_one_and_changes_in_place_as_the_table_says() -> None:
    older = {row.name.rpartition(".")[2] for row in lend(RemovedApis) if row.name.startswith("pandas.")}
    accessors = {"list", "struct", "sparse", "cat", "str", "dt", "plot"}
    for row in lend(FrameMembers):
        if not row.name.startswith("."):
            assert exists(row.name), row.name
            continue
        name = row.name[1:]
        assert owners(row) or name in older, row.name
        if row.attribute or name in accessors or not owners(row):
            continue
        kinds = [kind for kind in owners(row) if kind is not numpy.ndarray]
        assert row.inplace == any("inplace" in parameters(getattr(kind, name)) for kind in kinds), row.name
        assert all(hasattr(numpy.ndarray, name) for _ in [0] if row.arrays), row.name


def test_no_attribute_of_a_frame_or_a_column_is_missing() -> None:
    known = {row.name[1:] for row in lend(FrameMembers) if row.name.startswith(".")}
    for kind in (pandas.DataFrame, pandas.Series):
        public = [name for name in dir(kind) if not name.startswith("_")]
        assert [name for name in public if not callable(getattr(kind, name)) and name not in known] == []


def test_a_missing_value_does_not_equal_itself_and_its_test_tells_it() -> None:
    older = lend(RemovedApis).names()
    for row in lend(MissingValues):
        if row.name not in older:
            value = thing(row.name)
            assert value is pandas.NA or value != value, row.name
            assert thing(row.test)(value), row.name


def test_what_changes_in_place_returns_what_the_table_says() -> None:
    given = {
        "rename": ({"a": "c"},), "rename_axis": ("rows",), "set_index": ("b",), "sort_values": ("b",), "fillna": (0,),
        "query": ("b > 0",), "eval": ("z = b",), "replace": (1, 2), "clip": (0, 9), "drop": (0,),
    }  # fmt: skip
    version = numbers(pandas.__version__)
    for row in lend(FrameMembers):
        if row.inplace:
            frame = pandas.DataFrame({"a": [1.0, None], "b": [1, 2]})
            arguments = (frame > 0,) if row.name in (".where", ".mask") else given.get(row.name[1:], ())
            result = getattr(frame, row.name[1:])(*arguments, inplace=True)
            since = row.returns_itself_since
            assert (result is not None) == bool(since and version >= numbers(since)), row.name
    assert pandas.Series([1]).rename("one", inplace=True) is not None
