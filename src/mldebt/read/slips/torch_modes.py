"""Which models are evaluated as if they were still being trained, or trained as if they were being evaluated?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..descent import within
from ..walk import Definition
from .torch_classes import CONTAINERS, depends_on_mode
from .torch_flow import Flow
from .torch_inputs import wants_input_gradients
from .torch_parts import Event
from .torch_reading import Reading, called_model
from .wording import code

TRAINS = frozenset({"train", "fresh", "unset"})
LEARNING = frozenset({"backward", "step", "other-step"})


def mode_slips(flow: Flow) -> Iterator[Slip]:
    reading = Reading(flow)
    told: set[tuple[str, str, ast.AST]] = set()
    for index, event in enumerate(reading.once):
        if event.kind != "use" or not event.path or not reading.is_model(event):
            continue
        for slip in (*_train_mode(reading, event, index), *_with_gradients(reading, event, index)):
            near = event.loops[-1] if event.loops else event.node
            key = (slip.kind.partition(":")[0], event.path, near)
            if key not in told:
                told.add(key)
                yield slip
    yield from _not_restored(reading)


def _train_mode(reading: Reading, event: Event, index: int) -> Iterator[Slip]:
    if not event.modes <= TRAINS or _is_on_another_arm(reading, event):
        return
    name = event.spelt.removesuffix(".forward")
    trained = reading.trained.get(event.path, index + 1)
    hops: tuple[Hop, ...] = ()
    place = reading.view.outline.place
    if trained < index and reading.is_held_out(event) and not _is_meant(reading, event, trained, index):
        message = f"{name} is evaluated in training mode, nothing calls {name}.eval() after it was trained"
        hops = (Hop(place(reading.once[trained].node), "trains it"),)
    elif (load := _loaded(reading, event, index)) is not None:
        message = f"{name} predicts with loaded weights in training mode, nothing calls {name}.eval() before"
        hops = (Hop(place(load.node), "loads the weights"),)
    else:
        return
    depends = depends_on_mode(reading.view, called_model(event))
    if depends is not False:
        kind = "evaluated-in-train-mode" if depends else "evaluated-in-train-mode:maybe"
        fix = f"Call {name}.eval() before, and {name}.train() when training goes on"
        yield Slip(kind, place(event.node), message, name, hops, fix)


def _is_meant(reading: Reading, event: Event, trained: int, index: int) -> bool:
    """Somebody said train() after the training, or this is a bare layer that learns nothing, such as noise."""
    between = reading.once[trained:index]
    if any(one.kind == "mode" and one.path == event.path and one.modes == frozenset({"train"}) for one in between):
        return True
    makers = reading.view.makers(called_model(event))
    bare = bool(makers) and all(maker.startswith("torch.nn.") and maker not in CONTAINERS for maker in makers)
    return bare and not any(one.kind == "model" and one.path == event.path for one in reading.once)


def _is_on_another_arm(reading: Reading, event: Event) -> bool:
    """Some branch puts the model into eval mode, and this is what happens otherwise."""
    arms = dict(event.conditions)
    return any(
        one.kind == "mode" and one.path == event.path and "eval" in one.modes
        and any(arms.get(branch, arm) != arm for branch, arm in one.conditions)
        for one in reading.once
    )  # fmt: skip


def _loaded(reading: Reading, event: Event, index: int) -> Event | None:
    """Weights were loaded into a new model, and the program trains nothing."""
    if event.modes != frozenset({"fresh"}) or any(one.kind in ("backward", "step") for one in reading.once):
        return None
    return next((one for one in reading.once[:index] if one.kind == "load" and one.path == event.path), None)


def _with_gradients(reading: Reading, event: Event, index: int) -> Iterator[Slip]:
    text = reading.view.outline.text
    if event.quiet or "volatile" in text or "autograd.grad" in text or not event.loops:
        return
    last = event.loops[-1]
    if isinstance(last, ast.For) and any(isinstance(one, ast.Break) for one in last.body):
        return  # a loop that takes one batch and ends
    if wants_input_gradients(reading.view, last):
        return
    trained = reading.trained.get(event.path, index + 1) < index
    if not trained and ("requires_grad" in text or ".freeze(" in text):
        return
    in_eval = event.modes == frozenset({"eval"}) and reading.is_far_from_learning(event)
    if in_eval or reading.is_held_out(event):
        name = event.spelt.removesuffix(".forward")
        place = reading.view.outline.place
        message = f"{name} is evaluated with gradients recorded, no torch.no_grad() is around it"
        yield Slip("evaluated-with-gradients", place(event.node), message, name, (), _quiet_fix(reading, event))


def _quiet_fix(reading: Reading, event: Event) -> str:
    """The function of the loop may be decorated as a whole, unless something learns in it too."""
    loop = event.loops[-1]
    function = reading.view.outline.function(loop)
    spelt = f" over {code(loop.iter)}" if isinstance(loop, ast.For | ast.AsyncFor) else ""
    around = f"the loop{spelt} in line {loop.lineno} under with torch.no_grad()"  # type: ignore[attr-defined]
    if function is None or _learns_in(reading, function):
        return f"Put {around}"
    return f"Decorate {function.name} with @torch.no_grad(), or put {around}"


def _learns_in(reading: Reading, function: Definition) -> bool:
    followed = any(function in one.functions for one in reading.flow.events if one.kind in LEARNING)
    return followed or any(isinstance(one, ast.Attribute) and one.attr in LEARNING for one in within(function))


def _not_restored(reading: Reading) -> Iterator[Slip]:
    """In its second round a loop trains in the mode in which its first round ended."""
    first = {(event.node, event.functions): event for event in reversed(reading.once) if event.kind == "use"}
    told: set[tuple[str, ast.AST]] = set()
    for again in reading.flow.events:
        before = first.get((again.node, again.functions)) if reading.trains_again_in_eval(again) else None
        mode = _last_eval(reading, before) if before is not None and not before.modes & {"eval", "?"} else None
        if before is not None and mode is not None and (again.path, mode.node) not in told:
            told.add((again.path, mode.node))
            yield from _told_not_restored(reading, before, mode)


def _told_not_restored(reading: Reading, use: Event, mode: Event) -> Iterator[Slip]:
    if depends_on_mode(reading.view, called_model(use)) is False or use.path in _frozen(reading):
        return
    name, place = use.spelt.removesuffix(".forward"), reading.view.outline.place
    message = (
        f"{ast.unparse(mode.node)} in the loop is never undone, from its second round on {name} trains in eval mode"
    )
    hops = (Hop(place(use.node), "trains in the mode that the last round left"),)
    yield Slip("train-mode-not-restored", place(mode.node), message, name, hops, f"Call {name}.train() before training")


def _last_eval(reading: Reading, use: Event) -> Event | None:
    """What puts the model into eval mode later in the same loop, on no other arm of a branch than the training."""
    arms = dict(use.conditions)
    found = None
    for event in reading.once[reading.once.index(use) :]:
        same = event.path == use.path or use.path.startswith(f"{event.path}.")
        evaluates = event.kind == "mode" and same and event.modes == frozenset({"eval"})
        if evaluates and set(event.loops) & set(use.loops):
            meets = all(arms.get(branch, arm) == arm for branch, arm in event.conditions)
            found = event if meets else found
    return found


def _frozen(reading: Reading) -> set[str]:
    """Models whose parameters some loop switches off."""
    found = set()
    for loop in reading.view.outline.of(ast.For) if "requires_grad" in reading.view.outline.text else ():
        spelt = ast.unparse(loop)
        if "requires_grad = False" in spelt or "requires_grad_(False)" in spelt:
            found |= {event.path for event in reading.flow.events if event.kind == "model" and event.node is loop.iter}
    return found
