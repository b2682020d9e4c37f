"""Which thing does a name stand for, here? Imports, constants, definitions and results of known calls, by scope."""

from typing import Literal, NamedTuple

Made = Literal["import", "result", "constant", "definition", "instance", "unknown"]


class Binding(NamedTuple):
    """import: the full dotted name; result: the name of the call whose result it is; definition: the qualified name
    of a function or class of this file; instance: `self` or `cls` of that class; constant: the value itself, with
    name "template" for a string that has `*` for what is not known."""

    kind: Made
    name: str = ""
    value: str | int | float | bool | None = None


UNKNOWN = Binding("unknown")
LONGEST = 40
"""Calls on the result of a call on the result …: a name that `rows = rows.append(…)` makes longer each time is given
up, for looking up a hundred ever longer names costs the square."""


class Scope:
    """The names of a module, a class body or a function. Mutable while its file is walked, then dropped.

    It is plain where radon counts as many `branches` as we do, those in asserts left out: nothing is defined inside,
    nothing matched.
    """

    __slots__ = (
        "asserted", "branches", "has_inner", "holder", "is_class", "is_plain", "names", "parent", "qualified", "shared",
        "statements",
    )  # fmt: skip

    def __init__(
        self,
        qualified: str = "",
        parent: "Scope | None" = None,
        *,
        is_class: bool = False,
        shared: frozenset[str] = frozenset(),
    ) -> None:
        self.qualified = qualified
        self.parent = parent
        self.is_class = is_class
        self.names: dict[str, Binding] = {}
        self.shared = shared
        self.holder: Scope | None = parent if parent is not None and parent.is_class else None
        self.branches = 1
        self.asserted = 0
        self.statements = 0
        self.has_inner = False
        self.is_plain = True

    def find(self, name: str) -> Binding | None:
        """The binding that a use of `name` in this scope meets; class bodies are not seen from within methods."""
        found = self.names.get(name)
        scope = self.parent
        while found is None and scope is not None:
            if not scope.is_class:
                found = scope.names.get(name)
            scope = scope.parent
        return found

    def bind(self, name: str, binding: Binding) -> None:
        """A constant bound anew, here or in a function (`shared`), is a variable, hence unknown. So is None for what
        had been something: `else: seed = None`."""
        if binding.kind == "constant":
            before = self.names.get(name)
            if name in self.shared or (before is not None and _is_another(before, binding)):
                binding = UNKNOWN
        elif binding.kind == "result" and binding.name.count(".") > LONGEST:
            binding = UNKNOWN
        self.names[name] = binding

    def inner(self, name: str) -> str:
        """The qualified name of something defined here."""
        return f"{self.qualified}.{name}" if self.qualified else name


def _is_another(before: Binding, binding: Binding) -> bool:
    if binding.value is None and binding.name == "":
        return before.kind in ("constant", "unknown", "result") and before != binding
    return before.kind == "constant" and before != binding
