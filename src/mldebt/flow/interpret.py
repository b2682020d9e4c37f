"""Runs a program on abstract values: statement by statement, into functions of the project, loops twice."""

from collections.abc import Callable
from typing import NamedTuple

from mldebt.model import Lend, Place, Program
from mldebt.model.program import (
    Apply,
    Attr,
    Branch,
    Const,
    Define,
    DefineClass,
    Do,
    Each,
    Expr,
    Function,
    Give,
    Item,
    Let,
    Loop,
    Many,
    Mix,
    Pairs,
    Span,
    Step,
    Var,
)

from .calls import Called, Library, fresh
from .log import Division, Leak, Log
from .values import (
    NOTHING,
    Blueprint,
    Event,
    Index,
    Known,
    Names,
    Part,
    Routine,
    Rows,
    Several,
    Side,
    Splits,
    Statistic,
    Thing,
    Tool,
    Value,
    added,
    collected,
    dealt,
    fewest,
    joined,
    listed,
    mixed,
    names_in,
    rows_of,
    taint_of,
)

STEPS = 150_000
"""Evaluations after which a program is given up; a kaggle notebook takes some thousands."""
DEEPEST = 6
"""How far calls into functions of the project are followed."""
MOST_COLUMNS = 600
"""Pairs of column and event a frame remembers; beyond, what went into a column counts for the whole frame."""
FEW = 8
"""Lists up to this length are gone through item by item."""
COPIED_IN_A_STEP = 16
"""Variables that a branch may copy for the price of one step, so that long scripts of branches stay within STEPS."""
ROWLESS = frozenset({"shape", "columns", "dtypes", "dtype", "size", "ndim", "name", "empty"})


class Definition(NamedTuple):
    """A function or class that an import leads to, with the file and the steps of its module."""

    path: str
    program: Program
    symbol: str


Resolve = Callable[[str, str], Definition | None]
"""(file, full dotted name) -> what the name means in the project."""


class OutOfSteps(Exception):  # noqa: N818 - a signal inside this room
    pass


def leaks_of(path: str, program: Program, resolve: Resolve, lend: Lend) -> tuple[list[Leak], bool]:
    """The leaks of one file's program, and whether it was followed to its end."""
    run = _Run(path, resolve, lend)
    complete = True
    try:
        run.module(program)
    except (OutOfSteps, RecursionError):
        complete = False
    return run.log.leaks(), complete


class _Run:
    def __init__(self, path: str, resolve: Resolve, lend: Lend) -> None:
        self.path = path
        self.resolve = resolve
        self.log = Log()
        self.library = Library(lend, self.log)
        self.steps_left = STEPS
        self.depth = 0
        self.entered: set[Place] = set()
        self.results: list[Value] = []
        self.modules: dict[str, Names] = {}

    def module(self, program: Program) -> None:
        """The top level, then every function and method that nothing has called."""
        names = self.modules[self.path] = Names()
        self.block(tuple(program), names)
        self._uncalled(tuple(program), names)

    def _uncalled(self, steps: tuple[Step, ...], names: Names) -> None:
        for step in _definitions(steps):
            if isinstance(step, Define) and step.function.where not in self.entered:
                self.call(Routine(step.function, names, self.path), Called("", NOTHING, (), {}, step.function.where))
            elif isinstance(step, DefineClass):
                self._uncalled_methods(Blueprint(step, names, self.path))

    def _uncalled_methods(self, blueprint: Blueprint) -> None:
        methods = [method for method in blueprint.definition.methods if method.where not in self.entered]
        if methods:
            thing = self._instance(blueprint)
            for method in sorted(methods, key=lambda method: not method.qualified.endswith("__init__")):
                bound = Routine(method, blueprint.names, blueprint.path, thing)
                self.call(bound, Called("", NOTHING, (), {}, method.where))

    # Statements

    def block(self, steps: tuple[Step, ...], names: Names) -> None:
        for step in steps:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise OutOfSteps
            match step:
                case Let(targets, value, grows):
                    result = self.value(value, names)
                    for target in targets:
                        self.assign(target, added(self.value(target, names), result) if grows else result, names)
                case Do(value):
                    self.value(value, names)
                case Give(value):
                    self.results.append(self.value(value, names))
                case Branch(test, then, other):
                    self._branch(test, then, other, names)
                case Loop(target, over, body):
                    self._loop(target, over, body, names)
                case Define(name, function):
                    names.values[name] = Routine(function, names, self.path)
                case DefineClass(name):
                    names.values[name] = Blueprint(step, names, self.path)
                    self.block(step.body, Names(names))

    def _branch(self, test: Expr, then: tuple[Step, ...], other: tuple[Step, ...], names: Names) -> None:
        self.value(test, names)
        before = dict(names.values)
        self.block(then, names)
        after, names.values = names.values, before
        self.block(other, names)
        self.steps_left -= len(after) // COPIED_IN_A_STEP
        for name, value in after.items():
            second = names.values.get(name)
            names.values[name] = value if second is None else joined(second, value)

    def _loop(self, target: Expr | None, over: Expr, body: tuple[Step, ...], names: Names) -> None:
        iterated = self.value(over, names)
        turns = [self.element(iterated)] * 2  # once more, so that what one turn leaves meets the next
        if isinstance(iterated, Several) and 0 < len(iterated.items) <= FEW and all(map(rows_of, iterated.items)):
            turns = [*iterated.items]  # `for part in (train, test)` looks at one part at a time
        for item in turns:
            if target is not None:
                self.assign(target, item, names)
            self.block(body, names)

    def assign(self, target: Expr, value: Value, names: Names) -> None:
        match target:
            case Var(name):
                names.values[name] = value
            case Many(items, starred):
                for number, item in enumerate(items):
                    self.assign(item, self._unpacked(value, number, len(items), starred), names)
            case Item(base, index):
                self._store(base, self.value(index, names), value, names)
            case Attr(base, name):
                owner = self.value(base, names)
                if isinstance(owner, Thing):
                    owner.attributes[name] = value
                elif isinstance(owner, Rows) and rows_of(value) is not None:
                    self._store(base, Known(name), value, names)

    def _store(self, base: Expr, key: Value, value: Value, names: Names) -> None:
        """`frame[key] = value`: the column, or the whole frame, now holds what the value holds."""
        if isinstance(base, Attr) and base.name in ("loc", "iloc", "at", "iat"):
            base = base.base
            key = key.items[-1] if isinstance(key, Several) and key.items else NOTHING
        owner, taint = self.value(base, names), taint_of(value)
        if isinstance(owner, Thing):
            if isinstance(key, Known):
                owner.attributes[str(key.value)] = value
        elif isinstance(owner, Rows):
            self.assign(base, _with_stored(owner, names_in(key), taint), names)

    def _unpacked(self, value: Value, number: int, count: int, starred: bool) -> Value:
        if isinstance(value, Several):
            if len(value.items) == count and not starred:
                return value.items[number]
            return (None if starred else dealt(value, number, count)) or rows_of(value) or NOTHING
        if isinstance(value, Rows):
            return value._replace(picked="")
        return self.element(value) if isinstance(value, Splits | Tool) else value

    def element(self, value: Value) -> Value:
        """What iterating over the value gives."""
        if isinstance(value, Splits):
            train, test = Side(value.where, "train"), Side(value.where, "test")
            return Several((Index(frozenset({train})), Index(frozenset({test}))))
        if isinstance(value, Rows):
            return value._replace(single=True)
        if isinstance(value, Several) and value.items:
            found = value.items[0]
            for item in value.items[1:]:
                found = joined(found, item)
            return found
        return value

    # Expressions

    def value(self, expr: Expr, names: Names) -> Value:
        self.steps_left -= 1
        if self.steps_left < 0:
            raise OutOfSteps
        match expr:
            case Const(value):
                return Known(value)
            case Var(name):
                return names.find(name) or NOTHING
            case Apply():
                return self._apply(expr, names)
            case Attr(base, name):
                return self._attribute(self.value(base, names), name)
            case Item(base, index, where):
                return self._item(self.value(base, names), index, where, names)
            case Function():
                return Routine(expr, names, self.path)
        return self._compound(expr, names)

    def _compound(self, expr: Expr, names: Names) -> Value:
        match expr:
            case Many(items):
                return listed(self.value(item, names) for item in items)
            case Mix(parts, where):
                values = [self.value(part, names) for part in parts]
                self.library.compared(values, where)
                return mixed(values)
            case Pairs(keys, values):
                return self._pairs(keys, values, names)
            case Each(target, over, element):
                iterated = self.value(over, names)
                if isinstance(iterated, Several) and 0 < len(iterated.items) <= FEW:
                    return listed(self._one(target, item, element, names) for item in iterated.items)
                return self._one(target, self.element(iterated), element, names)
            case Span(lower, upper):
                return mixed([self.value(bound, names) for bound in (lower, upper) if bound is not None])
        return NOTHING

    def _one(self, target: Expr, item: Value, element: Expr, names: Names) -> Value:
        """One turn of a comprehension."""
        inner = Names(names)
        self.assign(target, item, inner)
        return collected(self.value(element, inner))

    def _pairs(self, keys: tuple[Expr, ...], values: tuple[Expr, ...], names: Names) -> Value:
        known = [self.value(key, names) for key in keys]
        found = [self.value(value, names) for value in values]
        return Thing(None, {str(k.value): v for k, v in zip(known, found, strict=True) if isinstance(k, Known)})

    def _attribute(self, base: Value, name: str) -> Value:
        if isinstance(base, Thing):
            found = base.attributes.get(name)
            return found if found is not None else self._method(base, name) or NOTHING
        if isinstance(base, Rows):
            if name in ROWLESS:
                return NOTHING
            if name == "index":
                return Index(frozenset(part.path[-1] for part in base.parts if part.path))
            events = {event for column, event in base.columns if column == name}
            if events:
                return base._replace(taint=base.taint | events, columns=frozenset(), picked=name)
        return base if isinstance(base, Rows | Statistic | Tool) else NOTHING

    def _method(self, thing: Thing, name: str) -> Routine | None:
        blueprint = thing.blueprint
        for _ in range(DEEPEST):
            if blueprint is None:
                return None
            for method in blueprint.definition.methods:
                if method.qualified.rpartition(".")[2] == name:
                    return Routine(method, blueprint.names, blueprint.path, thing)
            parent = blueprint.names.find(blueprint.definition.bases[0]) if blueprint.definition.bases else None
            blueprint = parent if isinstance(parent, Blueprint) else None
        return None

    def _item(self, base: Value, index: Expr, where: Place, names: Names) -> Value:
        key = self.value(index, names)
        if isinstance(base, Thing):
            return base.attributes.get(str(key.value), NOTHING) if isinstance(key, Known) else NOTHING
        if isinstance(base, Several):
            number = key.value if isinstance(key, Known) and isinstance(key.value, int) else None
            if number is None:
                return self.element(base)
            inside = -len(base.items) <= number < len(base.items)
            return base.items[number] if inside else dealt(base, number, 2) or self.element(base)
        if isinstance(base, Splits):
            return self.element(base)
        return self._rows_at(base, key, index, where) if isinstance(base, Rows) else base

    def _rows_at(self, base: Rows, key: Value, index: Expr, where: Place) -> Rows:
        """Some rows, one column, or some columns of a frame."""
        first = key.items[0] if isinstance(key, Several) and key.items else key
        if isinstance(first, Index):
            return base._replace(parts=_sided(base.parts, first.sides))
        span = index.items[0] if isinstance(index, Many) and index.items else index
        if isinstance(span, Span):
            return self._sliced(base, span, where)
        columns = names_in(key)
        if base.picked and isinstance(key, Known) and columns is None:
            return base._replace(single=True)  # `frame["picture"][number]`
        if columns is None:
            return base._replace(taint=base.taint | taint_of(key))
        kept = frozenset(pair for pair in base.columns if pair[0] in columns)
        if len(columns) != 1:
            return base._replace(columns=kept, picked="")
        return base._replace(taint=base.taint | {event for _, event in kept}, columns=frozenset(), picked=columns[0])

    def _sliced(self, base: Rows, span: Span, where: Place) -> Rows:
        """`rows[:n]` and `rows[n:]` are the two sides of one split, wherever they are written."""
        if (span.lower is None) == (span.upper is None):
            return base
        bound = span.upper if span.lower is None else span.lower
        mark = Place(f"{where.path}[{bound!r}]")
        if mark not in self.log.divisions:
            self.log.divide(Division(mark, "slicing", False, where, certain=False))
        side = Side(mark, "head" if span.lower is None else "tail")
        return base._replace(parts=_sided(base.parts, frozenset({side})))

    # Calls

    def _apply(self, call: Apply, names: Names) -> Value:
        receiver = self.value(call.receiver, names) if call.receiver is not None else NOTHING
        callee = self.value(call.callee, names) if call.callee is not None else NOTHING
        if isinstance(callee, Tool):  # `layer = Normalization()`, then `layer(rows)`
            receiver = callee
        if isinstance(receiver, Index):
            receiver = NOTHING
        args = tuple(self.value(argument, names) for argument in call.args)
        keywords = {key: self.value(argument, names) for key, argument in call.keywords}
        called = Called(call.name, receiver, args, keywords, call.where, _method_before(call.receiver))
        own = self._own(call, receiver, callee)
        if own is not None:
            return self.call(own, called)
        result = self.library.result(called)
        if call.receiver is not None and called.changed is not None:
            self.assign(call.receiver, called.changed, names)
        return result

    def _own(self, call: Apply, receiver: Value, callee: Value) -> Routine | Blueprint | None:
        """The function or class of the project that is called, if it is one."""
        method = call.name.rpartition(".")[2]
        if isinstance(receiver, Thing):
            found = receiver.attributes.get(method) or self._method(receiver, method)
            return found if isinstance(found, Routine | Blueprint) else None
        if isinstance(receiver, Blueprint):
            return self._method(Thing(receiver), method)
        if isinstance(callee, Routine | Blueprint):
            return callee
        if isinstance(callee, Thing):
            return self._method(callee, "__call__")
        if call.name[:1] in ("?", "") or "." not in call.name or isinstance(receiver, Tool | Rows):
            return None
        return self._imported(call.name)

    def _imported(self, name: str) -> Routine | Blueprint | None:
        found = self.resolve(self.path, name)
        if found is None or not found.symbol:
            return None
        if found.path not in self.modules:
            self.modules[found.path] = Names()
            self._elsewhere(found)
        value = self.modules[found.path].find(found.symbol.partition(".")[0])
        return value if isinstance(value, Routine | Blueprint) else None

    def _elsewhere(self, found: Definition) -> None:
        """What another module defines; its top-level calls are its own program's matter."""
        names, here = self.modules[found.path], self.path
        self.path = found.path
        self.block(tuple(s for s in found.program if isinstance(s, Define | DefineClass)), names)
        self.block(tuple(s for s in found.program if isinstance(s, Let) and self._is_plain(s.value)), names)
        self.path = here

    def _is_plain(self, value: Expr) -> bool:
        """A constant, or a tool that has seen no rows yet."""
        if isinstance(value, Apply):
            return self.library.kind(value.name) is not None
        return isinstance(value, Const | Many)

    def call(self, own: Routine | Blueprint, called: Called) -> Value:
        """The result of calling a function of the project with these values, or an instance of its class."""
        if isinstance(own, Blueprint):
            thing = self._instance(own)
            init = self._method(thing, "__init__")
            if init is not None:
                self.call(init, called)
            return thing
        function = own.function
        if self.depth >= DEEPEST:
            return rows_of(Several((*called.args, *called.keywords.values()))) or NOTHING
        self.entered.add(function.where)
        inner = Names(own.names, self._bound(own, called))
        results, self.results = self.results, []
        path, self.path, self.depth = self.path, own.path, self.depth + 1
        try:
            if function.result is not None:
                return self.value(function.result, inner)
            self.block(function.body, inner)
            self._uncalled(function.body, inner)
            returned = self.results
        finally:
            self.results, self.path, self.depth = results, path, self.depth - 1
        if not returned:
            return NOTHING
        value = returned[0]
        for other in returned[1:]:
            value = joined(value, other)
        return value

    def _instance(self, own: Blueprint) -> Thing:
        """An instance that has what the body of its class sets."""
        inner = Names(own.names)
        self.block(own.definition.body, inner)
        return Thing(own, inner.values)

    def _bound(self, own: Routine, called: Called) -> dict[str, Value]:
        """Parameters and their values; a parameter that nobody gives is a data set of its own."""
        function = own.function
        parameters = list(function.parameters)
        bound: dict[str, Value] = {}
        if function.owner and parameters:
            bound[parameters.pop(0)] = own.owner or Thing(None)
        defaults = dict(function.defaults)
        for number, name in enumerate(parameters):
            if number < len(called.args):
                bound[name] = called.args[number]
            elif name in called.keywords:
                bound[name] = called.keywords[name]
            elif name in defaults:
                bound[name] = self.value(defaults[name], own.names)
            elif not called.args and not called.keywords:
                bound[name] = fresh(f"{function.where}:{name}")
        return bound


def _with_stored(owner: Rows, columns: tuple[str, ...] | None, taint: frozenset[Event]) -> Rows:
    """The frame after what carries the taint was stored in these columns, or somewhere in it."""
    if columns is None:
        return owner._replace(taint=fewest(owner.taint | taint))
    kept = {pair for pair in owner.columns if pair[0] not in columns}
    stored = {(column, event) for column in columns for event in fewest(taint)}
    if len(kept) + len(stored) > MOST_COLUMNS:
        return owner._replace(taint=fewest(owner.events | taint), columns=frozenset())
    return owner._replace(columns=frozenset(kept | stored))


def _sided(parts: frozenset[Part], sides: frozenset[Side]) -> frozenset[Part]:
    if not sides:
        return parts
    return frozenset(part._replace(path=(*part.path, side)) for part in parts for side in sides)


def _method_before(receiver: Expr | None) -> str:
    """The method that made the receiver: `groupby` in `frame.groupby("a")["b"].mean()`."""
    while isinstance(receiver, Item | Attr):
        receiver = receiver.base
    return receiver.name.rpartition(".")[2] if isinstance(receiver, Apply) else ""


def _definitions(steps: tuple[Step, ...]) -> list[Define | DefineClass]:
    found: list[Define | DefineClass] = []
    for step in steps:
        if isinstance(step, Define | DefineClass):
            found.append(step)
        elif isinstance(step, Branch):
            found.extend(_definitions((*step.then, *step.other)))
        elif isinstance(step, Loop):
            found.extend(_definitions(step.body))
    return found
