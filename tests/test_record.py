"""A record is what `dataclass(frozen=True, slots=True)` would have made of the class."""

import copy
import inspect
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, make_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mldebt.model import record
from mldebt.model.record import _first

SOURCE = Path(__file__).parents[1] / "src" / "mldebt"


@record
class Point:
    """A place."""

    across: int
    names: tuple[str, ...] = ()
    notes: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    many: ClassVar[int] = 3


@record
class Named(Point):
    name: str = "here"


@record(kw_only=True)
class Row:
    key: str
    source: str


@record(kw_only=True)
class Wide(Row):
    width: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin(Row):
    """Declared as a plugin may declare it."""

    extra: str = ""


class Open(Point):
    """Not a record itself."""


def _records() -> Iterator[type[Any]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(("mldebt", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        for one in vars(import_module(name)).values():
            is_record = isinstance(one, type) and "__dataclass_fields__" in vars(one) and "_values" not in vars(one)
            if is_record and one.__module__ == name and vars(one).get("__setattr__") is vars(Point)["__setattr__"]:
                yield one


RECORDS = [*_records(), Point, Named, Row, Wide]


@pytest.mark.parametrize("made", RECORDS, ids=lambda made: f"{made.__module__}.{made.__qualname__}")
def test_the_class_is_what_dataclass_would_have_made(made: Any) -> None:  # noqa: ANN401 - any class of ours
    if made.__init__ is _first:
        with pytest.raises(TypeError):
            made(*range(100))  # writes the real one
    told = [(one.name, one.default, one.default_factory, one.kw_only, one.compare, one.repr) for one in fields(made)]
    columns = [(one.name, Any, field(default=one.default, default_factory=one.default_factory, kw_only=one.kw_only,
                                     compare=one.compare, repr=one.repr)) for one in fields(made)]  # fmt: skip
    original: Any = make_dataclass(made.__name__, columns, frozen=True, slots=True)
    assert told == [(o.name, o.default, o.default_factory, o.kw_only, o.compare, o.repr) for o in fields(original)]
    ours, theirs = inspect.signature(made.__init__).parameters, inspect.signature(original.__init__).parameters
    assert [(one.name, one.kind) for one in ours.values()] == [(one.name, one.kind) for one in theirs.values()]
    assert made.__match_args__ == original.__match_args__
    assert not hasattr(object.__new__(made), "__dict__") or any("__dict__" in vars(base) for base in made.__mro__)


def test_it_is_compared_hashed_shown_and_copied_by_its_fields() -> None:
    one, same, other = Point(1, ("a",), {"x": 1}), Point(1, ("a",)), Point(2)
    assert one == same
    assert one != other
    assert one != Named(1, ("a",))
    assert len({one, same, other}) == 2
    assert repr(Named(1)) == "Named(across=1, names=(), name='here')"
    assert replace(one, across=5) == Point(5, ("a",))
    assert asdict(Wide(key="k", source="s")) == {"key": "k", "source": "s", "width": 2}
    for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert (again, again.notes) == (one, {"x": 1})
    assert one.notes is not Point(1).notes is not Point(1).notes
    match Named(3, name="there"):
        case Named(across, _, _, name):
            assert (across, name) == (3, "there")


def test_nothing_of_it_changes() -> None:
    one = Point(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'across'"):
        one.across = 2  # type: ignore[misc]  # that is the question
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'across'"):
        del one.across
    with pytest.raises(FrozenInstanceError):
        one.other = 2  # type: ignore[attr-defined]  # that is the question
    free = Open(1)
    free.other = 2  # type: ignore[attr-defined]  # what is no record may have more
    with pytest.raises(FrozenInstanceError):
        free.across = 2  # type: ignore[misc]  # that is the question


def test_a_dataclass_may_be_made_of_it() -> None:
    one = Plugin(key="k", source="s", extra="e")
    assert is_dataclass(Plugin)
    assert replace(one, key="l") == Plugin(key="l", source="s", extra="e")
    with pytest.raises(TypeError, match=r"Row.__init__\(\) missing 1 required keyword-only argument: 'source'"):
        Row(key="k")  # type: ignore[call-arg]  # that is the question


def test_what_another_process_pickled_is_the_same_here() -> None:
    program = (
        "import pickle, sys; from mldebt.model import Place; sys.stdout.buffer.write(pickle.dumps(Place('a.py', 3)))"
    )
    from mldebt.model import Place

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert pickle.loads(done.stdout) == Place("a.py", 3)
