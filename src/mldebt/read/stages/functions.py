"""Which functions are steps of a flow that calls them: Prefect, Dagster, Kubeflow?"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mldebt.knowledge import Operators
from mldebt.model import Schedule, Stage

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .nouns import Found, Marks, definitions, in_loop, inner_nodes, keyword, known_text, lines_of, mark_of

ALARMS = ("on_failure", "on_failure_callback")
LATER = frozenset({"submit", "map", "delay"})
"""Methods that start a step and do not wait for it."""


@dataclass(slots=True)
class Step:
    """A marked function; `after` grows while flows are read."""

    tool: str
    function: Definition
    mark: ast.expr
    flow: str = ""
    after: set[str] = field(default_factory=set)
    ordered: bool = True
    called: bool = False


def collect(outline: Outline, marks: Marks, operators: Operators, found: Found) -> None:  # noqa: ARG001 - one shape for all
    steps, flows, assets = {}, [], {}
    for function in definitions(outline):
        for mark in function.decorator_list:
            tool, makes = mark_of(mark, outline, marks) or ("", "")
            if makes == "task":
                steps[function.name] = Step(tool, function, mark)
            elif makes == "asset":
                assets[function.name] = Step(tool, function, mark)
            elif makes == "flow":
                flows.append((tool, function, mark))
    for tool, flow, mark in flows:
        _follow(tool, flow, steps, outline)
        found.schedules += _schedules(mark, outline)
    for step in assets.values():
        step.after = {one.arg for one in step.function.args.args if one.arg in assets} | _deps(step, assets)
    for step in steps.values():
        step.ordered = step.ordered and step.called  # a flow of another file may call it
    known = [*steps.values(), *assets.values()]
    found.stages += [_stage(step, outline) for step in sorted(known, key=lambda one: one.function.lineno)]


def _stage(step: Step, outline: Outline) -> Stage:
    tool: Any = step.tool
    alarmed = any(keyword(step.mark, name) is not None for name in ALARMS)
    return Stage(
        tool, step.function.name, outline.place(step.function, end=False), lines_of(step.function, outline), step.flow,
        f".{step.function.name}", after=tuple(sorted(step.after - {step.function.name})), ordered=step.ordered,
        alarmed=alarmed,
    )  # fmt: skip


def _deps(step: Step, assets: dict[str, Step]) -> set[str]:
    given = keyword(step.mark, "deps")
    parts = given.elts if isinstance(given, ast.List | ast.Tuple) else []
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    names |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return names & assets.keys()


def _follow(tool: str, flow: Definition, steps: dict[str, Step], outline: Outline) -> None:
    """The calls of steps in the flow's body: what is handed on, and for Prefect the order in which they stand."""
    bound: dict[str, str] = {}
    last = ""
    for call, name, waits in _calls(flow, steps):
        step = steps[name]
        step.flow, step.called = step.flow or flow.name, True
        step.ordered = step.ordered and not in_loop(call, outline)
        handed = {bound[one.id] for one in _names(call) if one.id in bound}
        step.after |= handed | _inner(call, steps)
        if tool == "prefect" and last:
            step.after.add(last)
        last = name if waits else last
        parent = outline.parent(call)
        while isinstance(parent, ast.Await | ast.Attribute | ast.Call) and not isinstance(parent, ast.stmt):
            parent = outline.parent(parent)
        if isinstance(parent, ast.Assign):
            bound |= {target.id: name for target in parent.targets if isinstance(target, ast.Name)}
    for call in (one for one in inner_nodes(flow) if isinstance(one, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("after", "set_upstream"):
            first = {
                bound[one.id]
                for argument in call.args
                for one in within(argument)
                if isinstance(one, ast.Name) and one.id in bound
            }
            owner = call.func.value
            then = bound.get(owner.id, "") if isinstance(owner, ast.Name) else _called(owner)[0]
            if then in steps:
                steps[then].after |= first


def _calls(flow: Definition, steps: dict[str, Step]) -> Iterator[tuple[ast.Call, str, bool]]:
    """Calls of steps in source order, and whether the flow waits for each."""
    calls = [one for one in inner_nodes(flow) if isinstance(one, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0)):
        name, waits = _called(call)
        if name in steps:
            yield call, name, waits


def _called(call: ast.expr) -> tuple[str, bool]:
    """`f(...)`, `f.submit(...)`, `f.with_options(...)(...)`."""
    waits = True
    node = call.func if isinstance(call, ast.Call) else call
    if isinstance(node, ast.Attribute) and node.attr in LATER:
        waits, node = False, node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "with_options":
        node = node.func.value
    return (node.id if isinstance(node, ast.Name) else ""), waits


def _names(call: ast.Call) -> Iterator[ast.Name]:
    for argument in (*call.args, *(one.value for one in call.keywords)):
        yield from (one for one in within(argument) if isinstance(one, ast.Name))


def _inner(call: ast.Call, steps: dict[str, Step]) -> set[str]:
    """Steps called in the arguments themselves."""
    arguments = (*call.args, *(one.value for one in call.keywords))
    calls = (one for argument in arguments for one in within(argument) if isinstance(one, ast.Call))
    return {name for one in calls if (name := _called(one)[0]) in steps}


def _schedules(mark: ast.expr, outline: Outline) -> Iterator[Schedule]:
    """A schedule in the mark itself: Prefect 1's `schedule=`, `CronSchedule(cron="0 5 * * *")` as an argument."""
    for call in outline.of(ast.Call):
        if outline.name(call).rpartition(".")[2] not in ("CronSchedule", "ScheduleDefinition", "Cron"):
            continue
        given = keyword(call, "cron") or keyword(call, "cron_schedule") or (call.args[0] if call.args else None)
        text = known_text(given, outline)
        if text and len(text) < 80 and mark.lineno <= call.lineno <= (mark.end_lineno or mark.lineno):
            yield Schedule("flow", text, "", outline.place(call), (1, outline.text.count("\n") + 1))
