"""A Python tree reduced to the steps that move rows.

The tree's calls must carry their full name in `dotted`, and may carry their place in `where`.
"""

import ast
from collections.abc import Callable, Iterable, Iterator

from mldebt import patterns as re
from mldebt.model import HelperProgram, Place, Program
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

from .shapes import OF_NETWORKS, OPTIMISERS, named

PlaceOf = Callable[[ast.expr | ast.stmt], Place]
MOVES_ROWS = re.compile(
    r"\.fit\b|fit_transform|fit_resample|fit_sample|fit_on_texts|\.adapt\(|train_test_split|random_split|cross_val|KFold"
    r"|ShuffleSplit|TimeSeriesSplit|LeaveO|\.backward\(|fit_predict"
)
"""A file without any of these words neither fits nor splits."""
MOVES_WORDS = ("fit", ".backward(", "_split", "cross_val", "KFold", "Split", "LeaveO", ".adapt(")
"""What each of these has in it; to look for a word costs a tenth of looking for one of several."""
FRAMES = ("pandas", "polars", "sklearn", "imblearn")
IMPORTS_FRAMES = re.compile(rf"^[ \t]*(?:import|from)[ \t]+(?:{'|'.join(FRAMES)})\b", re.MULTILINE)
FRAME_CALLS = (".fillna(", ".median(", ".quantile(")
LEADS = re.compile(r"\b(?:train|fit|evaluate|judge|score|split|prepare|preprocess|load|run)\w*\(")
"""A file with neither frames nor a main program that calls such things is not compiled."""
SHOWN = re.compile(
    r"print$|display$|matplotlib\.|seaborn\.|plotly\.|warnings\.|logging\.|\?\.(?:head|tail|info|show|set_\w+|plot|hist|"
    r"legend|title|x?label|y?label|grid|annotate|text|write|debug)$"
)
"""Calls whose result goes nowhere but to a reader."""
CHOOSES = OPTIMISERS | {"max", "min", "sorted"}
SIMPLE = (ast.Constant, ast.Name)
CONSTANTS = (int, float, bool)
make = tuple.__new__
"""Half the price of calling a named tuple's class; a large repository has a million expressions."""
DEEPEST = 60
NOTHING = Const(None)
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


def program_of(tree: ast.Module, text: str, place: PlaceOf) -> Program | HelperProgram:
    """The steps of a module; empty when nothing in its text could move rows."""
    if any(word in text for word in MOVES_WORDS) and MOVES_ROWS.search(text):
        return Program(_Compiler(place).module(tree))
    if _is_of_frames(text) or ("__main__" in text and LEADS.search(text)):
        return HelperProgram(_Compiler(place).module(tree))
    return Program()


def _is_of_frames(text: str) -> bool:
    if any(word in text for word in FRAMES) and IMPORTS_FRAMES.search(text):
        return True
    return any(call in text for call in FRAME_CALLS)


class _Compiler:
    def __init__(self, place: PlaceOf) -> None:
        self.place = place
        self.calls: set[str] = set()
        self.inside = 0
        self.names: dict[str, Var] = {}
        self.texts: dict[str, Const] = {}
        self.networks: set[str] = set()

    def module(self, tree: ast.Module) -> tuple[Step, ...]:
        steps = self.steps(tree.body, "")
        said = Calling(frozenset(self.calls), frozenset(self.names), frozenset(self.networks - {""}))
        return (*steps, said) if any(said) else steps

    def steps(self, body: list[ast.stmt], owner: str, qualified: str = "") -> tuple[Step, ...]:
        found: list[Step] = []
        for node in body:
            compiled = STATEMENTS.get(type(node))
            if compiled is not None:
                found.extend(compiled(self, node, owner, qualified))
        return tuple(found)

    def _assign(self, node: ast.Assign, *_: str) -> tuple[Step]:
        targets = tuple([self.expr(target) for target in node.targets])
        return (make(Let, (targets, self.expr(node.value), False)),)

    def _assign_one(self, node: ast.AnnAssign | ast.AugAssign, *_: str) -> Iterator[Step]:
        if node.value is not None:
            yield Let((self.expr(node.target),), self.expr(node.value), isinstance(node, ast.AugAssign))

    def _do(self, node: ast.Expr, *_: str) -> Iterator[Step]:
        """Of what is only shown, the calls inside count: `print(model.score(X, y))`."""
        value = node.value
        if type(value) is ast.Call and SHOWN.match(str(getattr(value, "dotted", "?"))):
            inner = [*value.args, *(keyword.value for keyword in value.keywords)]
            if isinstance(value.func, ast.Attribute):
                inner.append(value.func.value)
            yield from (Do(self.expr(part)) for part in inner if _calls_something(part))
        elif not isinstance(value, ast.Constant | ast.Name | ast.Attribute):
            yield Do(self.expr(value))

    def _delete(self, node: ast.Delete, *_: str) -> Iterator[Step]:
        """`del frame["y"]` is `frame.pop("y")`."""
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                base, key = self.expr(target.value), self.expr(target.slice)
                yield Do(Apply("?.pop", base, None, (key,), (), False, self.place(node)))

    def _return(self, node: ast.Return, *_: str) -> Iterator[Step]:
        if node.value is not None:
            yield Give(self.expr(node.value))

    def _for(self, node: ast.For | ast.AsyncFor, owner: str, qualified: str) -> Iterator[Step]:
        yield Loop(self.expr(node.target), self.expr(node.iter), self.steps(node.body, owner, qualified))
        yield from self.steps(node.orelse, owner, qualified)

    def _while(self, node: ast.While, owner: str, qualified: str) -> Iterator[Step]:
        yield Loop(None, self.expr(node.test), self.steps(node.body, owner, qualified))
        yield from self.steps(node.orelse, owner, qualified)

    def _if(self, node: ast.If, owner: str, qualified: str) -> Iterator[Step]:
        then = self.steps(node.body, owner, qualified)
        yield Branch(self.expr(node.test), then, self.steps(node.orelse, owner, qualified))

    def _match(self, node: ast.Match, owner: str, qualified: str) -> Iterator[Step]:
        yield Do(self.expr(node.subject))
        for case in node.cases:
            yield Branch(NOTHING, self.steps(case.body, owner, qualified), ())

    def _assert(self, node: ast.Assert, *_: str) -> Iterator[Step]:
        yield Do(self.expr(node.test))

    def _with(self, node: ast.With | ast.AsyncWith, owner: str, qualified: str) -> Iterator[Step]:
        for item in node.items:
            if item.optional_vars is not None:
                yield Let((self.expr(item.optional_vars),), self.expr(item.context_expr), False)
        yield from self.steps(node.body, owner, qualified)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, qualified: str) -> Iterator[Step]:
        yield Define(node.name, self._function(node, owner, qualified))

    def _define_class(self, node: ast.ClassDef, _: str, qualified: str) -> Iterator[Step]:
        yield self._class(node, qualified)

    def _try(self, node: ast.Try | ast.TryStar, owner: str, qualified: str) -> Iterator[Step]:
        yield from self.steps(node.body, owner, qualified)
        for handler in node.handlers:
            yield Branch(NOTHING, self.steps(handler.body, owner, qualified), ())
        yield from self.steps(node.orelse, owner, qualified)
        yield from self.steps(node.finalbody, owner, qualified)

    def _class(self, node: ast.ClassDef, qualified: str) -> DefineClass:
        name = f"{qualified}.{node.name}" if qualified else node.name
        functions = [inner for inner in node.body if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)]
        rest = [inner for inner in node.body if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)]
        methods = tuple(self._function(inner, name, name) for inner in functions)
        imported: tuple[str, ...] = getattr(node, "dotted", ())
        bases = tuple(map(ast.unparse, node.bases))
        return DefineClass(node.name, name, methods, bases, self.steps(rest, "", name), imported)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, qualified: str) -> Function:
        name = f"{qualified}.{node.name}" if qualified else node.name
        static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in node.decorator_list)
        parameters, defaults = self._parameters(node.args)
        outside, self.calls, self.inside = self.calls, set(), self.inside + 1
        body, calls = self.steps(node.body, "", name), frozenset(self.calls)
        self.calls, self.inside = outside, self.inside - 1
        if self.inside:
            self.calls |= calls
        return Function(name, parameters, defaults, body, None, "" if static else owner, self.place(node), calls)

    def _parameters(self, args: ast.arguments) -> tuple[tuple[str, ...], tuple[tuple[str, Expr], ...]]:
        positional = [argument.arg for argument in (*args.posonlyargs, *args.args)]
        defaults = [*zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)]
        named = [(a.arg, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        parameters = (*positional, *(argument.arg for argument in args.kwonlyargs))
        return parameters, tuple((name, self.expr(default)) for name, default in (*defaults, *named))

    def expr(self, node: ast.expr, depth: int = 0) -> Expr:
        if depth > DEEPEST:
            return NOTHING
        kind = type(node)
        if kind is ast.Name:
            name: str = node.id  # type: ignore[attr-defined]  # kind says so, faster than isinstance
            known = self.names.get(name)
            if known is None:
                known = self.names[name] = Var(name)
            return known
        compiled = EXPRESSIONS.get(kind)
        if compiled is not None:
            return compiled(self, node, depth + 1)
        inner = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        children = tuple(self.expr(child, depth + 1) for child in inner)
        return Mix(children, self.place(node)) if children else NOTHING

    def _constant(self, node: ast.Constant, _: int) -> Expr:
        value = node.value
        if isinstance(value, str):
            known = self.texts.get(value)
            if known is None:
                known = self.texts[value] = Const(value)
            return known
        return make(Const, (value,)) if isinstance(value, CONSTANTS) else NOTHING

    def _attribute(self, node: ast.Attribute, depth: int) -> Expr:
        return make(Attr, (self.expr(node.value, depth), node.attr))

    def _subscript(self, node: ast.Subscript, depth: int) -> Expr:
        return make(Item, (self.expr(node.value, depth), self.expr(node.slice, depth), self.place(node)))

    def _slice(self, node: ast.Slice, depth: int) -> Expr:
        if node.step is not None and not (node.lower is None and node.upper is None and ast.unparse(node.step) == "-1"):
            parts = (self.expr(part, depth) for part in (node.lower, node.upper, node.step) if part is not None)
            return Apply("slice", None, None, tuple(parts), (), False, Place(""))
        lower, upper = (None if bound is None else self.expr(bound, depth) for bound in (node.lower, node.upper))
        return Span(lower, upper)

    def _items(self, node: ast.Tuple | ast.List, depth: int) -> Expr:
        starred = ast.Starred in map(type, node.elts)
        return make(Many, (tuple([self.expr(item, depth) for item in node.elts]), starred))

    def _pairs(self, node: ast.Dict, depth: int) -> Expr:
        keys = tuple(NOTHING if key is None else self.expr(key, depth) for key in node.keys)
        return Pairs(keys, tuple(self.expr(value, depth) for value in node.values))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, depth: int) -> Expr:
        inner = self.expr(node.value if isinstance(node, ast.DictComp) else node.elt, depth)
        for part in reversed(node.generators):
            tests = tuple(self.expr(test, depth) for test in part.ifs)
            inner = Each(self.expr(part.target, depth), self.expr(part.iter, depth), inner, tests)
        return inner

    def _lambda(self, node: ast.Lambda, depth: int) -> Expr:
        parameters, defaults = self._parameters(node.args)
        return Function("", parameters, defaults, (), self.expr(node.body, depth), "", self.place(node))

    def _inside(self, node: ast.NamedExpr | ast.Await | ast.Starred, depth: int) -> Expr:
        return self.expr(node.value, depth)

    def _compare(self, node: ast.Compare, depth: int) -> Expr:
        sign = SIGNS.get(type(node.ops[0]), "") if len(node.ops) == 1 else ""
        parts = tuple(self.expr(part, depth) for part in (node.left, *node.comparators))
        return Mix(parts, self.place(node), sign)

    def _unary(self, node: ast.UnaryOp, depth: int) -> Expr:
        inner = self.expr(node.operand, depth)
        if isinstance(node.op, ast.USub) and isinstance(inner, Const) and isinstance(inner.value, int | float):
            return Const(-inner.value)
        inverts = isinstance(node.op, ast.Invert | ast.Not | ast.USub)
        return Mix((inner,), self.place(node), "~" if inverts else "")

    def _two(self, node: ast.BinOp, depth: int) -> Expr:
        return make(Mix, ((self.expr(node.left, depth), self.expr(node.right, depth)), self.place(node), ""))

    def _some(self, node: ast.BoolOp | ast.JoinedStr, depth: int) -> Expr:
        parts = tuple([self.expr(part, depth) for part in node.values])
        return make(Mix, (parts, self.place(node), "")) if parts else NOTHING

    def _call(self, node: ast.Call, depth: int) -> Apply:
        name: str = getattr(node, "dotted", "?")
        function, receiver, callee = node.func, None, None
        if name != "?.split" or not _of_text(node):
            self.calls.add(name)
        if isinstance(function, ast.Attribute):
            receiver = self.expr(function.value, depth)
            if function.attr in OF_NETWORKS:
                self.networks.add(named(receiver))
        else:
            callee = self.expr(function, depth)
        keywords = tuple([(k.arg, self.expr(k.value, depth)) for k in node.keywords if k.arg is not None])
        splat = ast.Starred in map(type, node.args) or len(keywords) != len(node.keywords)
        arguments = tuple([self.expr(argument, depth) for argument in node.args])
        if splat:
            arguments = tuple(map(_spread, node.args, arguments))
        if name[:1] == "." or name.rpartition(".")[2] in CHOOSES:  # these may call what they are given
            handed = (*arguments, *(value for _, value in keywords))
            self.calls.update([f"&{value.name}" for value in handed if isinstance(value, Var)])
        where = getattr(node, "where", None) or self.place(node)
        return make(Apply, (name, receiver, callee, arguments, keywords, splat, where))


def _spread(node: ast.expr, argument: Expr) -> Expr:
    """`*items` is a starred list of one."""
    return Many((argument,), starred=True) if type(node) is ast.Starred else argument


def _of_text(node: ast.Call) -> bool:
    """`line.split(",")`"""
    return not node.args or isinstance(node.args[0], ast.Constant)


def _calls_something(node: ast.expr) -> bool:
    return type(node) not in SIMPLE and ast.Call in map(type, ast.walk(node))


STATEMENTS: dict[type[ast.stmt], Callable[..., Iterable[Step]]] = {
    ast.Assign: _Compiler._assign, ast.AnnAssign: _Compiler._assign_one, ast.AugAssign: _Compiler._assign_one,
    ast.Expr: _Compiler._do, ast.Return: _Compiler._return, ast.For: _Compiler._for, ast.AsyncFor: _Compiler._for,
    ast.While: _Compiler._while, ast.If: _Compiler._if, ast.With: _Compiler._with, ast.AsyncWith: _Compiler._with,
    ast.Try: _Compiler._try, ast.TryStar: _Compiler._try, ast.FunctionDef: _Compiler._define,
    ast.AsyncFunctionDef: _Compiler._define, ast.ClassDef: _Compiler._define_class,
    ast.Match: _Compiler._match, ast.Assert: _Compiler._assert, ast.Delete: _Compiler._delete,
}  # fmt: skip
EXPRESSIONS: dict[type[ast.expr], Callable[..., Expr]] = {
    ast.Constant: _Compiler._constant, ast.Attribute: _Compiler._attribute,
    ast.Call: _Compiler._call, ast.Subscript: _Compiler._subscript, ast.Slice: _Compiler._slice,
    ast.Tuple: _Compiler._items, ast.List: _Compiler._items, ast.Dict: _Compiler._pairs,
    ast.ListComp: _Compiler._comprehension, ast.SetComp: _Compiler._comprehension,
    ast.GeneratorExp: _Compiler._comprehension, ast.DictComp: _Compiler._comprehension, ast.Lambda: _Compiler._lambda,
    ast.Compare: _Compiler._compare, ast.UnaryOp: _Compiler._unary, ast.BinOp: _Compiler._two,
    ast.BoolOp: _Compiler._some, ast.JoinedStr: _Compiler._some,
    ast.NamedExpr: _Compiler._inside, ast.Await: _Compiler._inside, ast.Starred: _Compiler._inside,
}  # fmt: skip
