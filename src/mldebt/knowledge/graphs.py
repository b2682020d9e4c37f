"""What belongs together in Keras, what a DAG file must not ask while it is parsed, what Spark's methods do."""

from dataclasses import field
from typing import Literal

from mldebt.model import Row, Table, record

from .names import prefixes


@record(kw_only=True)
class KerasLayer(Row):
    """A layer that can be the last one. Positions of its arguments are -1 where they are given by keyword only.

    `bare`: it only applies an activation to the layer before it; `fixed` is the activation if it has no choice;
    `wraps`: it applies the layer in its first argument.
    """

    units: int = -1
    units_keyword: str = ""
    activation: int = -1
    fixed: str = field(default="", metadata={"key": "is"})
    bare: bool = False
    wraps: bool = False


class KerasLayers(Table[KerasLayer]):
    __slots__ = ()
    file = "keras_layers.yaml"
    row = KerasLayer


@record(kw_only=True)
class KerasLoss(Row):
    """A loss that takes probabilities, or scores with `from_logits=True`. `spelled` are its other names; `many`: it
    wants one column for each class; outputs of the `unfit` activations are neither probabilities nor scores."""

    spelled: tuple[str, ...]
    unfit: tuple[str, ...]
    many: bool = False


class KerasLosses(Table[KerasLoss]):
    __slots__ = ()
    file = "keras_losses.yaml"
    row = KerasLoss


@record(kw_only=True)
class ParseTimeRead(Row):
    """A call that asks something outside the file each time the file is run."""

    asks: str


class ParseTimeReads(Table[ParseTimeRead]):
    __slots__ = ()
    file = "parse_time_reads.yaml"
    row = ParseTimeRead

    def of(self, call: str) -> ParseTimeRead | None:
        """The row for a call's name, by its longest known beginning, or for the method that it ends in."""
        found = next((self[part] for part in prefixes(call) if part in self), None)
        return found or (self.get(f"?.{call.rpartition('.')[2]}") if "." in call else None)


@record(kw_only=True)
class SparkMethod(Row):
    """A method that makes, changes or uses a DataFrame."""

    does: Literal["reads", "collects", "action", "changes", "reduces", "keeps"]


class SparkMethods(Table[SparkMethod]):
    __slots__ = ()
    file = "spark_methods.yaml"
    row = SparkMethod
