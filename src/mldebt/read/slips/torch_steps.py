"""Which training loops step with gradients that nobody cleared, or that were cleared too early?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..descent import within
from .torch_flow import Flow
from .torch_parts import Event

STEPS = frozenset({"step", "other-step"})
ORDERED = ("backward", "zero", "step")


def step_slips(flow: Flow) -> Iterator[Slip]:
    once = [event for event in flow.events if not event.again]
    models = {event.path for event in once if event.kind in ("mode", "model", "load", "made")}
    told: set[ast.AST] = set()
    for event in once:
        if event.kind == "step" and event.path:
            loop = _loop(event, once)
            if loop is not None and loop not in told and not _is_made_in(event, loop):
                told.add(loop)
                inside = [one for one in once if loop in one.loops]
                if not _is_out_of_sight(event, inside, models):
                    yield from _gradients(flow, event, inside, once)
    yield from _schedules(flow, once)


def _loop(step: Event, events: list[Event]) -> ast.AST | None:
    """The innermost loop that holds both the step and a backward pass."""
    backward = [event for event in events if event.kind == "backward"]
    return next((loop for loop in reversed(step.loops) if any(loop in one.loops for one in backward)), None)


def _is_made_in(step: Event, loop: ast.AST) -> bool:
    """Each round makes an optimizer of its own, over tensors that have no gradients yet."""
    name = ast.unparse(_receiver(step))
    targets = [target for inner in within(loop) if isinstance(inner, ast.Assign) for target in inner.targets]
    return any(ast.unparse(part) == name for target in targets for part in (target, *getattr(target, "elts", ())))


def _is_out_of_sight(step: Event, inside: list[Event], models: set[str]) -> bool:
    """Something else gets hold of the optimizer or the model, and may clear the gradients."""
    given = {event.path for event in inside if event.kind == "given"}
    held = {step.path, *models}
    return any(path in held or step.path.startswith(f"{path}.") for path in given)


def _gradients(flow: Flow, step: Event, inside: list[Event], events: list[Event]) -> Iterator[Slip]:
    place = flow.view.outline.place
    name = step.path.rpartition(":")[2].replace("<", "").replace(">", "")
    backward = next(event for event in inside if event.kind == "backward")
    spelt = ast.unparse(step.node)
    if not any(event.kind == "zero" for event in inside):
        before = [event for event in events if event.kind == "zero" and set(event.loops) <= set(step.loops)]
        hops = [Hop(place(event.node), "clears them once, outside the loop") for event in before[:1]]
        hops.append(Hop(place(backward.node), "adds to the gradients of earlier batches"))
        message = f"{spelt} applies the gradients of all earlier batches too, nothing in the loop clears them"
        fix = f"Call {ast.unparse(_receiver(step))}.zero_grad() in the loop, before {ast.unparse(backward.node)}"
        yield Slip("gradients-not-cleared", place(step.node), message, name, tuple(hops), fix)
    elif (cleared := _cleared_too_early(step, inside)) is not None:
        message = f"{spelt} finds no gradients, {ast.unparse(cleared.node)} clears them after the backward pass"
        hops = [Hop(place(backward.node), "computes the gradients"), Hop(place(cleared.node), "clears them")]
        fix = f"Move {ast.unparse(cleared.node)} before {ast.unparse(backward.node)}"
        yield Slip("gradients-cleared-before-step", place(step.node), message, name, tuple(hops), fix)


def _receiver(step: Event) -> ast.expr:
    assert isinstance(step.node, ast.Call)
    thing = step.node.args[0] if step.node.args and isinstance(step.node.args[0], ast.Name | ast.Attribute) else None
    return thing or (step.node.func.value if isinstance(step.node.func, ast.Attribute) else step.node.func)


def _cleared_too_early(step: Event, inside: list[Event]) -> Event | None:
    """The clearing that comes last before the step, where all three stand side by side in the loop."""
    row = [event for event in inside if event.kind in ORDERED]
    level = (step.loops, step.conditions)
    side_by_side = all((event.loops, event.conditions) == level for event in row)
    if not side_by_side or sum(event.kind == "step" for event in row) != 1 or len({e.functions for e in row}) != 1:
        return None
    last = row[row.index(step) - 1]
    return last if last.kind == "zero" and last.path == step.path and isinstance(last.node, ast.Call) else None


def _schedules(flow: Flow, events: list[Event]) -> Iterator[Slip]:
    """`scheduler.step()` at the top of the loop in which the optimizer steps further down."""
    stepped = {event.path for event in events if event.kind in STEPS}
    for index, event in enumerate(events):
        step = _later_step(event, events[index:]) if event.kind == "scheduled" else None
        if step is None or any(_may_step(one, stepped) for one in events[:index]):
            continue
        spelt, place = ast.unparse(event.node), flow.view.outline.place
        after = ast.unparse(step.node)
        message = f"{spelt} comes before {after}, so the first learning rate of the schedule is never used"
        hops, name = (Hop(place(step.node), "the first step of the optimizer"),), event.path.rpartition(":")[2]
        fix = f"Call {spelt} after {after}"
        yield Slip("scheduler-before-optimizer", place(event.node), message, name, hops, fix)


def _later_step(event: Event, later: list[Event]) -> Event | None:
    """The step of an optimizer that comes next in the loop, if it is taken whenever the event happens."""
    inside = (one for one in later if one.kind == "step" and set(event.loops[-1:]) & set(one.loops))
    step = next(inside, None)
    return step if step is not None and event.conditions == step.conditions[: len(event.conditions)] else None


def _may_step(event: Event, stepped: set[str]) -> bool:
    return event.kind in STEPS or (event.kind == "given" and event.path in stepped)
