"""What stands twice, what grew, what is a version of what: by hand-made numbers and facts, and by counting."""

from itertools import pairwise
from textwrap import dedent
from typing import Any

import pytest
from counting import operations

from mldebt.knowledge import ModelFamilies, VersionWords, lend
from mldebt.link.clones import Run, are_lessons, from_first, grouped, runs, winnowed
from mldebt.link.growth import Growth, grown
from mldebt.link.versions_of_files import Named, named
from mldebt.model import Fingerprints, Function, Language, Place, SourceFile
from mldebt.read import read_text


def function(name: str, complexity: int, path: str = "a.py") -> Function:
    return Function(name, Place(path, 1), complexity, 10, 20)


# Growth


def test_a_function_grows_by_its_qualified_name() -> None:
    before = {"a.py": (function("Job.run", 10), function("run", 20))}
    now = {"a.py": (function("Job.run", 17), function("run", 20))}
    assert [*grown(before, now, 15, 3)] == [Growth(function("Job.run", 17), 10)]


@pytest.mark.parametrize(("old", "new"), [(13, 15), (14, 16), (20, 22), (20, 18)])
def test_what_stays_below_the_limit_or_nearly_as_it_was_has_not_grown(old: int, new: int) -> None:
    assert [*grown({"a.py": (function("f", old),)}, {"a.py": (function("f", new),)}, 15, 3)] == []


def test_a_function_that_moved_is_known_by_its_name() -> None:
    now = {"b.py": (function("f", 30, "b.py"),)}
    assert [*grown({"a.py": (function("f", 10),)}, now, 15, 3)] == [Growth(function("f", 30, "b.py"), 10, "a.py")]


def test_a_name_that_stood_in_two_places_says_nothing() -> None:
    before = {"a.py": (function("main", 10),), "c.py": (function("main", 12),)}
    assert [*grown(before, {"b.py": (function("main", 30),)}, 15, 3)] == []


def test_a_function_that_is_still_there_was_not_moved() -> None:
    before = {"a.py": (function("f", 10),)}
    assert [*grown(before, {"a.py": (function("f", 10),), "b.py": (function("f", 30),)}, 15, 3)] == []


# Clones


def test_a_block_is_followed_to_both_ends() -> None:
    first = [*range(100, 110), *range(20), *range(200, 210)]
    second = [*range(300, 303), *range(20), *range(400, 405)]
    assert [*runs([first, second], 10)] == [Run(1, 3, 0, 10, 20)]


def test_every_block_of_the_least_size_is_met_wherever_it_stands() -> None:
    for before in range(12):
        one = [*range(1000, 1000 + before), *range(10), *range(2000, 2007)]
        other = [*range(3000, 3005), *range(10), *range(4000, 4000 + before)]
        assert [*runs([one, other], 10)] == [Run(1, 5, 0, before, 10)]


def test_a_shorter_block_is_none() -> None:
    assert [*runs([[*range(9), 50], [*range(9), 60]], 10)] == []


def test_a_block_does_not_reach_into_its_own_copy() -> None:
    assert [*runs([[*range(12), *range(12), *range(12)]], 10)] == [Run(0, 12, 0, 0, 12), Run(0, 24, 0, 0, 12)]


def test_what_is_copied_from_a_copy_is_copied_from_the_first() -> None:
    found = [Run(1, 0, 0, 5, 20), Run(2, 0, 1, 2, 15)]
    assert from_first(found) == [Run(1, 0, 0, 5, 20), Run(2, 0, 0, 7, 15)]


def test_copies_of_overlapping_blocks_are_one_group() -> None:
    one, other, apart = Run(1, 0, 0, 0, 20), Run(2, 0, 0, 2, 18), Run(3, 0, 0, 40, 20)
    assert [*grouped([apart, one, other])] == [[one, other], [apart]]


def test_some_window_of_every_span_is_kept() -> None:
    shapes = [(number * 7919) % 101 for number in range(300)]
    places = [at for _, at in winnowed(shapes, 5, 6)]
    assert places == sorted(set(places))
    assert all(after - before <= 6 for before, after in pairwise(places))


def _project(files: int, copied: int) -> list[list[int]]:
    """Files of a hundred statements, of which the same `copied` ones begin each."""
    return [
        [*range(copied), *(10_000 + 100 * file + number for number in range(100 - copied))] for file in range(files)
    ]


@pytest.mark.parametrize("copied", [0, 40, 100])
def test_finding_copies_costs_as_much_as_there_is_to_read(copied: int) -> None:
    small, large = (operations(lambda n=n: [*runs(_project(n, copied), 10)]) for n in (40, 160))  # type: ignore[misc]
    assert large < 4.6 * small


def test_one_statement_without_end_costs_no_more() -> None:
    small, large = (operations(lambda n=n: [*runs([[7] * n], 10)]) for n in (1000, 4000))  # type: ignore[misc]
    assert large < 4.6 * small


def _print(text: str, path: str = "a.py") -> Any:  # noqa: ANN401 - the one item of the fact
    found = read_text(SourceFile(path, Language.PYTHON), dedent(text), lend).fact(Fingerprints)
    return found[0] if found else None


def test_names_comments_and_layout_do_not_change_a_statement() -> None:
    one = _print("""
        def clean(frame):
            # first
            total = frame.sum(axis=1)+3
            return total
    """)
    other = _print("""
        def tidy(table):
            \"\"\"Tidy.\"\"\"
            whole = table.sum(axis=1) + 5  # all
            return whole
    """)
    assert one.shapes == other.shapes
    assert one.texts == other.texts


def test_a_string_changes_the_text_and_a_call_the_shape() -> None:
    one, string, call = _print("a = f(b, 'x')"), _print("a = f(b, 'y')"), _print("a = g(b, 'x')")
    assert one.shapes == string.shapes != call.shapes
    assert one.texts != string.texts


@pytest.mark.parametrize("text", ["import os", "NAMES = ['a', 'b']", '"""Words."""', "print(a)", "pass", ""])
def test_what_says_nothing_leaves_no_print(text: str) -> None:
    assert _print(text) is None


@pytest.mark.parametrize("text", ["a = '''", 'x = "\\', "a = f'{b'\nc(d)", "a = 'é' + b(ü)\n" * 3])
def test_odd_text_stops_nobody(text: str) -> None:
    reading = read_text(SourceFile("a.py", Language.PYTHON), text, lend)
    assert not any("fault of mldebt" in missing.reason for missing in reading.not_read)


def test_lessons_differ_in_their_numbers() -> None:
    words = frozenset({"week", "lab"})
    assert are_lessons("week_1/model.py", "week_2/model.py", words)
    assert not are_lessons("week_1/model.py", "week_1/train.py", words)
    assert not are_lessons("exp_1/model.py", "exp_2/model.py", words)
    assert not are_lessons("week_1/model.py", "src/model.py", words)
    assert are_lessons("week/1/model.py", "week/2/model.py", words)


# Versions


@pytest.mark.parametrize(("stem", "wanted"), [
    ("train", None),
    ("train_v2", Named("train", numbered=True)),
    ("train-v1.3", Named("train", numbered=True)),
    ("Train_Final", Named("train")),
    ("old_train", Named("train")),
    ("explore-Copy1", Named("explore")),
    ("Copy of explore", Named("explore")),
    ("train2", Named("train", numbered=True, digits=True)),
    ("explore (2)", Named("explore", numbered=True, digits=True)),
    ("resnet_v2", None),
    ("yolov5", None),
    ("mobilenet_v3_old", Named("mobilenet_v3")),
    ("v2", None),
    ("new", None),
    ("final_report", None),
])  # fmt: skip
def test_a_name_says_whose_version_it_is(stem: str, wanted: Named | None) -> None:
    assert named(stem, lend(VersionWords), lend(ModelFamilies)) == wanted
