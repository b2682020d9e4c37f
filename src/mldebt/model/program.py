"""A Python program reduced to what moves rows: the fact that the data-flow engine interprets.

Names are resolved as in `Calls`. Everything that cannot move rows is `Const` or left out.
"""

from typing import NamedTuple

from .files import FileFact
from .places import Place


class Var(NamedTuple):
    name: str


class Const(NamedTuple):
    value: str | int | float | bool | None = None


class Attr(NamedTuple):
    base: "Expr"
    name: str


class Item(NamedTuple):
    """`base[key]`; a slice is a Span, several keys a Many."""

    base: "Expr"
    key: "Expr"
    where: Place


class Span(NamedTuple):
    lower: "Expr | None"
    upper: "Expr | None"


class Apply(NamedTuple):
    """A call: `name` as in Call, `receiver` the expression before the last dot, `callee` the whole callee if it has
    no receiver."""

    name: str
    receiver: "Expr | None"
    callee: "Expr | None"
    args: tuple["Expr", ...]
    keywords: tuple[tuple[str, "Expr"], ...]
    splat: bool
    where: Place


class Many(NamedTuple):
    """A tuple or a list; `starred` says that it has an item of unknown length."""

    items: tuple["Expr", ...]
    starred: bool = False


class Pairs(NamedTuple):
    keys: tuple["Expr", ...]
    values: tuple["Expr", ...]


class Mix(NamedTuple):
    """Row by row something of all of these: operators, comparisons, conditional expressions. `sign` is that of a single
    comparison, and `~` for what inverts."""

    parts: tuple["Expr", ...]
    where: Place
    sign: str = ""


class Each(NamedTuple):
    """A comprehension; `tests` are its conditions."""

    target: "Expr"
    over: "Expr"
    element: "Expr"
    tests: tuple["Expr", ...] = ()


class Function(NamedTuple):
    """A function or a lambda; `result` is the body of a lambda. `owner` is the qualified name of its class; `calls` are
    the full names of what it calls, functions inside it included, and `&name` for the names that it hands on."""

    qualified: str
    parameters: tuple[str, ...]
    defaults: tuple[tuple[str, "Expr"], ...]
    body: tuple["Step", ...]
    result: "Expr | None"
    owner: str
    where: Place
    calls: frozenset[str] = frozenset()


Expr = Var | Const | Attr | Item | Span | Apply | Many | Pairs | Mix | Each | Function


class Let(NamedTuple):
    """An assignment; `added` says that the old value stays in the new one."""

    targets: tuple[Expr, ...]
    value: Expr
    added: bool


class Do(NamedTuple):
    value: Expr


class Loop(NamedTuple):
    """`for target in over` (target None: a while loop)."""

    target: Expr | None
    over: Expr
    body: tuple["Step", ...]


class Branch(NamedTuple):
    test: Expr
    then: tuple["Step", ...]
    other: tuple["Step", ...]


class Give(NamedTuple):
    value: Expr


class Define(NamedTuple):
    name: str
    function: Function


class DefineClass(NamedTuple):
    """A class: its methods by name, its bases as they are written, what its body does besides, and the bases' full
    names."""

    name: str
    qualified: str
    methods: tuple[Function, ...]
    bases: tuple[str, ...]
    body: tuple["Step", ...]
    imported: tuple[str, ...] = ()


class Calling(NamedTuple):
    """What the module itself `calls`, outside of its functions, names as in Function; every variable that it `reads` or
    sets anywhere, and the `networks`: what shows by its methods that it is one."""

    calls: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()


Step = Let | Do | Loop | Branch | Give | Define | DefineClass | Calling


class Program(FileFact):
    """What does the file do with rows? Its top-level steps in order; empty where it does nothing with them."""

    __slots__ = ()


class HelperProgram(FileFact):
    """The same of a file that by itself neither fits nor divides, but may call what does, or be called."""

    __slots__ = ()
