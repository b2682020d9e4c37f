"""Which calls draw random numbers, and from which generator?"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from mldebt import patterns as re
from mldebt.knowledge import Estimator, Estimators, RandomDraw, RandomDraws, Splitter, Splitters, Unseedables
from mldebt.model import Call, Place, Project, Row, Table, Value

from .values import Values

OWN = "own"
"""The domain of a generator made without a seed: no global seed reaches it."""
SPARK = "spark"
"""Spark draws on each partition; only the seed of the call itself makes that repeatable."""
WAITS = re.compile(r"jitter|delay|sleep|backoff|pause|wait", re.IGNORECASE)
"""Names of a time to wait, which may be any."""
R = TypeVar("R", bound=Row)
Sort = Literal["draw", "split", "sample"]


class Draw(NamedTuple):
    """A call that draws from a global generator (`domain`), or makes a generator that is never the same.

    split: rows are divided by it; sample: rows are picked by it in Spark. `later`: the call itself draws nothing yet.
    """

    name: str
    domain: str
    where: Place
    scope: str
    sort: Sort = "draw"
    later: bool = False


class Rows(NamedTuple):
    """What the tables say of a name."""

    draw: RandomDraw | None
    splitter: Splitter | None
    estimator: Estimator | None


class Drawing:
    """Answers for the calls of one project; `values` tells what is a seed."""

    def __init__(self, project: Project, values: Values) -> None:
        self.values = values
        self._known: dict[str, tuple[Draw, ...]] = {}
        self._named: dict[str, Rows | None] = {}
        self.draws, self.estimators = project.table(RandomDraws), project.table(Estimators)
        self.splitters, self.unseedable = project.table(Splitters), project.table(Unseedables)

    @cached_property
    def able(self) -> Counter[Sort]:
        """How many calls there are that may do what, when they are given no seed."""
        calls = self.values.calls.items()
        return Counter(sort for path, found in calls for call in found for sort in self._able(path, call))

    def _able(self, path: str, call: Call) -> tuple[Sort, ...]:
        rows = self._rows(call.name)
        if rows is None:
            return ()
        if rows.draw is not None and rows.draw.domain == SPARK:
            return ("sample",)
        if rows.draw is not None:
            return ("draw", "split")  # by a mask of its numbers, or the order it makes
        if rows.splitter is not None:
            return ("split",)
        if rows.estimator is not None and rows.estimator.seed:
            return ("draw",)
        if call.name.endswith(".sample"):
            return ("sample",) if "pyspark" in self.values.roots.get(path, ()) else ("split",)
        return ()

    def _rows(self, name: str) -> Rows | None:
        """What the tables say of a call of this name; None for nearly all, looked up once a name."""
        if name not in self._named:
            found = Rows(self._row(self.draws, name), self._row(self.splitters, name), self.estimators.get(name))
            self._named[name] = found if any(found) or name.endswith(".sample") else None
        return self._named[name]

    def _row(self, table: Table[R], name: str) -> R | None:
        """The row of the name, or of the method where nobody knows whose it is."""
        return table.get(name) or (table.get("?." + name.rpartition(".")[2]) if name[:1] == "?" else None)

    def of(self, path: str) -> tuple[Draw, ...]:
        """The draws of a file that are not repeatable by themselves, in source order."""
        if path not in self._known:
            self._known[path] = tuple(self._of(path))
        return self._known[path]

    def _of(self, path: str) -> Iterator[Draw]:
        by_hand = dict(self.values.splits.get(path, {}))
        for call in self.values.calls.get(path, ()):
            rows = self._rows(call.name)
            draw = None if rows is None or self._may_be_any(path, call) else self._draw(path, call, rows)
            split = by_hand.pop(call.where, "")
            if draw is not None:
                yield draw._replace(sort="split") if split and draw.domain != SPARK else draw
            elif split and split.endswith(".sample") and call.name not in self.draws:
                yield Draw(call.name, "numpy", call.where, call.scope, "split")

    def _may_be_any(self, path: str, call: Call) -> bool:
        """It makes up a time to wait, or a sight for a reader."""
        if call.where in self.values.looks.get(path, ()) or call.where in self.values.pauses(path):
            return True
        return WAITS.search(call.bound) is not None

    def _draw(self, path: str, call: Call, rows: Rows) -> Draw | None:
        if rows.draw is not None:
            return self._drawn(path, call, rows.draw)
        if call.splat or call.name in self.unseedable:
            return None
        splitter, estimator = rows.splitter, rows.estimator
        if splitter is not None and self._splits(path, call, splitter):
            return Draw(call.name, splitter.domain, call.where, call.scope, "split", splitter.kind == "class")
        if estimator is not None and self._estimates(path, call, estimator):
            return Draw(call.name, "numpy", call.where, call.scope, later=True)
        return self._spark_sample(path, call)

    def _drawn(self, path: str, call: Call, row: RandomDraw) -> Draw | None:
        given = bool(row.seed) and self.values.is_given(path, call, row.seed, row.seed_position)
        if given or call.splat or (row.mandatory and call.argument(row.seed_position, row.seed) is None):
            return None
        domain = OWN if row.generator and row.domain != SPARK else row.domain
        return Draw(call.name, domain, call.where, call.scope, "sample" if domain == SPARK else "draw", row.later)

    def _estimates(self, path: str, call: Call, estimator: Estimator) -> bool:
        """A scikit-learn estimator that will use NumPy's global generator."""
        if not estimator.seed:
            return False
        draws = estimator.randomness == "always" or (estimator.randomness == "when" and _asked_to(call, estimator))
        return draws and not self.values.is_given(path, call, estimator.seed, -1)

    def _splits(self, path: str, call: Call, splitter: Splitter) -> bool:
        if not splitter.seed or (splitter.imports and not self._imports(path, splitter)):
            return False
        flag = call.keyword(splitter.flag) if splitter.flag else None
        shuffles = splitter.shuffles == "always" or (
            splitter.shuffles == "flag" and (splitter.flag_default if flag is None else flag == Value("literal", True))
        )
        return shuffles and not self._is_seeded(path, call, splitter)

    def _is_seeded(self, path: str, call: Call, splitter: Splitter) -> bool:
        """A method of what nobody knows may call its seed otherwise."""
        if self.values.is_given(path, call, splitter.seed, splitter.seed_position):
            return True
        return splitter.kind == "method" and any(
            key != splitter.seed and ("seed" in key or key in ("random_state", "generator", "rng"))
            for key, _ in call.keywords
        )

    def _imports(self, path: str, splitter: Splitter) -> bool:
        return bool(self.values.roots.get(path, frozenset()).intersection(splitter.imports))

    def _spark_sample(self, path: str, call: Call) -> Draw | None:
        """`df.sample(0.1)` and `df.sample(fraction=0.1)`, which pandas does not take, where Spark is imported."""
        if not call.name.endswith(".sample") or "pyspark" not in self.values.roots.get(path, ()):
            return None
        first = call.args[0] if call.args else None
        share = first is not None and first.kind == "literal" and isinstance(first.value, float | bool)
        if (share or call.keyword("fraction")) and not self.values.is_given(path, call, "seed", 2 if share else -1):
            position = 1 if first is not None and isinstance(first.value, float) else 2
            if not self.values.is_given(path, call, "seed", position):
                return Draw("pyspark.sql.DataFrame.sample", SPARK, call.where, call.scope, "sample")
        return None


def _asked_to(call: Call, estimator: Estimator) -> bool:
    given = [(name, call.keyword(name)) for name in estimator.when]
    if all(value is None for _, value in given):
        return bool(estimator.by_default)
    return any(value.kind == "literal" and value.value in estimator.when[name] for name, value in given if value)
