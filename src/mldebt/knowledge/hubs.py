"""Under which licences do the models and data sets of a hub stand, and which calls fetch them?"""

from collections.abc import Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from typing import Literal

from mldebt.model import Row, Table, record

HubKlass = Literal[
    "permissive", "share-alike", "copyleft", "non-commercial", "no-derivatives", "use-restricted", "unknown"
]


@record(kw_only=True)
class HubModel(Row):
    """A model or data set, or a family of them, by a pattern of its identifier; `dataset:` before a data set's."""

    licence: str
    klass: HubKlass = field(metadata={"key": "class"})
    verified: bool = True


class HubModels(Table[HubModel]):
    __slots__ = ("_of_owner",)
    file = "hub_models.yaml"
    row = HubModel

    def __init__(self, rows: Mapping[str, HubModel]) -> None:
        super().__init__(rows)
        self._of_owner: dict[str, list[HubModel]] = {}
        for row in rows.values():
            self._of_owner.setdefault(_owner(row.name), []).append(row)

    def of(self, identifier: str, *, dataset: bool = False) -> HubModel | None:
        """The first row whose pattern fits `owner/name`; None for what no row speaks of."""
        full = f"dataset:{identifier}" if dataset else identifier
        rows = [*self._of_owner.get(_owner(full), ()), *(self._of_owner.get("", ()) if "/" not in full else ())]
        return next((row for row in rows if fnmatchcase(full, row.name)), None)


@record(kw_only=True)
class HubCall(Row):
    """A call that fetches something from a hub; `argument` is the position of its identifier, 99 for none."""

    argument: int
    keyword: str
    dataset: bool = False


class HubCalls(Table[HubCall]):
    __slots__ = ()
    file = "hub_calls.yaml"
    row = HubCall

    def of(self, name: str) -> HubCall | None:
        """The row of a call by its full name, else by the method that it is."""
        return self.get(name) or self.get(f"?.{name.rpartition('.')[2]}")


def _owner(identifier: str) -> str:
    return identifier.rpartition("/")[0]
