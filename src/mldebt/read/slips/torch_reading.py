"""What does the order of events say of a model: who trains it, is it used on data that was held out?"""

import ast
from functools import cached_property

from .torch_flow import Flow
from .torch_inputs import devices
from .torch_parts import Event

STEPS = frozenset({"step", "other-step"})


class Reading:
    """One flow, with the questions that the slips below ask of it."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.view = flow, flow.view
        self.once = [event for event in flow.events if not event.again]
        self.backward = [event for event in flow.events if event.kind == "backward"]
        self.learning = {loop for event in self.backward for loop in event.loops[-1:]}
        self.models = {event.path for event in flow.events if event.kind in ("mode", "model", "load", "made")} - {""}
        self.trained = self._trained()

    def _trained(self) -> dict[str, int]:
        """The models that a backward pass follows in the same loop, and from which event on."""
        found: dict[str, int] = {}
        for index, event in enumerate(self.once):
            if event.kind == "backward":
                loop = event.loops[-1:]
                for earlier in self.once[:index]:
                    if (
                        earlier.kind == "use"
                        and not earlier.quiet
                        and earlier.loops[: len(event.loops)] == event.loops
                        and loop
                    ):
                        found.setdefault(earlier.path, index)
        return found

    def is_model(self, event: Event) -> bool:
        if event.path in self.models:
            return True
        makers = self.view.makers(called_model(event))
        return bool(makers) and all(map(self.view.is_module, makers))

    def is_held_out(self, event: Event) -> bool:
        """What the model is given, the loop it is called in or the function says: this is an evaluation."""
        given = self._given(event)
        if "training" in given:
            return False
        if "held-out" in given:
            return not self._learns(event) or self._follows_the_step(event)
        if self._learns(event):
            return False
        iterated = [self.flow.iterated.get(loop, "").rpartition(":")[2] for loop in event.loops[-1:]]
        said = self.view.words_mean(*(part for path in iterated for part in path.split(".")))
        if said & {"training", "held-out"}:
            return said & {"training", "held-out"} == {"held-out"}
        return self._function_evaluates(event)

    def _function_evaluates(self, event: Event) -> bool:
        if not event.functions or not event.loops:
            return False
        function = event.functions[-1]
        said = self.view.words_mean(function.name)
        if "held-out" not in said or "training" in said or any(function in one.functions for one in self.backward):
            return False
        return self.view.outline.function(event.loops[-1]) is function

    def _learns(self, event: Event) -> bool:
        return any(loop in self.learning for loop in event.loops[-1:])

    def _given(self, event: Event) -> set[str]:
        """What the names in the arguments say, those of devices left out."""
        said = self.view.words_mean(*event.words)
        if "held-out" not in said:
            return said
        return self.view.words_mean(*(word for word in event.words if word not in self._devices))

    @cached_property
    def _devices(self) -> frozenset[str]:
        return devices(self.view)

    def _follows_the_step(self, event: Event) -> bool:
        """All that its loop learns from in one round lies behind it; before, held-out rows have a part in the loss."""
        index = next(place for place, one in enumerate(self.once) if one is event)
        loop = event.loops[-1:]
        passes = [place for place, one in enumerate(self.once) if one.kind == "backward" and one.loops[-1:] == loop]
        steps = any(one.kind in STEPS and loop[0] in one.loops for one in self.once[:index])
        return steps and all(place < index for place in passes)

    def trains_again_in_eval(self, event: Event) -> bool:
        """In the second round of its loop a model that learns there may be in the mode of an evaluation."""
        repeats = event.again and event.kind == "use" and "eval" in event.modes and not event.quiet
        learns = repeats and event.path in self.trained and self._learns(event)
        return learns and "held-out" not in self._given(event)

    def is_far_from_learning(self, event: Event) -> bool:
        return not any(loop in one.loops for one in self.backward for loop in event.loops)


def called_model(use: Event) -> ast.expr:
    """The expression that is called: `net` of `net(x)` and of `net.forward(x)`."""
    assert isinstance(use.node, ast.Call)
    func = use.node.func
    return func.value if isinstance(func, ast.Attribute) and func.attr == "forward" else func
