"""Where does Python code use a library against its grain? One collector a library; each looks only at files that import
what it knows."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from mldebt.model import (
    ChanceSlips,
    ClusterSlips,
    EstimatorSlips,
    FileFact,
    FrameSlips,
    GraphSlips,
    Lend,
    ModelSaves,
    Slip,
    Slips,
    TorchSlips,
)

from ..outline import Outline, Outlined
from ..walk import Walk

Collect = Callable[[Outline, Lend], Iterator[Slip]]


class Collector(NamedTuple):
    """A module of this folder with a function `collect`, the import roots that call for it, and the fact it fills."""

    module: str
    roots: tuple[str, ...]
    fact: type[Slips]


CHANCE = (
    "numpy", "pandas", "random", "torch", "tensorflow", "sklearn", "pyspark", "jax", "langdetect", "sqlalchemy",
    "sqlite3",
)  # fmt: skip
"""What draws, what is seeded by an assignment, and what hands SQL on."""

COLLECTORS = (
    Collector("frames", ("pandas", "numpy"), FrameSlips),
    Collector("estimators", ("sklearn", "imblearn"), EstimatorSlips),
    Collector("torch", ("torch", "pytorch_lightning", "lightning"), TorchSlips),
    Collector("graphs", ("tensorflow", "keras"), GraphSlips),
    Collector("saves", ("sklearn", "torch", "tensorflow", "keras", "xgboost", "lightgbm", "catboost"), ModelSaves),
    Collector("clusters", ("airflow", "pyspark"), ClusterSlips),
    Collector("chance", CHANCE, ChanceSlips),
)


def slips_of(walk: Walk, outlined: Outlined, lend: Lend) -> list[FileFact]:
    """One fact for each library that the file imports; the mark that it does comes first."""
    roots = {found.module.partition(".")[0] for found in walk.imports}
    due = [collector for collector in COLLECTORS if roots.intersection(collector.roots)]
    return [_collected(collector, outlined(), lend) for collector in due]


def _collected(collector: Collector, outline: Outline, lend: Lend) -> Slips:
    collect: Collect = import_module(f"{__name__}.{collector.module}").collect
    found = dict.fromkeys(collect(outline, lend))
    ordered = sorted(found, key=lambda slip: (slip.where.order, slip.kind, slip.message))
    return collector.fact([Slip("", outline.first()), *ordered])
