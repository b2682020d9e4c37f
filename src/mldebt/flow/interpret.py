"""Runs a program on abstract values: statement by statement, into functions of the project, loops twice."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from mldebt.model import HelperProgram, Lend, Place, Program
from mldebt.model.program import (
    Apply,
    Attr,
    Branch,
    Calling,
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

from .abilities import Abilities, abilities_of
from .called import Called
from .calls import Library
from .columns import blurred, chosen, of_role, stored, taken, transposed
from .indexing import Indexing
from .log import Entity, Log
from .shapes import (
    OPTIMISERS,
    changed_in_place,
    definitions,
    is_over_columns,
    named,
    remembered,
    role_of,
    variables,
)
from .values import (
    ANY,
    NOTHING,
    Blueprint,
    Event,
    Index,
    Known,
    Names,
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
    applied,
    collected,
    dealt,
    fewest,
    joined,
    judged_of,
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
DEEPEST_IDLE = 3
"""The same for functions that neither fit nor divide nor judge."""
MOST_ENTRIES = 8
"""How often one function is followed; more calls with other arguments hardly tell more."""
MOST_SPENT = 5_000
"""Steps that one function may take in all before it is followed only OFTEN_ENOUGH: long training functions that call
one another would cost more than all the rest."""
OFTEN_ENOUGH = 3
"""For the training, the validation and the test rows."""
MOST_COLUMNS = 600
"""Pairs of column and event a frame remembers; beyond, what went into a column counts for the whole frame."""
CHOOSES = OPTIMISERS | {"max", "min", "sorted"}
GROUPS = frozenset({"groups", "group", "group_ids", "subjects", "subject_ids"})
"""Names that users give to what rows belong to, because scikit-learn's splitters call their argument so."""
NOTHING_AT_ALL = Const(None)
FEW = 8
"""Lists up to this length are gone through item by item."""
COPIED_IN_A_STEP = 16
"""Variables that a branch may copy for the price of one step, so that long scripts of branches stay within STEPS."""
ROWLESS = frozenset({"shape", "columns", "dtypes", "dtype", "size", "ndim", "name", "empty"})
SETS = frozenset({"train", "test", "val", "valid", "validation", "dev"})
VIEWS = frozenset({"values", "T", "loc", "iloc", "at", "iat", "str", "dt", "cat", "array"})
"""Attributes of a frame that are no columns."""


make = tuple.__new__
"""Half the price of calling a named tuple's class."""
OWN = (Routine, Blueprint)
OF_LIBRARIES = (Tool, Rows)
MAY_BE_NETWORKS = (Rows, Thing)
SPLITTING = (Splits, Tool)
KEPT = (Rows, Statistic, Tool)
ROWLESS_VALUES = (Known, Statistic)
PLAIN = (Rows, Known, Statistic, Index)
NAMES = (Var, Attr)
CHOOSING = (Each, Apply, Var)
"""What may choose columns by the variable of a loop: all the others, mostly."""
LEAVES_OUT = frozenset({"drop", "delete"})


class Definition(NamedTuple):
    """A function or class that an import leads to, with the file and the steps of its module."""

    path: str
    program: Program | HelperProgram
    symbol: str


Resolve = Callable[[str, str], Definition | None]
"""(file, full dotted name) -> what the name means in the project."""


class OutOfSteps(Exception):  # noqa: N818 - a signal inside this room
    pass


def followed(
    path: str,
    program: Program | HelperProgram,
    resolve: Resolve,
    lend: Lend,
    abilities: Abilities | None = None,
    *,
    whole: bool = True,
) -> tuple[Log, bool]:
    """What one file's program does with rows, and whether it was followed to its end. Not `whole`: the functions that
    nothing calls are left out. `abilities` are those of all files that may be reached."""
    known = abilities or abilities_of({path: program}, lambda *_: None, lambda _: (), lend)
    run = _Run(path, resolve, lend, known)
    complete = True
    try:
        run.module(program, whole=whole)
    except (OutOfSteps, RecursionError):
        complete = False
    return run.log, complete


class _Run:
    def __init__(self, path: str, resolve: Resolve, lend: Lend, abilities: Abilities) -> None:
        self.path = path
        self.resolve = resolve
        self.abilities = abilities
        self.log = Log()
        self.library = Library(lend, self.log)
        self.steps_left = STEPS
        self.depth = 0
        self.entered: Counter[Place] = Counter()
        self.spent: Counter[Place] = Counter()
        self.results: list[Value] = []
        self.modules: dict[str, Names] = {}
        self.mentioned: frozenset[str] = frozenset()
        self.networks: frozenset[str] = frozenset()
        self.loops = 0
        self.indexing = Indexing(self.log, self.value)
        self.told: dict[object, Value] = {}
        self.methods: dict[int, tuple[DefineClass, dict[str, Function]]] = {}

    def module(self, program: Program | HelperProgram, *, whole: bool = True) -> None:
        """The top level, then every function and method that nothing has called."""
        names = self.modules[self.path] = Names()
        for step in program:
            if isinstance(step, Calling):
                self.mentioned |= step.reads
                self.networks |= step.networks
        self.block(tuple(program), names)
        if whole:
            self._uncalled(tuple(program), names)

    def _uncalled(self, steps: tuple[Step, ...], names: Names) -> None:
        for step in definitions(steps):
            if isinstance(step, Define) and step.function.where not in self.entered and self._is_alive(step):
                self.call(Routine(step.function, names, self.path), Called("", NOTHING, (), {}, step.function.where))
            elif isinstance(step, DefineClass):
                self._uncalled_methods(Blueprint(step, names, self.path))

    def _is_alive(self, step: Define) -> bool:
        """A function that may be called from elsewhere: of a module, or one whose name is handed on."""
        return self.abilities.moves(step.function) and (not self.is_script or step.name in self.mentioned)

    @cached_property
    def is_script(self) -> bool:
        """The top level itself does something with rows. Ask when it was followed."""
        return bool(self.log.uses or self.log.folded)

    def _uncalled_methods(self, blueprint: Blueprint) -> None:
        fresh = [one for one in blueprint.definition.methods if one.where not in self.entered]
        moving = [one for one in fresh if self.abilities.moves(one)]
        if moving:
            thing = self._instance(blueprint)
            first = [one for one in fresh if one.qualified.endswith(".__init__")]
            for method in (*first, *(one for one in moving if one not in first)):
                bound = Routine(method, blueprint.names, blueprint.path, thing)
                self.call(bound, Called("", NOTHING, (), {}, method.where))

    # Statements

    def block(self, steps: tuple[Step, ...], names: Names) -> None:
        for step in steps:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise OutOfSteps
            if isinstance(step, Let):
                self._let(step, names)
            elif isinstance(step, Do):
                self.value(step.value, names)
            elif isinstance(step, Branch):
                self._branch(step, names)
            elif isinstance(step, Give):
                self.results.append(self.value(step.value, names))
            elif isinstance(step, Loop):
                self._loop(step, names)
            elif isinstance(step, Define):
                names.values[step.name] = Routine(step.function, names, self.path)
            elif isinstance(step, DefineClass):
                names.values[step.name] = Blueprint(step, names, self.path)
                self.block(step.body, Names(names))

    def _let(self, step: Let, names: Names) -> None:
        targets, made, is_added = step
        result = self.value(made, names)
        last = targets[-1]
        if self.log.each_column and isinstance(last, Var):
            self._note_turns({last.name}, is_turn=rows_of(result) is None and self._is_of_turns(made))
        if isinstance(made, Apply):
            if made.where in self.log.divisions:
                self.log.sides[made.where] = tuple(map(named, last.items)) if isinstance(last, Many) else ()
            if isinstance(result, Rows) and isinstance(last, Var):
                self.log.name_source(result, made.where, last.name)
        if isinstance(result, Tool) and isinstance(last, NAMES):
            result.called = named(last)
        for target in targets:
            self.assign(target, added(self.value(target, names), result) if is_added else result, names)
            if isinstance(target, Var) and target.name in GROUPS and isinstance(made, Item):
                self._note_groups(result, made.where)

    def _is_of_turns(self, made: Expr) -> bool:
        """`others = [name for name in columns if name != column]` changes with the column."""
        return isinstance(made, CHOOSING) and not self.log.each_column.isdisjoint(variables([made]))

    def _note_groups(self, column: Value, where: Place) -> None:
        """`groups = frame["patient"]`: the user says what the rows belong to."""
        if isinstance(column, Rows) and column.picked:
            for part in column.parts:
                self.log.entities.setdefault(part.origin, Entity(column.picked, where))

    def _branch(self, branch: Branch, names: Names) -> None:
        test, then, other = branch
        asked = self.value(test, names)
        decided = self._decided(test, asked, names)
        if decided is not None:
            self.block(then if decided else other, names)
            return
        judged = judged_of(asked)
        if judged and isinstance(test, Mix) and self.log.turns and remembered(test, then):
            self.library.tools.choose(judged, test.where, "if")
        before = dict(names.values)
        self.block(then, names)
        after, names.values = names.values, before
        self.block(other, names)
        self.steps_left -= len(after) // COPIED_IN_A_STEP
        for name, value in after.items():
            second = names.values.get(name)
            if second is not value:
                names.values[name] = value if second is None else joined(second, value)

    def _decided(self, test: Expr, asked: Value, names: Names) -> bool | None:
        """Whether the test is true: a flag that is known, or the question whether something known is None."""
        if isinstance(test, Apply):
            return None
        match test:
            case Mix((inner,), _, "~"):
                inside = self._decided(inner, self.value(inner, names), names)
                return None if inside is None else not inside
            case Mix((inner, Const(None)), _, "is" | "is not" as sign):
                value = self.value(inner, names)
                return None if isinstance(value, Known) else sign == "is not"
            case Var() | Attr() if isinstance(asked, Known) and isinstance(asked.value, bool):
                return asked.value
            case Mix((first, second), _, "==" | "!=" as sign):
                one, other = self.value(first, names), self.value(second, names)
                known = isinstance(one, Known) and isinstance(other, Known) and NOTHING not in (one, other)
                return (one == other) == (sign == "==") if known else None
        return None

    def _loop(self, loop: Loop, names: Names) -> None:
        target, over, body = loop
        iterated = self.value(over, names)
        inside = bool(self.log.turns)  # the loop around it is gone through once more
        turns = [self.element(iterated)] * (1 if inside else 2)  # what one turn leaves meets the next
        if isinstance(iterated, Several) and 0 < len(iterated.items) <= FEW and all(map(rows_of, iterated.items)):
            turns = [*iterated.items]  # `for part in (train, test)` looks at one part at a time
        turning = set(self.log.each_column)
        self._enter(target, over, iterated)
        changed = changed_in_place(target, over, body)
        for number, item in enumerate(turns):
            if target is not None:
                self.assign(target, item, names)
            self.block(body, names)
            if number < len(changed) and target is not None:
                names.values[changed[number]] = self.value(target, names)
        self.log.turns.pop()
        self.log.each_column = turning

    def _enter(self, target: Expr | None, over: Expr, iterated: Value) -> None:
        """A loop begins; by how much its variable goes up is remembered by its name."""
        self.loops += 1
        self.log.turns.append(self.loops)
        over_columns = is_over_columns(over) or _is_over_names(iterated)
        self._note_turns(variables([target]) if target is not None else set(), is_turn=over_columns)
        match target, over:
            case Var(name), _:
                self.indexing.step_of[name] = iterated.step if isinstance(iterated, Index) else 0
            case Many((Var(name), *_)), Apply("enumerate"):
                self.indexing.step_of[name] = 1

    def _note_turns(self, names: set[str], *, is_turn: bool) -> None:
        """These variables are, or no longer are, one column after the other."""
        if is_turn:
            self.log.each_column |= names
        else:
            self.log.each_column -= names

    def assign(self, target: Expr, value: Value, names: Names) -> None:
        if isinstance(target, Var):
            names.values[target.name] = value
            return
        match target:
            case Many(items, starred):
                roles = [role_of(item) for item in items] if isinstance(value, Rows) else []
                for number, item in enumerate(items):
                    part = self._unpacked(value, number, len(items), starred)
                    if isinstance(part, Rows) and len({*roles} - {""}) > 1 and roles[number]:
                        part = of_role(part, roles[number])
                    self.assign(item, part, names)
            case Item(base, index, where):
                self._store(base, self.value(index, names), value, names, where)
            case Attr(base, name):
                owner = self.value(base, names)
                if isinstance(owner, Thing):
                    owner.attributes[name] = value
                elif isinstance(owner, Rows) and rows_of(value) is not None:
                    self._store(base, Known(name), value, names, Place(self.path))

    def _store(self, base: Expr, key: Value, value: Value, names: Names, where: Place) -> None:
        """`frame[key] = value`: the column, or the whole frame, now holds what the value holds."""
        if isinstance(base, Attr) and base.name in ("loc", "iloc", "at", "iat"):
            base = base.base
            key = key.items[-1] if isinstance(key, Several) and key.items else NOTHING
        owner, taint = self.value(base, names), taint_of(value)
        if isinstance(owner, Thing):
            if isinstance(key, Known) and key != NOTHING:
                owner.attributes[str(key.value)] = value
            else:
                owner.attributes[ANY] = joined(owner.attributes.get(ANY, value), value)
        elif owner == NOTHING and isinstance(value, Rows) and isinstance(base, Var):
            kept = chosen(value.held, names_in(key) or (), where) if names_in(key) else None
            self.assign(base, value._replace(held=kept, of=frozenset(), picked=""), names)  # a frame that was empty
        elif isinstance(owner, Rows):
            changed = _with_stored(owner, names_in(key), taint)
            of = value if isinstance(value, Rows) else None
            self.assign(base, changed._replace(held=stored(owner.held, names_in(key), of, where)), names)

    def _unpacked(self, value: Value, number: int, count: int, starred: bool) -> Value:
        if isinstance(value, Several):
            if len(value.items) == count and not starred:
                return value.items[number]
            return (None if starred else dealt(value, number, count)) or rows_of(value) or NOTHING
        if isinstance(value, Rows):  # each part may be another data set
            return value._replace(picked="", whole=False)
        return self.element(value) if isinstance(value, SPLITTING) else value

    def element(self, value: Value) -> Value:
        """What iterating over the value gives."""
        if isinstance(value, Splits):
            train, test = Side(value.where, "train"), Side(value.where, "test")
            return Several((Index(frozenset({train})), Index(frozenset({test}))))
        if isinstance(value, Rows):
            return value._replace(single=True)
        if isinstance(value, Index):
            return value if value.sides else NOTHING
        if isinstance(value, Tool) and value.kind == "splitter":  # `for train, test in KFold(len(X), 5)`
            self.log.divide(self.library.tools.old_folds(value))
            return self.element(Splits(value.where))
        if isinstance(value, Tool) and value.kind == "unknown":  # a loader
            return self.log.fresh(value.where, value.called, str(value.where))
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
        if isinstance(expr, Var):  # the most frequent ones, without another call
            scope: Names | None = names
            while scope is not None:
                found = scope.values.get(expr.name)
                if found is not None:
                    return found
                scope = scope.outer
            return NOTHING
        if isinstance(expr, Const):
            return NOTHING if expr.value is None else make(Known, expr)
        return EXPRESSIONS[type(expr)](self, expr, names)

    def _attr(self, expr: Attr, names: Names) -> Value:
        return self._attribute(self.value(expr.base, names), expr.name)

    def _item_of(self, expr: Item, names: Names) -> Value:
        if isinstance(expr.base, Attr) and expr.base.name in ("c_", "r_"):  # `numpy.c_[X, Z]`
            return _blurred_rows(self.value(expr.key, names))
        return self._item(self.value(expr.base, names), expr.key, expr.where, names)

    def _function(self, expr: Function, names: Names) -> Value:
        return Routine(expr, names, self.path)

    def _many(self, expr: Many, names: Names) -> Value:
        return listed([self.value(item, names) for item in expr.items])

    def _mix(self, expr: Mix, names: Names) -> Value:
        values = [self.value(part, names) for part in expr.parts]
        if Rows not in map(type, values):
            return mixed(values)
        judged = self.library.tools.compared(values, expr.where, "")
        result = mixed([applied(value, expr.where) for value in values])
        return result._replace(judged=result.judged | judged) if judged and isinstance(result, Rows) else result

    def _each_of(self, expr: Each, names: Names) -> Value:
        return self._each(expr, self.value(expr.over, names), names)

    def _span(self, expr: Span, names: Names) -> Value:
        return mixed([self.value(bound, names) for bound in (expr.lower, expr.upper) if bound is not None])

    def _each(self, each: Each, iterated: Value, names: Names) -> Value:
        turning = set(self.log.each_column)
        self._enter(each.target, each.over, iterated)
        try:
            if isinstance(iterated, Several) and 0 < len(iterated.items) <= FEW:
                return listed(self._one(each, item, names) for item in iterated.items)
            return self._one(each, self.element(iterated), names)
        finally:
            self.log.turns.pop()
            self.log.each_column = turning

    def _one(self, each: Each, item: Value, names: Names) -> Value:
        """One turn of a comprehension."""
        inner = Names(names)
        self.assign(each.target, item, inner)
        tests = [self.value(test, inner) for test in each.tests]
        element = collected(self.value(each.element, inner))
        taint: frozenset[Event] = frozenset().union(*map(taint_of, tests))
        return mixed([element, Statistic(taint)]) if taint else element

    def _pairs(self, expr: Pairs, names: Names) -> Value:
        known = [self.value(key, names) for key in expr.keys]
        found = [self.value(value, names) for value in expr.values]
        return Thing(None, {str(k.value): v for k, v in zip(known, found, strict=True) if isinstance(k, Known)})

    def _attribute(self, base: Value, name: str) -> Value:
        if isinstance(base, Thing):
            found = base.attributes.get(name)
            return found if found is not None else self._method(base, name) or NOTHING
        if isinstance(base, Rows):
            if name in ROWLESS:
                return Statistic(frozenset())
            if name == "T":
                return transposed(base)
            if name in ("index", "indices"):
                return Index(frozenset(part.path[-1] for part in base.parts if part.path))
            if name.lower() in SETS:  # `dataset.X.train`
                return of_role(blurred(base), name.lower())
            if name not in VIEWS and base.picked:
                return blurred(base)._replace(whole=base.whole)
            if name not in VIEWS:
                events = {event for column, event in base.columns if column == name}
                return taken(base, name, None)._replace(taint=base.taint | events, columns=frozenset())
        if isinstance(base, Tool) and name.endswith("_") and not name.startswith("_"):
            return self.library.tools.known_by(base)
        return base if isinstance(base, KEPT) else NOTHING

    def _method(self, thing: Thing, name: str) -> Routine | None:
        blueprint = thing.blueprint
        for _ in range(DEEPEST):
            if blueprint is None:
                return None
            method = self._methods(blueprint.definition).get(name)
            if method is not None:
                return Routine(method, blueprint.names, blueprint.path, thing)
            blueprint = self._parent(blueprint)
        return None

    def _methods(self, definition: DefineClass) -> dict[str, Function]:
        """By name; of two that are called alike the first."""
        known = self.methods.get(id(definition))
        if known is None:
            by_name = {method.qualified.rpartition(".")[2]: method for method in reversed(definition.methods)}
            known = self.methods[id(definition)] = (definition, by_name)
        return known[1]

    def _parent(self, blueprint: Blueprint) -> Blueprint | None:
        """The first base class, if it is one of the project."""
        bases, imported = blueprint.definition.bases, blueprint.definition.imported
        parent: Value | None = blueprint.names.find(bases[0]) if bases else None
        if parent is None and imported and "." in imported[0]:
            parent = self._imported(imported[0], blueprint.path)
        return parent if isinstance(parent, Blueprint) else None

    def _item(self, base: Value, index: Expr, where: Place, names: Names) -> Value:
        key = self.value(index, names)
        if isinstance(base, Thing):
            known = base.attributes.get(str(key.value)) if isinstance(key, Known) else None
            return known if known is not None else base.attributes.get(ANY, NOTHING)
        if isinstance(base, Several):
            number = key.value if isinstance(key, Known) and isinstance(key.value, int) else None
            if number is None:
                return self.element(base)
            inside = -len(base.items) <= number < len(base.items)
            return base.items[number] if inside else dealt(base, number, 2) or self.element(base)
        if isinstance(base, Splits):
            return self.element(base)
        if isinstance(base, Index):
            return self.indexing.numbers_at(base, index, where)
        if isinstance(base, ROWLESS_VALUES) and taint_of(key):
            return Statistic(taint_of(base) | taint_of(key))
        return self.indexing.rows_at(base, key, index, where, names) if isinstance(base, Rows) else base

    # Calls

    def _apply(self, call: Apply, names: Names) -> Value:
        name, before, outer, arguments, named_ones, _, where = call
        receiver = NOTHING if before is None else self.value(before, names)
        callee = NOTHING if outer is None else self.value(outer, names)
        if isinstance(receiver, Index):
            receiver = NOTHING
        found: list[Value] = []
        for argument in arguments:
            if isinstance(argument, Many) and argument.starred:
                found.extend(self._arguments(argument, names))
            else:
                found.append(self.value(argument, names))
        keywords = {key: self.value(argument, names) for key, argument in named_ones}
        called = Called(name, receiver, tuple(found), keywords, where, call)
        own = self._own(call, receiver, callee, called.method)
        if own is not None:
            return self.call(own, called)
        if name == "next" and found:
            return self.element(found[0])
        if receiver is not NOTHING or callee is not NOTHING:
            asked = self._asked(call, receiver, callee, called.method)
            if asked is not None:  # `layer = Normalization()`, then `layer(rows)`
                return self.library.tools.asked(asked, called)
        if called.method in CHOOSES:
            self._best_by(called)
        result = self.library.result(called)
        if self.log.each_column and isinstance(result, Rows) and called.method in LEAVES_OUT:
            result = result._replace(turns=result.turns | self._turns_in(call))
        if call.receiver is not None and called.changed is not None:
            self.assign(call.receiver, called.changed, names)
        return result

    def _turns_in(self, call: Apply) -> frozenset[str]:
        """The variables of loops over columns that are among the arguments."""
        given = (*call.args, *(value for _, value in call.keywords))
        return frozenset().union(*map(self.indexing.turned_by, given))

    def _arguments(self, argument: Expr, names: Names) -> tuple[Value, ...]:
        """`*items` gives the items one by one, if they are known."""
        if isinstance(argument, Many) and argument.starred and len(argument.items) == 1:
            spread = self.value(argument.items[0], names)
            return spread.items if isinstance(spread, Several) else (spread,)
        return (self.value(argument, names),)

    def _best_by(self, called: Called) -> None:
        """`max(thresholds, key=lambda t: f1_score(y_test, guess > t))` and `study.optimize(objective)` choose by what
        a function computes."""
        asked = called.keywords.get("key") if called.name in ("max", "min", "sorted") else None
        if called.method in OPTIMISERS:
            asked = next((value for value in called.everything().items if isinstance(value, Routine)), None)
        if isinstance(asked, Routine):
            first = self.element(called.args[0]) if called.args and asked is not called.args[0] else NOTHING
            self._enter(None, NOTHING_AT_ALL, NOTHING)
            value = self.call(asked, Called("", NOTHING, (first,), {}, called.where, called.source))
            self.log.turns.pop()
            self.library.tools.choose(judged_of(value), called.where, called.method)

    def _asked(self, call: Apply, receiver: Value, callee: Value, method: str) -> Tool | None:
        """The tool that is called as a function: a layer, a network."""
        if isinstance(receiver, Thing):
            callee = receiver.attributes.get(method, NOTHING)
        if isinstance(callee, Tool):
            return callee
        if not isinstance(callee, MAY_BE_NETWORKS) or not call.args:
            return None
        name = named(call.callee) if call.callee is not None else f"{named(call.receiver or NOTHING_AT_ALL)}.{method}"
        if isinstance(callee, Thing) and callee.blueprint is not None and name not in self.networks:
            return None
        return Tool(name, "network", call.where) if name in self.networks else None

    def _own(self, call: Apply, receiver: Value, callee: Value, method: str) -> Routine | Blueprint | None:
        """The function or class of the project that is called, if it is one."""
        if receiver is not NOTHING:
            if isinstance(receiver, Thing):
                found = receiver.attributes.get(method) or self._method(receiver, method)
                return found if isinstance(found, OWN) else None
            if isinstance(receiver, Blueprint):
                return self._method(Thing(receiver), method)
        if callee is not NOTHING:
            if isinstance(callee, OWN):
                return callee
            if isinstance(callee, Thing):
                called = self._method(callee, "__call__")
                return called if called is None or named(call.callee or NOTHING_AT_ALL) not in self.networks else None
        if call.name[:1] in ("?", "") or "." not in call.name or isinstance(receiver, OF_LIBRARIES):
            return None
        return self._imported(call.name)

    def _imported(self, name: str, path: str = "") -> Routine | Blueprint | None:
        found = self.resolve(path or self.path, name)
        if found is None or not found.symbol:
            return None
        if found.path not in self.modules:
            self.modules[found.path] = Names()
            self._elsewhere(found)
        value = self.modules[found.path].find(found.symbol.partition(".")[0])
        return value if isinstance(value, OWN) else None

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
            return self.library.tools.kind(value.name) is not None
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
        self.entered[function.where] += 1
        deepest = DEEPEST if self.abilities.moves(function) else DEEPEST_IDLE
        most = MOST_ENTRIES if self.spent[function.where] < MOST_SPENT else OFTEN_ENOUGH
        if self.depth >= deepest or self.entered[function.where] > most:
            return _blurred_rows(Several((*called.args, *called.keywords.values())))
        bound = self._bound(own, called)
        key = (function.where, own.path, tuple(bound.items())) if _tells_apart(bound) else None
        if key is not None and key in self.told:
            return self.told[key]
        inner = Names(own.names, bound)
        turns, self.log.each_column = self.log.each_column, self._turns_inside(own, called)
        results, self.results = self.results, []
        path, self.path, self.depth = self.path, own.path, self.depth + 1
        self.log.calls.append(called.where if called.source is not None else None)
        left = self.steps_left
        try:
            if function.result is not None:
                return self.value(function.result, inner)
            self.block(function.body, inner)
            self._uncalled(function.body, inner)
            returned = self.results
        finally:
            self.results, self.path, self.depth = results, path, self.depth - 1
            self.log.each_column = turns
            self.log.calls.pop()
            self.spent[function.where] += left - self.steps_left
        value = returned[0] if returned else NOTHING
        for other in returned[1:]:
            value = joined(value, other)
        if key is not None:
            self.told[key] = value
        return value

    def _turns_inside(self, own: Routine, called: Called) -> set[str]:
        """The parameters that are given one column after the other."""
        if not self.log.each_column or called.source is None:
            return set()
        parameters = own.function.parameters[1 if own.function.owner else 0 :]
        given = (*zip(parameters, called.source.args, strict=False), *called.source.keywords)
        return {name for name, argument in given if isinstance(argument, Var) and self._is_of_turns(argument)}

    def _instance(self, own: Blueprint) -> Thing:
        """An instance that has what the body of its class sets."""
        parent = self._parent(own) if self.depth < DEEPEST else None
        inherited = self._instance(parent).attributes if parent is not None and parent != own else {}
        inner = Names(own.names, inherited)
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
                bound[name] = self.log.fresh(function.where, name, f"{function.where}:{name}")
        return bound


EXPRESSIONS: dict[type[Any], Callable[..., Value]] = {
    Attr: _Run._attr, Item: _Run._item_of, Apply: _Run._apply, Many: _Run._many,
    Mix: _Run._mix, Pairs: _Run._pairs, Each: _Run._each_of, Span: _Run._span, Function: _Run._function,
}  # fmt: skip


def _with_stored(owner: Rows, columns: tuple[str, ...] | None, taint: frozenset[Event]) -> Rows:
    """The frame after what carries the taint was stored in these columns, or somewhere in it."""
    if columns is None:
        return owner._replace(taint=fewest(owner.taint | taint))
    kept = {pair for pair in owner.columns if pair[0] not in columns}
    stored = {(column, event) for column in columns for event in fewest(taint)}
    if len(kept) + len(stored) > MOST_COLUMNS:
        return owner._replace(taint=fewest(owner.events | taint), columns=frozenset())
    return owner._replace(columns=frozenset(kept | stored), filled=False)


def _is_over_names(iterated: Value) -> bool:
    """A list of two strings or more, which may be names of columns."""
    return isinstance(iterated, Several) and len(iterated.items) > 1 and names_in(iterated) is not None


def _blurred_rows(value: Value) -> Value:
    rows = rows_of(value)
    return blurred(rows) if rows is not None else NOTHING


def _tells_apart(bound: dict[str, Value]) -> bool:
    """Another call with these values would give the same: none of them can change, nor be several unknown things."""
    values = [*bound.values()]
    known = NOTHING not in values or any(isinstance(value, Rows) for value in values)
    return known and all(map(_is_plain, values))


def _is_plain(value: Value) -> bool:
    """Nothing that a function could change."""
    if isinstance(value, Several):
        return all(map(_is_plain, value.items))
    return isinstance(value, PLAIN)
