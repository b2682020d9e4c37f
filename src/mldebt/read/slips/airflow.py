"""What does a DAG file do at each parse, and does it say when its DAGs run?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import ParseTimeReads
from mldebt.model import Hop, Lend, Slip

from ..bound_names import arguments
from ..outline import Outline
from ..walk import Definition

DAGS = frozenset({"airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG", "airflow.sdk.DAG"})
MARKS = frozenset({"airflow.decorators.dag", "airflow.decorators.dag.dag", "airflow.sdk.dag"})
SCHEDULES = frozenset({"schedule", "schedule_interval", "timetable"})
CLOCKS = frozenset({
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "pendulum.now", "pendulum.today", "airflow.utils.timezone.utcnow",
})  # fmt: skip
SHOWN = 6
UNNAMED = "the DAG"


def parse_time_reads(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """One slip a file: everything that it asks from outside whenever the scheduler parses it."""
    table = lend(ParseTimeReads)
    if not _dags(outline):
        return
    asked = [(call, row) for call in outline.of(ast.Call) if (row := table.of(outline.name(call))) is not None]
    found = [(call, row) for call, row in asked if _at_parse(call, outline)]
    if found:
        call, row = found[0]
        more = f" (and {len(found) - 1} more such calls)" if len(found) > 1 else ""
        message = f"{_short(outline.name(call))} asks {row.asks} whenever the scheduler parses this file{more}"
        hops = tuple(
            Hop(outline.place(each), f"{_short(outline.name(each))} asks {one.asks}") for each, one in found[:SHOWN]
        )
        yield Slip(
            "variable-read-at-import", outline.place(call), message, _short(outline.name(call)), hops[1:] and hops
        )


def schedules(outline: Outline) -> Iterator[Slip]:
    """A DAG without a schedule; one in its `default_args` is none."""
    for dag, name in _dags(outline):
        given = {keyword.arg for keyword in dag.keywords} if isinstance(dag, ast.Call) else set()
        hidden = isinstance(dag, ast.Call) and (
            None in given or len(dag.args) > 2 or any(isinstance(one, ast.Starred) for one in dag.args)
        )
        if hidden or given & SCHEDULES or (name == UNNAMED and outline.function(dag) is not None):
            continue  # a function that makes a part of another DAG, which has none of its own
        aside = _default_args(dag, outline)
        wrong = next((key for key in aside if key in SCHEDULES), "")
        hops: tuple[Hop, ...] = ()
        if wrong:
            message = f"{name} has no schedule, because {wrong} does nothing in default_args"
            hops = (Hop(outline.place(aside[wrong]), f"{wrong} is set here"),)
        else:
            message = f"{name} names no schedule, so it runs every day before Airflow 3 and never by itself from 3 on"
        yield Slip(
            "dag-without-schedule",
            outline.place(dag),
            message,
            name,
            hops,
            "schedule=None, or the interval that is meant",
        )


def clocks(outline: Outline) -> Iterator[Slip]:
    """A start date that is always now: no interval that begins after it has ended."""
    for dag, name in _dags(outline):
        given = _keyword(dag, "start_date") or _default_args(dag, outline).get("start_date")
        given = _followed(given, outline) if given is not None else None
        told = [_keyword(dag, one) for one in sorted(SCHEDULES)]
        by_hand = any(isinstance(one, ast.Constant) and one.value is None for one in told)
        if given is not None and not by_hand and _is_clock(given, outline):
            message = f"the start_date of {name} moves with the clock, so its first interval never ends"
            yield Slip("moving-start-date", outline.place(given), message, name, (Hop(outline.place(dag), name),))


def _dags(outline: Outline) -> list[tuple[ast.expr, str]]:
    """Each DAG of the file by the call or the decorator that makes it, with what to call it."""
    found: list[tuple[ast.expr, str]] = [
        (call, _dag_name(call, outline)) for call in outline.of(ast.Call) if outline.name(call) in DAGS
    ]
    for function in outline.of(ast.FunctionDef):
        found += [(mark, f"DAG {function.name}") for mark in function.decorator_list if outline.name(mark) in MARKS]
    return found


def _dag_name(call: ast.Call, outline: Outline) -> str:
    given = _keyword(call, "dag_id") or (call.args[0] if call.args else None)
    value = outline.value(given) if given is not None else None
    known = value is not None and value.kind in ("literal", "template") and str(value.value).strip("*.")
    return f"DAG {value.value}" if known and value is not None else UNNAMED


def _at_parse(call: ast.Call, outline: Outline) -> bool:
    """It runs when the file is imported: at the top, or in the body of a function that makes a DAG."""
    for above in outline.parents(call):
        if isinstance(above, ast.Lambda):
            return False
        if isinstance(above, Definition) and not any(outline.name(mark) in MARKS for mark in above.decorator_list):
            return False
        if isinstance(above, ast.If) and "__main__" in ast.dump(above.test):
            return False
    return True


def _keyword(call: ast.expr, name: str) -> ast.expr | None:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((one.value for one in keywords if one.arg == name), None)


def _default_args(dag: ast.expr, outline: Outline) -> dict[str, ast.expr]:
    """The literal dictionary of default arguments, written in place or set above."""
    given = _keyword(dag, "default_args")
    given = _followed(given, outline) if given is not None else None
    if isinstance(given, ast.Call) and outline.name(given) == "dict":
        return {one.arg: one.value for one in given.keywords if one.arg is not None}
    if not isinstance(given, ast.Dict):
        return {}
    pairs = zip(given.keys, given.values, strict=True)
    return {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}


def _followed(node: ast.expr, outline: Outline) -> ast.expr:
    """What a name was set to, where it is set once."""
    function = outline.function(node)
    if not isinstance(node, ast.Name) or (
        function is not None and node.id in {one.arg for one in arguments(function.args)}
    ):
        return node
    made = [
        one.value for one in outline.of(ast.Assign) for target in one.targets
        if isinstance(target, ast.Name) and target.id == node.id
    ]  # fmt: skip
    return made[0] if len(made) == 1 else node


def _is_clock(node: ast.expr, outline: Outline) -> bool:
    return isinstance(node, ast.Call) and outline.name(node) in CLOCKS


def _short(name: str) -> str:
    return ".".join(part for part in name.split(".")[-2:] if part != "?")
