"""What happens in a program that trains, and by which name one thing goes in all of its helpers."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..descent import within
from ..walk import Definition
from .torch_names import Holder
from .torch_view import CHAINING, View
from .wording import spelling

Kind = Literal["backward", "step", "other-step", "zero", "mode", "use", "given", "scheduled", "load", "made", "model"]
Modes = frozenset[str]
State = dict[str, Modes]
UNSET: Modes = frozenset({"unset"})
ANY: Modes = frozenset({"?"})


class Event(NamedTuple):
    """Something that happens to a model, an optimizer or a loss. `path` names it across helpers; `modes` are those in
    which the model may be; `conditions` are the arms of branches in which it happens; `again`: in a second pass."""

    kind: Kind
    node: ast.expr | ast.stmt
    path: str
    modes: Modes = UNSET
    loops: tuple[ast.AST, ...] = ()
    conditions: tuple[tuple[ast.AST, int], ...] = ()
    quiet: bool = False
    functions: tuple[Definition, ...] = ()
    again: bool = False
    words: tuple[str, ...] = ()
    spelt: str = ""


@dataclass
class Frame:
    """One function being gone through, and what its names stand for outside."""

    holder: Holder
    qualified: str
    names: dict[str, str]
    instance: str
    outer: "Frame | None" = None
    returns: list[State] = field(default_factory=list)
    breaks: list[list[State]] = field(default_factory=list)
    continues: list[list[State]] = field(default_factory=list)


class TooMuch(Exception):  # noqa: N818 - a signal, not an error
    """The file would take too long."""


class Paths:
    """The frames that are being gone through, and the events met so far."""

    def __init__(self, view: View, budget: list[int]) -> None:
        self.view = view
        self.events: list[Event] = []
        self._budget = budget
        self._loops: list[ast.AST] = []
        self._conditions: list[tuple[ast.AST, int]] = []
        self._stack: list[Frame] = []
        self._holding: set[str] = set()
        self._quiet = 0
        self._again = 0

    def path(self, node: ast.expr) -> str:
        """One name for one thing, whatever the helper in which it is spoken of; empty for what has no name."""
        if type(node) is ast.Name:
            return self._root(node.id, self._stack[-1])
        known = self.view.spelt_paths.get(node)
        if known is None:
            known = self.view.spelt_paths[node] = _spelt_path(node)
        name, rest = known
        return self._root(name, self._stack[-1]) + rest if name else ""

    def _root(self, name: str, frame: Frame) -> str:
        if name in frame.names:
            return frame.names[name]
        if frame.instance and name == self.view.self_name(frame.holder):
            return frame.instance
        if name in self.view.names(frame.holder):
            return f"{frame.qualified}:{name}" if frame.qualified else name
        return self._root(name, frame.outer) if frame.outer is not None else name

    def mode(self, path: str, state: State) -> Modes:
        """The modes in which a model may be: its own, or that of what holds it."""
        while path:
            if path in state:
                return state[path]
            path = path.rpartition(".")[0]
        return state.get("", UNSET)

    def _set_mode(self, path: str, modes: Modes, state: State) -> None:
        """An empty path stands for some model, so that none is known any longer."""
        self._hold(path)
        if not path:
            state.update(dict.fromkeys(state, ANY))
        elif path in self._holding:
            below = f"{path}."
            for known in [known for known in state if known.startswith(below)]:
                state[known] = modes
        state[path] = modes if path else ANY

    def _hold(self, path: str) -> None:
        """A state is told of the path from now on: what holds it must know, so that others need not be asked."""
        above = path.rpartition(".")[0]
        while above and above not in self._holding:
            self._holding.add(above)
            above = above.rpartition(".")[0]

    def _event(self, kind: Kind, node: ast.expr | ast.stmt, path: str, state: State) -> None:
        words: tuple[str, ...] = ()
        spelt = ""
        if kind == "use" and isinstance(node, ast.Call):
            if node not in self.view.spelt_calls:
                self.view.spelt_calls[node] = tuple(_words(node)), spelling(node.func)
            words, spelt = self.view.spelt_calls[node]
        functions = tuple(f.holder for f in self._stack if isinstance(f.holder, Definition))
        quiet = self._quiet > 0 or "no-grad" in state
        modes, loops, conditions = self.mode(path, state), tuple(self._loops), tuple(self._conditions)
        again = self._again > 0
        self.events.append(Event(kind, node, path, modes, loops, conditions, quiet, functions, again, words, spelt))

    def _spend(self) -> None:
        self._budget[0] -= 1
        if self._budget[0] < 0:
            raise TooMuch


def joined(states: Iterable[State | None]) -> State | None:
    """What holds after branches that meet again."""
    alive = [state for state in states if state is not None]
    if not alive:
        return None
    first, *others = alive
    found = dict(first)
    for other in others:
        if other != found:
            _meet(found, other)
    return found


def _meet(found: State, other: State) -> None:
    """Adds what may be on another way; nearly all is the same on both."""
    differing = {path: modes for path, modes in found.items() if other.get(path, UNSET) != modes}
    for path, modes in differing.items():
        found[path] = modes | other.get(path, UNSET)
    for path, modes in other.items():
        if path not in found:
            found[path] = modes | UNSET


def _spelt_path(node: ast.expr) -> tuple[str, str]:
    """The name with which a path begins, empty where it begins otherwise, and its attributes."""
    attributes: list[str] = []
    node = unchained(node)
    while isinstance(node, ast.Attribute):
        if node.attr != "module":
            attributes.append(f".{node.attr}")
        node = unchained(node.value)
    return (node.id, "".join(reversed(attributes))) if isinstance(node, ast.Name) else ("", "")


def unchained(node: ast.expr) -> ast.expr:
    """`net` of `net.to(device).eval()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHAINING:
        node = node.func.value
    return node


def _words(node: ast.Call) -> Iterator[str]:
    """The names in a call's arguments."""
    for argument in node.args:
        for inner in within(argument):
            if isinstance(inner, ast.Name):
                yield inner.id
            elif isinstance(inner, ast.Attribute):
                yield inner.attr
