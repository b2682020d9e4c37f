"""By which words and names are environments, secrets, alerts, checks of data and runs of notebooks known?"""

from typing import Literal

from mldebt.model import Row, Table, record

Place = Literal["prod", "staging", "dev"]


@record(kw_only=True)
class EnvironmentWord(Row):
    """A word of a bucket, a host, an account or a profile, and the environment it stands for."""

    environment: Place


class EnvironmentNames(Table[EnvironmentWord]):
    __slots__ = ()
    file = "environments.yaml"
    row = EnvironmentWord


@record(kw_only=True)
class PromotionWord(Row):
    """A word in the name of a step that carries data between environments on purpose."""


class PromotionWords(Table[PromotionWord]):
    __slots__ = ()
    file = "promotion_words.yaml"
    row = PromotionWord


@record(kw_only=True)
class HomeName(Row):
    """A folder below /home or /Users that belongs to an image, to every machine of a cloud, or to nobody."""

    kind: Literal["image", "cloud", "placeholder"]


class HomeNames(Table[HomeName]):
    __slots__ = ()
    file = "home_names.yaml"
    row = HomeName


@record(kw_only=True)
class SecretForm(Row):
    """What a provider's keys begin with, and that `least` to `most` characters of an alphabet follow.

    word: letters, digits and `_`; dashed, dotted and slashed: `-`, `.` and `/` besides.
    """

    about: str
    least: int
    most: int
    alphabet: Literal["word", "upper", "hex", "dashed", "dotted", "slashed"] = "word"


class SecretForms(Table[SecretForm]):
    __slots__ = ()
    file = "secret_forms.yaml"
    row = SecretForm


@record(kw_only=True)
class SecretName(Row):
    """The last words of a name that holds a secret: a password may be short, a token is long and random."""

    kind: Literal["password", "token"]


class SecretNames(Table[SecretName]):
    __slots__ = ()
    file = "secret_names.yaml"
    row = SecretName


@record(kw_only=True)
class PlaceholderWord(Row):
    """A part of a value that is no secret yet, or serves a local database only."""


class PlaceholderWords(Table[PlaceholderWord]):
    __slots__ = ()
    file = "placeholder_words.yaml"
    row = PlaceholderWord


@record(kw_only=True)
class AlertSign(Row):
    """A program, an imported module or a call by which a failure is told or written down."""

    kind: Literal["program", "import", "call"]


class AlertSigns(Table[AlertSign]):
    __slots__ = ()
    file = "alert_signs.yaml"
    row = AlertSign


@record(kw_only=True)
class DataCheck(Row):
    """An imported module or a call that looks at data before others get it."""

    kind: Literal["import", "call"]


class DataChecks(Table[DataCheck]):
    __slots__ = ()
    file = "data_checks.yaml"
    row = DataCheck


@record(kw_only=True)
class NotebookRunner(Row):
    """A call that runs a notebook, which the argument at `position` (-1: keyword only) or of that keyword names."""

    position: int
    keyword: str


class NotebookRunners(Table[NotebookRunner]):
    __slots__ = ()
    file = "notebook_runners.yaml"
    row = NotebookRunner
