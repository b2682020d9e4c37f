"""Where do the names of a file that uses PyTorch stand, what are they given, and which function calls which?"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from ..bound_names import arguments
from ..descent import children
from ..outline import Outline
from ..walk import Definition

TELLING = frozenset({"backward", "manual_backward", "eval", "train", "load_state_dict"})
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Loops = tuple[Comprehension, ...]
Holder = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Names:
    """The functions, classes and assignments of one file."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        definitions: list[Definition] = [*outline.of(ast.FunctionDef), *outline.of(ast.AsyncFunctionDef)]
        self.functions = {self.qualified(node): node for node in definitions}
        self.classes = {self.qualified(node): node for node in outline.of(ast.ClassDef)}
        self._names: dict[ast.AST, frozenset[str]] = {}
        self._calls_in: dict[ast.AST, list[tuple[ast.Call, Loops]]] = {}

    @staticmethod
    def qualified(node: ast.AST) -> str:
        """`Net.forward`, as the walk called it; empty for the module."""
        scope = getattr(node, "scope", None)
        return scope.qualified if scope is not None else ""

    def callee(self, call: ast.Call) -> Definition | None:
        """The function of this file that is called."""
        name = self.outline.name(call)
        return self.functions.get(name[1:]) if name.startswith(".") else None

    def calls_in(self, node: ast.AST) -> list[tuple[ast.Call, Loops]]:
        """The calls in an expression or simple statement, inner ones first, and the comprehensions each stands in."""
        found = self._calls_in.get(node)
        if found is None:
            found = self._calls_in[node] = list(self._calls(node, ()))
        return found

    def _calls(self, node: ast.AST, loops: Loops) -> Iterator[tuple[ast.Call, Loops]]:
        calling = self._calling
        for child in children(node) if node in calling else ():
            if child not in calling:
                continue
            if isinstance(child, Comprehension):
                yield from self._calls(child, (*loops, child))
            elif isinstance(child, ast.expr | ast.keyword | ast.comprehension):
                yield from self._calls(child, loops)
        if isinstance(node, ast.Call):
            yield node, loops

    @cached_property
    def called(self) -> dict[Definition, set[ast.AST]]:
        """The functions of the file that it calls, and from which functions."""
        found: dict[Definition, set[ast.AST]] = defaultdict(set)
        for call in self.outline.of(ast.Call):
            function = self.callee(call)
            if function is not None:
                found[function].add(self.holder(call))
        return found

    @cached_property
    def telling(self) -> set[ast.AST]:
        """The functions in which, or in whose helpers, something is trained or put into another mode."""
        found: set[ast.AST] = set()
        stack: list[ast.AST] = [
            above
            for call in self.outline.of(ast.Call)
            if isinstance(call.func, ast.Attribute) and call.func.attr in TELLING
            for above in self.outline.parents(call)
            if isinstance(above, Definition)
        ]
        while stack:
            function = stack.pop()
            if function not in found:
                found.add(function)
                stack += self.called.get(function, ()) if isinstance(function, Definition) else ()
        return found

    @cached_property
    def returns(self) -> dict[ast.AST, list[ast.expr | None]]:
        """What each function, or one inside it, returns."""
        found: dict[ast.AST, list[ast.expr | None]] = defaultdict(list)
        for node in self.outline.of(ast.Return):
            for above in self.outline.parents(node):
                if isinstance(above, Definition):
                    found[above].append(node.value)
        return found

    @cached_property
    def _calling(self) -> set[ast.AST]:
        """Everything that holds a call, or is one."""
        found: set[ast.AST] = set()
        for call in self.outline.of(ast.Call):
            above: ast.AST | None = call
            while above is not None and above not in found:
                found.add(above)
                above = self.outline.parent(above)
        return found

    def holder(self, node: ast.AST) -> Holder:
        """The function or module in which a name stands."""
        return self.outline.function(node) or self.outline.tree

    def owner(self, function: ast.AST | None) -> ast.ClassDef | None:
        """The class whose method it is."""
        above = self.outline.parent(function) if isinstance(function, Definition) else None
        return above if isinstance(above, ast.ClassDef) else None

    def own_class(self, node: ast.AST) -> ast.ClassDef | None:
        """The class of the method in which the node stands, functions inside it included."""
        for above in self.outline.parents(node):
            if isinstance(above, Definition) and (found := self.owner(above)) is not None:
                return found
        return None

    def self_name(self, function: ast.AST) -> str:
        """The name by which a method calls its instance."""
        if not isinstance(function, Definition) or self.owner(function) is None or not function.args.args:
            return ""
        static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in function.decorator_list)
        return "" if static else function.args.args[0].arg

    @cached_property
    def _bound(self) -> dict[ast.AST, set[str]]:
        """The names that each function assigns to."""
        found: dict[ast.AST, set[str]] = defaultdict(set)
        for holder, name in self._assigned:
            if "." not in name:
                found[holder].add(name)
        return found

    def names(self, holder: Holder) -> frozenset[str]:
        """The names that a function binds, its parameters among them."""
        if holder not in self._names:
            bound = set(self._bound.get(holder, ()))
            if isinstance(holder, Definition):
                bound |= {argument.arg for argument in arguments(holder.args)}
            self._names[holder] = frozenset(bound)
        return self._names[holder]

    def assigned(self, holder: Holder, name: str) -> list[ast.expr | None]:
        """All that the name, or `self.attribute` of a class, is given; None for what no expression tells."""
        return [value for _, value in self._assigned.get((holder, name), [])]

    def last_assigned(self, holder: Holder, name: str, before: ast.AST) -> tuple[ast.expr, ast.expr | None] | None:
        """The assignment to a name that stands last before some node, as target and value."""
        line = getattr(before, "lineno", 0)
        earlier = [pair for pair in self._assigned.get((holder, name), []) if pair[0].lineno < line]
        return max(earlier, key=lambda pair: (pair[0].lineno, pair[0].col_offset), default=None)

    @cached_property
    def _assigned(self) -> dict[tuple[ast.AST, str], list[tuple[ast.expr, ast.expr | None]]]:
        found: dict[tuple[ast.AST, str], list[tuple[ast.expr, ast.expr | None]]] = defaultdict(list)
        for target, value in self._bindings():
            holder = self.holder(target)
            if isinstance(target, ast.Name):
                found[holder, target.id].append((target, value))
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                owner = self.own_class(target)
                if owner is not None and target.value.id == self.self_name(holder):
                    found[owner, f"self.{target.attr}"].append((target, value))
        return found

    def _bindings(self) -> Iterator[tuple[ast.expr, ast.expr | None]]:
        for assign in self.outline.of(ast.Assign):
            for target in assign.targets:
                yield from pairs(target, assign.value)
        for annotated in self.outline.of(ast.AnnAssign):
            if annotated.value is not None:
                yield annotated.target, annotated.value
        for augmented in self.outline.of(ast.AugAssign):
            yield augmented.target, None
        for named in self.outline.of(ast.NamedExpr):
            yield named.target, named.value
        loops: list[ast.For | ast.AsyncFor] = [*self.outline.of(ast.For), *self.outline.of(ast.AsyncFor)]
        for loop in loops:
            yield from pairs(loop.target, None)
        for item in self.outline.of(ast.withitem):
            if item.optional_vars is not None:
                yield from pairs(item.optional_vars, None)

    @cached_property
    def passed(self) -> dict[tuple[Definition, str], list[ast.expr | None]]:
        """What each parameter of a function of this file is given by its calls here."""
        found: dict[tuple[Definition, str], list[ast.expr | None]] = defaultdict(list)
        for call in self.outline.of(ast.Call):
            function = self.callee(call)
            if function is not None:
                for name, value in self.arguments(call, function).items():
                    found[function, name].append(value)
        return found

    def arguments(self, call: ast.Call, function: Definition) -> dict[str, ast.expr | None]:
        """Parameter by parameter what the call gives; defaults count, None stands for what a splat may hide."""
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if self.owner(function) is not None and self.self_name(function):
            names = names[1:]
        splat = any(isinstance(one, ast.Starred) for one in call.args) or any(k.arg is None for k in call.keywords)
        given: dict[str, ast.expr | None] = dict.fromkeys((argument.arg for argument in arguments(function.args)), None)
        if splat:
            return given
        given.update(zip(names, call.args, strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg in given})
        return given


def pairs(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Each single target with what it is given."""
    if isinstance(target, ast.Tuple | ast.List):
        values = value.elts if isinstance(value, ast.Tuple | ast.List) else ()
        fits = len(values) == len(target.elts)
        for index, inner in enumerate(target.elts):
            yield from pairs(inner, values[index] if fits else None)
    elif isinstance(target, ast.Starred):
        yield from pairs(target.value, None)
    else:
        yield target, value
