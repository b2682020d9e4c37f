"""What judges a prediction, what steers a training by a score, and which words name a thing met in many rows."""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Metric(Row):
    """A function that compares what is true with what was predicted.

    score: greater is better, or a curve or table to be read; loss: smaller is better; unsupervised: judges groups of
    rows without a truth, so `truth` is -1. `truth` and `guess` are positions, the keywords their names.
    `judges` says what the guesses must be: labels, or scores such as probabilities.
    """

    kind: Literal["score", "loss", "unsupervised"]
    judges: Literal["labels", "scores", "either"] = "either"
    truth: int = 0
    guess: int = 1
    truth_keyword: str = "y_true"
    guess_keyword: str = "y_pred"


class Metrics(Table[Metric]):
    __slots__ = ()
    file = "metrics.yaml"
    row = Metric


@record(kw_only=True)
class Watcher(Row):
    """A callback that stops a training or keeps its best state by a score.

    `monitor` is the argument that names the score (`position` -1: by keyword only) and `default` the score where it is
    not given, empty where nothing is watched then. Without `monitor` it always watches the held-out rows.
    It watches only where the argument `only_with`, if any, is true. One that `keeps` the best state in a file chooses
    only where the file is loaded again.
    """

    monitor: str = ""
    position: int = -1
    default: str = ""
    only_with: str = ""
    keeps: bool = False


class Watchers(Table[Watcher]):
    __slots__ = ()
    file = "watchers.yaml"
    row = Watcher


@record(kw_only=True)
class WatchingKeyword(Row):
    """A keyword of a constructor, of `fit` or of `train` that does what a watcher does, unless None, False or 0."""


class WatchingKeywords(Table[WatchingKeyword]):
    __slots__ = ()
    file = "watching_keywords.yaml"
    row = WatchingKeyword


@record(kw_only=True)
class Entity(Row):
    """A lower-case word that, in the name of an id column (`patient_id`), says that several rows belong to one thing.

    weak: a plain split is as often right, as tables have one row for each, or the same ones are met again in use.
    """

    weak: bool = False


class Entities(Table[Entity]):
    __slots__ = ()
    file = "entities.yaml"
    row = Entity
