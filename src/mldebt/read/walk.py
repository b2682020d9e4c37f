"""One walk over a Python tree that collects every fact about it.

Statements are taken from an explicit stack, functions after the code around them, so that names bound later in the
module are known inside. Each Call node gets the attributes `dotted`, its full name, and `where`, for whoever looks at
the tree next.
"""

import ast
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from sys import intern
from typing import Any

from mldebt import patterns as re
from mldebt.model import AUDITED, Call, Function, Import, Place, Source, Use, Value

from .complexity import WITH_INNER, branches, radon_complexity
from .descent import within
from .glue import GlueCount
from .scopes import UNKNOWN, Binding, Scope
from .values import OTHER, PATH_MAKERS, dotted, text, value

make = tuple.__new__
"""Half the price of calling a named tuple's class; a large repository has a million places and calls."""

Steps = Sequence[ast.stmt | int]
"""Statements that a statement holds, in order; TYPED or TRIED, and its negative, mark where a guard against a missing
import begins and ends."""
TYPED, TRIED = 1, 1 << 16
"""`if TYPE_CHECKING`, and a `try` that catches the ImportError; each may stand in others."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef
KINDS: tuple[type[ast.AST], ...] = (*ast.expr.__subclasses__(), ast.comprehension, ast.keyword)
GLOBAL = re.compile(r"^[ \t]*global[ \t]+([\w, \t]+)", re.MULTILINE)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
EXPRESSIONS = {
    kind: tuple(field for field in kind._fields if field not in ("ctx", "op", "ops", "arg", "id", "attr"))
    for kind in KINDS
    if kind not in (*COMPREHENSIONS, ast.Lambda)
}


class Walk:
    """The facts of one tree; build it, then read its lists. Places refer to the source the tree came from.

    `limit` is the complexity above which radon's count is asked for, where it may differ from ours. A file whose role
    nobody audits (a test) lends only what it imports and uses.
    """

    def __init__(self, tree: ast.Module, source: Source, third_party: frozenset[str], limit: int) -> None:
        self.source = source
        self.calls: list[Call] = []
        self.imports: list[Import] = []
        self.uses: dict[str, Use] = {}
        self.tries: list[ast.Try] = []
        self.tests: list[ast.If | ast.While] = []
        self.definitions: list[Definition] = []
        self.with_sets: set[str] = set()
        self.functions: list[Function] = []
        self.parameters: dict[str, tuple[str, ...]] = {}
        self.shell_texts: list[tuple[str, int, int]] = []
        self.glue = GlueCount(third_party)
        self.module = Scope(shared=_shared(source.text) if "global " in source.text else frozenset())
        self.runs_something = False
        self.statements = 0
        self._imported: set[str] = set()
        self._wide = {} if source.text.isascii() else _wide_lines(source.text)
        self._path = source.file.path if source.lines is None else ""
        self._guards = 0
        self._judged = source.file.role in AUDITED
        self._is_typed = "TYPE_CHECKING" in source.text
        self._limit = limit
        self._later: deque[tuple[Definition, Scope]] = deque()
        self._body(tree.body, self.module)
        while self._later:
            self._function(*self._later.popleft())
        self.calls.sort(key=_by_place if source.lines is not None else BY_LINE_AND_COLUMN)

    @cached_property
    def called(self) -> frozenset[str]:
        """The full names of all that is called."""
        return frozenset([call.name for call in self.calls])

    def in_order(self) -> list[Definition]:
        """All functions and methods, in the order in which they stand."""
        return sorted(self.definitions, key=lambda node: (node.lineno, node.col_offset))

    def place(self, node: ast.expr | ast.stmt, end: bool = True) -> Place:
        column, last, last_column = node.col_offset, node.end_lineno or 0, node.end_col_offset or 0
        if self._wide:
            column, last_column = self._characters(node.lineno, column), self._characters(last, last_column)
        if not end:
            return self.source.place(node.lineno, column + 1)
        if self._path:
            return make(Place, (self._path, node.lineno, column + 1, last, last_column + 1, None))
        return self.source.place(node.lineno, column + 1, last, last_column + 1)

    def _characters(self, line: int, offset: int) -> int:
        """`ast` counts columns in UTF-8 bytes; people count characters."""
        text = self._wide.get(line)
        return offset if text is None else len(text[:offset].decode(errors="ignore"))

    # Statements

    def _body(self, statements: list[ast.stmt], scope: Scope) -> None:
        stack: list[ast.stmt | int] = [*reversed(statements)]
        while stack:
            statement = stack.pop()
            if isinstance(statement, int):
                self._guards += statement
                continue
            scope.statements += 1
            self.statements += 1
            handler = STATEMENTS.get(type(statement))
            if handler is None:
                self._simple(statement, scope)
            else:
                inner = handler(self, statement, scope)
                if inner:
                    stack.extend(reversed(inner))

    def _simple(self, statement: ast.stmt, scope: Scope) -> None:
        for field in statement._fields:
            child = getattr(statement, field)
            for inner in child if type(child) is list else (child,):
                if isinstance(inner, ast.expr):
                    self._expression(inner, scope)

    def _import(self, node: ast.Import, scope: Scope) -> Steps:
        where = self.place(node)
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            scope.bind(bound, Binding("import", alias.name if alias.asname else bound))
            self._imported.add(bound)
            self.glue.imports(alias.name)
            self.imports.append(Import(alias.name, "", alias.asname or "", where, scope.qualified, *self._care()))
        return ()

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> Steps:
        module = "." * node.level + (node.module or "")
        where = self.place(node)
        for alias in node.names:
            full = f"{module}{'' if module.endswith('.') else '.'}{alias.name}"
            scope.bind(alias.asname or alias.name, Binding("import", full))
            self._imported.add(alias.asname or alias.name)
            self.glue.imports(module)
            self.imports.append(Import(module, alias.name, alias.asname or "", where, scope.qualified, *self._care()))
        return ()

    def _care(self) -> tuple[bool, bool]:
        """Is what is imported here guarded, and is it tried?"""
        return self._guards > 0, self._guards >= TRIED

    def _define(self, node: Definition, scope: Scope) -> Steps:
        for expression in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self._expression(expression, scope)
        for argument in _arguments(node):
            if argument.annotation is not None:
                self._expression(argument.annotation, scope)
        if node.returns is not None:
            self._expression(node.returns, scope)
        self._rebind(node.name, Binding("definition", scope.inner(node.name)), scope)
        scope.has_inner, scope.is_plain = True, False
        self._later.append((node, scope))
        return ()

    def _class(self, node: ast.ClassDef, scope: Scope) -> Steps:
        if node.bases:
            node.dotted = tuple(dotted(base, scope) for base in node.bases)  # type: ignore[attr-defined]  # lent as well
        for expression in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self._expression(expression, scope)
        self._rebind(node.name, Binding("definition", scope.inner(node.name)), scope)
        scope.is_plain = False
        inner = Scope(scope.inner(node.name), scope, is_class=True)
        node.scope = inner  # type: ignore[attr-defined]  # lent to the next reader of the tree
        self._body(node.body, inner)
        return ()

    def _function(self, node: Definition, parent: Scope) -> None:
        scope = Scope(parent.inner(node.name), parent)
        node.scope = scope  # type: ignore[union-attr]  # lent to the next reader of the tree
        self.definitions.append(node)
        arguments = _arguments(node)
        scope.names = {argument.arg: UNKNOWN for argument in arguments}
        self.parameters[scope.qualified] = tuple(scope.names)
        if parent.is_class and arguments and not _is_static(node):
            scope.names[arguments[0].arg] = Binding("instance", parent.qualified)
        self.glue.enter(self._judged)
        self._body(node.body, scope)
        self.glue.leave()
        complexity = scope.branches
        if self._judged and complexity > (WITH_INNER if scope.has_inner else self._limit):
            seen = complexity - scope.asserted
            complexity = seen if scope.is_plain else radon_complexity(node) or complexity
        where = self.place(node, end=False)
        last = self.source.place(node.end_lineno or node.lineno).line
        decorated = bool(node.decorator_list)
        self.functions.append(Function(scope.qualified, where, complexity, scope.statements, last, decorated))

    def _assign(self, node: ast.Assign, scope: Scope) -> Steps:
        first, value = node.targets[0], node.value
        name = first.id if type(first) is ast.Name and len(node.targets) == 1 else ""
        if type(value) is not ast.Constant:
            self._expression(value, scope, name)
        if name:
            self._rebind(name, _binding(value, scope), scope)
        else:
            for target in node.targets:
                self._bind(target, value, scope)
        self.glue.statement(node.value)
        return ()

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> Steps:
        if node.value is not None:
            self._expression(node.value, scope, node.target.id if isinstance(node.target, ast.Name) else "")
            self._bind(node.target, node.value, scope)
            self.glue.statement(node.value)
        elif type(node.target) is not ast.Name:
            scope.is_plain = False
        self._expression(node.annotation, scope)
        return ()

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> Steps:
        self._expression(node.value, scope)
        self._bind(node.target, None, scope)
        self.glue.logic()
        return ()

    def _value(self, node: ast.Expr | ast.Return, scope: Scope) -> Steps:
        if type(node) is ast.Expr and type(node.value) is ast.Constant:
            self.statements -= 1  # a docstring
        elif node.value is not None:
            self._expression(node.value, scope)
            self.glue.statement(node.value)
            if not scope.qualified and isinstance(node.value, ast.Call):
                self.runs_something = True
        return ()

    def _branch(self, node: ast.If | ast.While, scope: Scope) -> Steps:
        self._expression(node.test, scope)
        self.tests.append(node)
        scope.branches += 1 if type(node) is ast.If or not node.orelse else 2
        self.glue.logic()
        if self._is_typed and isinstance(node.test, ast.Name | ast.Attribute):
            return [*_guarded(node.body, TYPED * ("TYPE_CHECKING" in ast.dump(node.test))), *node.orelse]
        return [*node.body, *node.orelse] if node.orelse else node.body

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Steps:
        self._expression(node.iter, scope)
        self._bind(node.target, None, scope)
        scope.branches += branches(node)
        self.glue.logic()
        return [*node.body, *node.orelse]

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Steps:
        for item in node.items:
            bound = item.optional_vars
            self._expression(item.context_expr, scope, bound.id if isinstance(bound, ast.Name) else "")
            if bound is not None:
                self._bind(bound, item.context_expr, scope)
        return node.body

    def _try(self, node: ast.Try, scope: Scope) -> Steps:
        self.tries.append(node)
        scope.is_plain = scope.is_plain and type(node) is ast.Try
        scope.branches += branches(node)
        self.glue.logic()
        guards = TRIED * any(_catches_import_error(handler.type) for handler in node.handlers)
        inner = [*_guarded(node.body, guards)]
        for handler in node.handlers:
            if handler.type is not None:
                self._expression(handler.type, scope)
            if handler.name:
                scope.bind(handler.name, UNKNOWN)
            inner += _guarded(handler.body, guards)
        return [*inner, *node.orelse, *node.finalbody]

    def _match(self, node: ast.Match, scope: Scope) -> Steps:
        self._expression(node.subject, scope)
        scope.is_plain = False
        scope.branches += branches(node)
        self.glue.logic()
        for case in node.cases:
            self._pattern(case.pattern, scope)
            if case.guard is not None:
                self._expression(case.guard, scope)
        return [statement for case in node.cases for statement in case.body]

    def _assert(self, node: ast.Assert, scope: Scope) -> Steps:
        before = scope.branches
        self._simple(node, scope)
        scope.asserted += scope.branches - before
        return ()

    def _pattern(self, pattern: ast.pattern, scope: Scope) -> None:
        for inner in within(pattern):
            if isinstance(inner, ast.MatchAs | ast.MatchStar) and inner.name is not None:
                scope.bind(inner.name, UNKNOWN)
            elif isinstance(inner, ast.MatchMapping) and inner.rest is not None:
                scope.bind(inner.rest, UNKNOWN)
            elif isinstance(inner, ast.MatchClass | ast.MatchValue):
                self._expression(inner.cls if isinstance(inner, ast.MatchClass) else inner.value, scope)

    # Names

    def _bind(self, target: ast.expr, assigned: ast.expr | None, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self._rebind(target.id, _binding(assigned, scope), scope)
        elif isinstance(target, ast.Tuple | ast.List):
            values = assigned.elts if isinstance(assigned, ast.Tuple | ast.List) else ()
            pairs = len(values) == len(target.elts)
            for index, element in enumerate(target.elts):
                self._bind(element, values[index] if pairs else None, scope)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, None, scope)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            found = scope.find(target.value.id)
            if found is None:
                return
            if found.kind == "instance" and scope.holder is not None:
                scope.holder.bind(f"self.{target.attr}", _binding(assigned, scope))
            elif found.kind == "import":
                self._attribute(target, scope)
        else:
            self._expression(target, scope)

    def _rebind(self, name: str, binding: Binding, scope: Scope) -> None:
        """Binds, unless it is only the stand-in for an import that may fail: `except ImportError: torch = None`."""
        if self._guards and binding.kind != "import":
            before = scope.names.get(name)
            if before is not None and before.kind == "import":
                return
        if binding.kind == "import":
            self._imported.add(name)
        scope.bind(name, binding)

    # Expressions

    def _expression(self, root: ast.expr, scope: Scope, bound: str = "") -> None:
        """Records the calls and uses in an expression. Inner calls first, so that `dotted` is there for the outer."""
        if type(root) is ast.Constant:
            return
        if type(root) is ast.Name:
            if root.id in self._imported:
                self._name(root, scope)
            return
        calls: list[ast.Call] = []
        stack: list[Any] = [root]
        imported = self._imported
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                if node.id in imported:
                    self._name(node, scope)
            elif kind is ast.Constant or node is None:
                continue
            elif kind is ast.Attribute:
                base = node.value
                while type(base) is ast.Attribute:
                    base = base.value
                if type(base) is not ast.Name:
                    stack.append(base)
                elif base.id in imported:
                    self._attribute(node, scope)
            elif kind is ast.Call:
                calls.append(node)
                stack.append(node.func)
                stack += node.args
                for keyword in node.keywords:
                    stack.append(keyword.value)
            elif kind is ast.Subscript:
                stack.append(node.value)
                stack.append(node.slice)
            elif kind is ast.BinOp:
                stack.append(node.left)
                stack.append(node.right)
            else:
                stack += self._inner(node, kind, scope)
        for call in reversed(calls):
            self._call(call, scope, bound if call is root else "")

    def _inner(self, node: Any, kind: type[ast.AST], scope: Scope) -> Sequence[Any]:  # noqa: ANN401 - told by kind
        """What to look at in an expression that is no name, constant, attribute or call."""
        if kind is ast.Tuple or kind is ast.List:
            return node.elts  # type: ignore[no-any-return]  # kind says so
        if kind is ast.Set or kind is ast.SetComp:
            self.with_sets.add(scope.qualified)
        elif kind is ast.BoolOp:
            scope.branches += len(node.values) - 1
        elif kind is ast.IfExp:
            scope.branches += 1
        elif kind is ast.NamedExpr:
            scope.bind(node.target.id, UNKNOWN)
        fields = EXPRESSIONS.get(kind)
        if fields is None:
            return self._with_own_names(node, scope)
        found: list[Any] = []
        for field in fields:
            child = getattr(node, field)
            if type(child) is list:
                found += child
            else:
                found.append(child)
        return found

    def _with_own_names(self, node: ast.AST, scope: Scope) -> Sequence[ast.AST]:
        """What is left to look at in a comprehension or a lambda. Where its own names hide others, nothing is."""
        if isinstance(node, ast.Lambda):
            hidden = [argument.arg for argument in _arguments(node)]
            outside: list[ast.expr] = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            inside: list[ast.expr] = [node.body]
        elif isinstance(node, COMPREHENSIONS):
            hidden = [name for part in node.generators for name in _targets(part.target)]
            outside = [node.generators[0].iter]
            inside = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            inside += [inner for part in node.generators for inner in (part.iter, *part.ifs)]
            inside.remove(node.generators[0].iter)
            scope.branches += sum(1 + len(part.ifs) for part in node.generators)
        else:
            return ()
        if not any(map(scope.find, hidden)):
            return outside + inside
        own = Scope(scope.qualified, scope)
        own.names = dict.fromkeys(hidden, UNKNOWN)
        for expression in inside:
            self._expression(expression, own)
        scope.branches += own.branches - 1
        return outside

    def _name(self, node: ast.Name, scope: Scope) -> None:
        binding = scope.find(node.id)
        if binding is not None and binding.kind == "import":
            self._use(binding.name, node, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> ast.expr | None:
        """Records the use of something imported; gives what lies under a chain of attributes that begins elsewhere."""
        attributes: list[str] = []
        base: ast.expr = node
        while type(base) is ast.Attribute:
            attributes.append(base.attr)
            base = base.value
        if type(base) is not ast.Name:
            return base
        binding = scope.find(base.id)
        if binding is not None and binding.kind == "import":
            self._use(".".join((binding.name, *reversed(attributes))), node, scope)
        return None

    def _use(self, name: str, node: ast.expr, scope: Scope) -> None:
        if name not in self.uses:
            self.uses[name] = Use(name, self.place(node), scope.qualified)

    def _call(self, node: ast.Call, scope: Scope, bound: str) -> None:
        if not self._judged:
            return
        name = intern(dotted(node.func, scope))
        line, last = node.lineno, node.end_lineno or 0
        last = line if last == line else last  # one number for both: there are a million
        if self._path and line not in self._wide and last not in self._wide:  # `place`, without a million calls
            where = make(Place, (self._path, line, node.col_offset + 1, last, (node.end_col_offset or 0) + 1, None))
        else:
            where = self.place(node)
        node.dotted = name  # type: ignore[attr-defined]  # lent to the next reader of the tree
        node.where = where  # type: ignore[attr-defined]  # lent as well
        splat = False
        arguments: tuple[Value, ...] = ()
        keywords: tuple[tuple[str, Value], ...] = ()
        if node.args:
            arguments = tuple([value(argument, scope) for argument in node.args])
            splat = any(type(argument) is ast.Starred for argument in node.args) if OTHER in arguments else False
        if node.keywords:
            keywords = tuple([(one.arg, value(one.value, scope)) for one in node.keywords if one.arg is not None])
            splat = splat or len(keywords) < len(node.keywords)
        found = (name, where, arguments, keywords, splat, scope.qualified, bound)
        self.calls.append(make(Call, found))
        if name in RUNS_SHELL and node.args:
            self._shell(node.args[0], scope)

    def _shell(self, argument: ast.expr, scope: Scope) -> None:
        if isinstance(argument, ast.List | ast.Tuple):
            command = " ".join(_quoted(text(word, scope)) for word in argument.elts)
        else:
            command = text(argument, scope)
        if command.strip("* "):
            self.shell_texts.append((command, argument.lineno, argument.end_lineno or argument.lineno))


BY_LINE_AND_COLUMN = attrgetter("where.line", "where.column")


def _by_place(call: Call) -> tuple[int, tuple[int, ...], int]:
    return call.where.line, call.where.cell or (), call.where.column


RUNS_SHELL = frozenset({
    "os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.Popen", "subprocess.getoutput", "subprocess.getstatusoutput",
})  # fmt: skip

STATEMENTS: dict[type[ast.stmt], Callable[..., Steps]] = {
    ast.Import: Walk._import, ast.ImportFrom: Walk._import_from, ast.FunctionDef: Walk._define,
    ast.AsyncFunctionDef: Walk._define, ast.ClassDef: Walk._class, ast.Assign: Walk._assign,
    ast.AnnAssign: Walk._annotated, ast.AugAssign: Walk._augmented, ast.Expr: Walk._value, ast.Return: Walk._value,
    ast.If: Walk._branch, ast.While: Walk._branch, ast.For: Walk._for, ast.AsyncFor: Walk._for, ast.With: Walk._with,
    ast.AsyncWith: Walk._with, ast.Try: Walk._try, ast.TryStar: Walk._try, ast.Match: Walk._match,
    ast.Assert: Walk._assert,
}  # fmt: skip


def _wide_lines(text: str) -> dict[int, bytes]:
    """The lines, by number, in which a character is not a byte."""
    lines = text.split("\n")
    return {number: line.encode() for number, line in enumerate(lines, 1) if not line.isascii()}


def _shared(text: str) -> frozenset[str]:
    """Names of the module that some function assigns to."""
    return frozenset(name.strip() for found in GLOBAL.findall(text) for name in found.split(","))


def _arguments(node: Definition | ast.Lambda) -> list[ast.arg]:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [*named, *filter(None, (node.args.vararg, node.args.kwarg))]


def _is_static(node: Definition) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in node.decorator_list)


def _targets(target: ast.expr) -> list[str]:
    if isinstance(target, ast.Name):
        return [target.id]
    return [inner.id for inner in within(target) if isinstance(inner, ast.Name)]


def _guarded(body: list[ast.stmt], guards: int) -> Steps:
    return [guards, *body, -guards] if guards else body


def _catches_import_error(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(n, ast.Name) and n.id in ("ImportError", "ModuleNotFoundError", "Exception") for n in names)


def _binding(assigned: ast.expr | None, scope: Scope) -> Binding:
    kind = type(assigned)
    if kind is ast.Await:
        assigned = assigned.value  # type: ignore[union-attr]  # kind says so
        kind = type(assigned)
    if assigned is None or kind not in TELLING:
        return UNKNOWN
    if kind is ast.Call:
        made = str(getattr(assigned, "dotted", ""))
        if made not in PATH_MAKERS:
            return make(Binding, ("result", made, None)) if made and made[0] != "?" else UNKNOWN
    known = value(assigned, scope)
    if known.kind in ("literal", "none"):
        return Binding("constant", "", known.value)
    if known.kind == "template":
        return Binding("constant", "template", known.value)
    if kind is ast.Call:
        return Binding("result", made)
    return _alias(assigned, scope) if isinstance(assigned, ast.Name | ast.Attribute) else UNKNOWN


TELLING = frozenset({
    ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.UnaryOp, ast.JoinedStr, ast.BinOp,
})  # fmt: skip
"""Kinds of expressions of which something may be known."""


def _alias(assigned: ast.Name | ast.Attribute, scope: Scope) -> Binding:
    """`rng = np.random` or `split = train_test_split` is another name of the same thing."""
    root: ast.expr = assigned
    while isinstance(root, ast.Attribute):
        root = root.value
    found = scope.find(root.id) if isinstance(root, ast.Name) else None
    if found is not None and found.kind == "import":
        return Binding("import", dotted(assigned, scope))
    return found if found is not None and isinstance(assigned, ast.Name) and found.kind != "constant" else UNKNOWN


def _quoted(word: str) -> str:
    return word if word and not any(sign in word for sign in " '\"") else "'" + word.replace("'", "'\\''") + "'"
