"""Which estimators are made of others, and which arguments does each know?"""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Composite(Row):
    """A class or function that makes one estimator of several.

    named: the `argument`, or else the first one, lists (name, estimator) pairs; plain: each positional argument is an
    estimator; columns: each is a pair that begins with one. `makes` is the class that comes out. In a `chain` each
    gets what the one before gives, and all but the last are copied before they are fitted where `memory` is given.
    """

    form: Literal["named", "plain", "columns"]
    argument: str = ""
    makes: str = ""
    chain: bool = False
    memory: str = ""

    @property
    def kind(self) -> str:
        """The class of the estimator."""
        return self.makes or self.name


class Composites(Table[Composite]):
    __slots__ = ()
    file = "composites.yaml"
    row = Composite


@record(kw_only=True)
class ConstructorParameters(Row):
    """The arguments of an estimator's constructor, and those that earlier releases had as well."""

    parameters: tuple[str, ...]
    former: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.parameters or name in self.former


class Constructors(Table[ConstructorParameters]):
    __slots__ = ()
    file = "constructor_parameters.yaml"
    row = ConstructorParameters


@record(kw_only=True)
class Hyperparameter(Row):
    """A constructor or method, the parameters in `matters` that decide what is learned, and how many positional
    arguments come before the first parameter of any kind.

    A `helper` is no model but shapes one: an optimiser, a loader, a call of `fit`. It counts only where its first
    argument is a call of the method `given`, and where the argument `only_with` is true.
    """

    matters: tuple[str, ...]
    leading: int = 0
    helper: bool = False
    given: str = ""
    only_with: str = ""


class Hyperparameters(Table[Hyperparameter]):
    __slots__ = ()
    file = "hyperparameters.yaml"
    row = Hyperparameter


@record(kw_only=True)
class ScaleWord(Row):
    """A lower-case piece of text that says that columns are scaled, or are alike in size."""


class ScaleWords(Table[ScaleWord]):
    __slots__ = ()
    file = "scale_words.yaml"
    row = ScaleWord
