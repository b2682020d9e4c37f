"""What is written alike in every program, which names of files speak of versions, and which stage a call belongs to."""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class BoilerplateCall(Row):
    """The last name of a function or method whose calls repeat themselves without being copies."""


class Boilerplate(Table[BoilerplateCall]):
    __slots__ = ()
    file = "boilerplate.yaml"
    row = BoilerplateCall


@record(kw_only=True)
class VersionWord(Row):
    """A word at the end of a file's name that says which version of its sibling it is; it may also stand first where
    it `leads`."""

    leads: bool = False


class VersionWords(Table[VersionWord]):
    __slots__ = ()
    file = "version_words.yaml"
    row = VersionWord


@record(kw_only=True)
class ModelFamily(Row):
    """An architecture whose own name carries a version."""


class ModelFamilies(Table[ModelFamily]):
    __slots__ = ()
    file = "model_families.yaml"
    row = ModelFamily


Stage = Literal["ingest", "prepare", "train", "evaluate", "deploy"]


@record(kw_only=True)
class StageSign(Row):
    """A function, or a method of any object as `?.method`, whose call belongs to a stage of a pipeline."""

    stage: Stage


class StageSigns(Table[StageSign]):
    __slots__ = ()
    file = "stages.yaml"
    row = StageSign

    def of(self, call: str) -> Stage | None:
        row = self.get(call) or (self.get(f"?.{call.rpartition('.')[2]}") if "." in call else None)
        return row.stage if row is not None else None


@record(kw_only=True)
class DeveloperSwitch(Row):
    """A word in the name of a switch that is turned on by hand, for a look."""


class DeveloperSwitches(Table[DeveloperSwitch]):
    __slots__ = ()
    file = "developer_switches.yaml"
    row = DeveloperSwitch


@record(kw_only=True)
class OverrideLibrary(Row):
    """An import root that lets a command line change any key of a configuration."""


class OverrideLibraries(Table[OverrideLibrary]):
    __slots__ = ()
    file = "override_libraries.yaml"
    row = OverrideLibrary


@record(kw_only=True)
class LessonWord(Row):
    """A word that, with a number, names a lesson of a course."""


class LessonWords(Table[LessonWord]):
    __slots__ = ()
    file = "lesson_words.yaml"
    row = LessonWord
