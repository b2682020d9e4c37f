"""A Python tree reduced to the steps that move rows. The tree's calls must carry their full name in `dotted`."""

import ast
import re
from collections.abc import Callable, Iterator

from mldebt.model import Place, Program
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

PlaceOf = Callable[[ast.expr | ast.stmt], Place]
MOVES_ROWS = re.compile(
    r"\.fit\b|fit_transform|fit_resample|fit_sample|fit_on_texts|\.adapt\(|train_test_split|random_split|cross_val|KFold"
    r"|ShuffleSplit|TimeSeriesSplit|LeaveO"
)
"""A file without any of these words neither fits nor splits, so it is not compiled."""
DEEPEST = 60
NOTHING = Const(None)


def program_of(tree: ast.Module, text: str, place: PlaceOf) -> Program:
    """The steps of a module; empty when nothing in its text could fit or split rows."""
    if not MOVES_ROWS.search(text):
        return Program()
    return Program(_Compiler(place).steps(tree.body, ""))


class _Compiler:
    def __init__(self, place: PlaceOf) -> None:
        self.place = place

    def steps(self, body: list[ast.stmt], owner: str, qualified: str = "") -> tuple[Step, ...]:
        return tuple(step for statement in body for step in self._statement(statement, owner, qualified))

    def _statement(self, node: ast.stmt, owner: str, qualified: str) -> Iterator[Step]:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield Let(tuple(self.expr(target) for target in targets), self.expr(value), False)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield Let((self.expr(target),), self.expr(value), False)
            case ast.AugAssign(target=target, value=value):
                yield Let((self.expr(target),), self.expr(value), True)
            case ast.Expr(value=value) if not isinstance(value, ast.Constant):
                yield Do(self.expr(value))
            case ast.Return(value=ast.expr() as value):
                yield Give(self.expr(value))
            case (
                ast.For(target=target, iter=over, body=body, orelse=orelse)
                | ast.AsyncFor(target=target, iter=over, body=body, orelse=orelse)
            ):
                yield Loop(self.expr(target), self.expr(over), self.steps(body, owner, qualified))
                yield from self.steps(orelse, owner, qualified)
            case ast.While(test=test, body=body):
                yield Loop(None, self.expr(test), self.steps(body, owner, qualified))
            case ast.If(test=test, body=body, orelse=orelse):
                then = self.steps(body, owner, qualified)
                yield Branch(self.expr(test), then, self.steps(orelse, owner, qualified))
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    if item.optional_vars is not None:
                        yield Let((self.expr(item.optional_vars),), self.expr(item.context_expr), False)
                yield from self.steps(body, owner, qualified)
            case ast.Try() | ast.TryStar():
                yield from self._try(node, owner, qualified)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield Define(node.name, self._function(node, owner, qualified))
            case ast.ClassDef():
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
        return DefineClass(node.name, name, methods, tuple(map(ast.unparse, node.bases)), self.steps(rest, "", name))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, qualified: str) -> Function:
        name = f"{qualified}.{node.name}" if qualified else node.name
        static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in node.decorator_list)
        parameters, defaults = self._parameters(node.args)
        return Function(
            name, parameters, defaults, self.steps(node.body, "", name), None, "" if static else owner,
            self.place(node), node.args.vararg is not None,
        )  # fmt: skip

    def _parameters(self, args: ast.arguments) -> tuple[tuple[str, ...], tuple[tuple[str, Expr], ...]]:
        positional = [argument.arg for argument in (*args.posonlyargs, *args.args)]
        defaults = [*zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)]
        named = [(a.arg, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        parameters = (*positional, *(argument.arg for argument in args.kwonlyargs))
        return parameters, tuple((name, self.expr(default)) for name, default in (*defaults, *named))

    def expr(self, node: ast.expr, depth: int = 0) -> Expr:
        if depth > DEEPEST:
            return NOTHING
        match node:
            case ast.Name(id=name):
                return Var(name)
            case ast.Constant(value=value):
                return Const(value) if isinstance(value, str | int | float | bool) else NOTHING
            case ast.Attribute(value=base, attr=name):
                return Attr(self.expr(base, depth + 1), name)
            case ast.Call():
                return self._call(node, depth)
            case ast.Subscript(value=base, slice=index):
                return Item(self.expr(base, depth + 1), self.expr(index, depth + 1), self.place(node))
            case ast.Slice(lower=lower, upper=upper):
                return Span(
                    self.expr(lower, depth + 1) if lower else None, self.expr(upper, depth + 1) if upper else None
                )
            case ast.Tuple(elts=items) | ast.List(elts=items):
                starred = any(isinstance(item, ast.Starred) for item in items)
                return Many(tuple(self.expr(item, depth + 1) for item in items), starred)
            case ast.Dict(keys=keys, values=values):
                known = tuple(NOTHING if key is None else self.expr(key, depth + 1) for key in keys)
                return Pairs(known, tuple(self.expr(value, depth + 1) for value in values))
            case (
                ast.ListComp(elt=element, generators=generators)
                | ast.GeneratorExp(elt=element, generators=generators)
                | ast.SetComp(elt=element, generators=generators)
                | ast.DictComp(value=element, generators=generators)
            ):
                inner = self.expr(element, depth + 1)
                for part in reversed(generators):
                    inner = Each(self.expr(part.target, depth + 1), self.expr(part.iter, depth + 1), inner)
                return inner
            case ast.Lambda(args=args, body=body):
                parameters, defaults = self._parameters(args)
                return Function("", parameters, defaults, (), self.expr(body, depth + 1), "", self.place(node))
            case ast.NamedExpr(value=inner_value) | ast.Await(value=inner_value) | ast.Starred(value=inner_value):
                return self.expr(inner_value, depth + 1)
        children = tuple(
            self.expr(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
        )
        return Mix(children, self.place(node)) if children else NOTHING

    def _call(self, node: ast.Call, depth: int) -> Apply:
        name = str(getattr(node, "dotted", "?"))
        receiver, callee = None, None
        if isinstance(node.func, ast.Attribute):
            receiver = self.expr(node.func.value, depth + 1)
        else:
            callee = self.expr(node.func, depth + 1)
        splat = any(isinstance(argument, ast.Starred) for argument in node.args)
        keywords = tuple((k.arg, self.expr(k.value, depth + 1)) for k in node.keywords if k.arg is not None)
        splat = splat or len(keywords) != len(node.keywords)
        arguments = tuple(self.expr(argument, depth + 1) for argument in node.args)
        return Apply(name, receiver, callee, arguments, keywords, splat, self.place(node))
