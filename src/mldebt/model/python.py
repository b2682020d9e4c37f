"""Facts about Python code, the same for a script and for a notebook's cells."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from .files import FileFact
from .places import Place

Kind = Literal["literal", "template", "name", "call", "none", "other"]


class Value(NamedTuple):
    """An argument as far as it can be known without running anything.

    literal: `value` is the constant itself (a module constant used by name counts); none: the constant None;
    template: a string with `*` for what is not known (f-strings, concatenation, os.path.join, Path /);
    name: `value` is the dotted name (resolved through imports where possible); call: the name of the function called;
    other: anything else.
    """

    kind: Kind
    value: str | int | float | bool | None = None


class Call(NamedTuple):
    """A call. `name` is the full dotted name where imports tell it (`sklearn.svm.SVC`, `numpy.random.rand`); for a
    method of a local variable that was made by a known constructor it is constructor + method
    (`sklearn.svm.SVC.fit`); a call of a function defined in the file is `.helper` (leading dot); otherwise it is
    `?.method` or the bare name (a builtin). `scope` is the enclosing function's qualified name, empty at module level.
    `splat` says that * or ** hides arguments. `bound` is the variable that receives the result, if exactly one.
    """

    name: str
    where: Place
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    splat: bool
    scope: str
    bound: str = ""

    def keyword(self, name: str) -> Value | None:
        for key, value in self.keywords:
            if key == name:
                return value
        return None

    def lacks(self, name: str) -> bool:
        """The keyword is certainly not given."""
        return not self.splat and self.keyword(name) is None

    def argument(self, index: int, name: str) -> Value | None:
        """The argument given by keyword or, failing that, by position."""
        value = self.keyword(name)
        if value is None and 0 <= index < len(self.args):
            return self.args[index]
        return value


class Calls(FileFact):
    """Which functions does this file call, by full name, and where? In source order."""

    __slots__ = ()

    def to(self, names: Collection[str]) -> list[Call]:
        return [call for call in self if call.name in names]


class Import(NamedTuple):
    """`import module`, `from module import name`; relative ones keep their leading dots in `module`.

    `guarded`: inside try/except ImportError or `if TYPE_CHECKING`, so the program lives without it; `tried`: the
    former, which says that not everybody has it.
    """

    module: str
    name: str
    alias: str
    where: Place
    scope: str
    guarded: bool
    tried: bool = False


class Imports(FileFact):
    """What does this file import, and where?"""

    __slots__ = ()


class JvmImport(NamedTuple):
    """A package or class that Scala code imports: the name as far as it is one."""

    name: str
    where: Place


class JvmImports(FileFact):
    """Which packages of the JVM does the file import?"""

    __slots__ = ()


class Fallbacks(FileFact):
    """Where does the file try two spellings of the same thing, one after the other has failed? The places of the
    statements."""

    __slots__ = ()


class Use(NamedTuple):
    """An imported thing as used: the longest dotted name written (`sklearn.metrics.mean_squared_error`)."""

    name: str
    where: Place
    scope: str


class Uses(FileFact):
    """Which imported names does the code use, by full dotted name, and where? Calls included."""

    __slots__ = ()


class Function(NamedTuple):
    """A function or method: `complexity` is cyclomatic (radon's count), `statements` those of its own body."""

    name: str
    where: Place
    complexity: int
    statements: int
    last_line: int
    decorated: bool = False


class Functions(FileFact):
    """Which functions does the file define, and how complex is each?"""

    __slots__ = ()


class Signature(NamedTuple):
    """A function that hands a parameter of its own on to a reader or a writer of data."""

    name: str
    parameters: tuple[str, ...]


class Signatures(FileFact):
    """Which functions are given the path that they read or write?"""

    __slots__ = ()


class Shape(NamedTuple):
    """How much of a module only moves data between libraries, counted inside its functions.

    `statements` counts statements; `glue` those that only call libraries, convert what they returned and hand it on;
    `functions` counts functions, `forwarding` those made of nothing but glue; `libraries` the import roots they touch.
    """

    where: Place
    statements: int
    glue: int
    functions: int
    forwarding: int
    libraries: tuple[str, ...]


class ModuleShape(FileFact):
    """How much of the module is glue? One Shape per file."""

    __slots__ = ()
    local = True


class Module(NamedTuple):
    """The file as a module of a program: is it an entry point (`__main__` guard, shebang, notebook, code at top level
    that calls something)?"""

    where: Place
    entry_point: bool


class Rerun(NamedTuple):
    """A cell of a notebook that was last run before `earlier`, which stands above it."""

    where: Place
    earlier: Place


class RunOrder(FileFact):
    """Where were the cells of a notebook last run in another order than they stand in? A Rerun for the first of them;
    empty where the order was kept, or where the notebook does not tell."""

    __slots__ = ()


class ModuleInfo(FileFact):
    """Is this file an entry point? One Module per file."""

    __slots__ = ()
