"""How are models saved and loaded, what keeps their versions, and which of them only the same version can read?"""

from typing import Literal

from mldebt.model import Row, Table, record

from .names import prefixes


@record(kw_only=True)
class ModelStore(Row):
    """A function, or a method of any object as `?.method`, that saves or loads a model.

    `object` is the position of the model, -1 where the method belongs to it. `target` (or `keyword`) is the path, or
    with `handle` an open file. It `pickles` Python objects. With `suffixes`, only a path that ends in one counts.
    Where a method also belongs to other things (a tokenizer), a model is `known_by` its name.
    """

    mode: Literal["save", "load"]
    target: int
    keyword: str
    object: int = -1
    handle: bool = False
    pickles: bool = False
    suffixes: tuple[str, ...] = ()
    known_by: Literal["method", "name"] = "method"


class ModelStores(Table[ModelStore]):
    __slots__ = ()
    file = "model_stores.yaml"
    row = ModelStore

    def of(self, call: str) -> ModelStore | None:
        """The row for a call's name: `joblib.dump`, `xgboost.XGBClassifier.save_model`."""
        return self.get(call) or (self.get(f"?.{call.rpartition('.')[2]}") if "." in call else None)

    def is_save(self, call: str) -> bool:
        """The name is that of something that saves a model."""
        row = self.of(call)
        return row is not None and row.mode == "save"


@record(kw_only=True)
class ModelRegistry(Row):
    """Something that keeps the versions of a model: an import's dotted name, the name of a file or folder of
    the project, or (`place`) the beginning of a path whose content goes away or is kept with the run that wrote it."""

    kind: Literal["import", "file", "place"]


class ModelRegistries(Table[ModelRegistry]):
    __slots__ = ()
    file = "model_registries.yaml"
    row = ModelRegistry

    def keeps(self, dotted: str) -> bool:
        """The imported name belongs to one of them."""
        return any(part in self and self[part].kind == "import" for part in prefixes(dotted))

    def keeps_at(self, path: str) -> bool:
        """What is written there does not outlive its run, or is kept for each run."""
        return any(row.kind == "place" and path.startswith(row.name) for row in self)


@record(kw_only=True)
class PickledLibrary(Row):
    """A distribution whose objects are pickled by programs that import one of `imports`; `part` is the first part of
    its version (1: major, 2: minor) whose change a pickle may not survive."""

    part: int
    imports: tuple[str, ...]


class PickledLibraries(Table[PickledLibrary]):
    __slots__ = ()
    file = "pickled_libraries.yaml"
    row = PickledLibrary
