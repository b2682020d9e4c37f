"""What is made where in a file that uses PyTorch: by which call a name got its value, which class is a module."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from mldebt.knowledge import TorchCalls, TorchLosses, TorchModules, TorchWords
from mldebt.knowledge.names import prefixes
from mldebt.model import Lend

from ..outline import Outline
from ..walk import Definition

CHAINING = frozenset({
    "to", "cuda", "cpu", "double", "float", "half", "bfloat16", "requires_grad_", "apply", "share_memory", "type",
    "train", "eval", "xpu", "to_empty",
})  # fmt: skip
"""Methods of a module that hand the module back."""
TELLING = frozenset({"backward", "manual_backward", "eval", "train", "load_state_dict"})
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
DEEPEST = 6
UNKNOWN = frozenset({"?"})
MODULE_BASES = frozenset({"torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module"})
LIGHTNING = re.compile(r"^(pytorch_lightning|lightning)\b.*\.LightningModule$")
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Holder = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Passed(NamedTuple):
    """The argument that a call of a local function gives for one of its parameters; None where that is not known."""

    value: ast.expr | None
    call: ast.Call | None


class View:
    """Lent to the collectors of one file."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        self.outline = outline
        self.modules, self.calls, self.words = lend(TorchModules), lend(TorchCalls), lend(TorchWords)
        self.losses = lend(TorchLosses)
        definitions: list[Definition] = [*outline.of(ast.FunctionDef), *outline.of(ast.AsyncFunctionDef)]
        self.functions = {self.qualified(node): node for node in definitions}
        self.classes = {self.qualified(node): node for node in outline.of(ast.ClassDef)}
        self.depends: dict[ast.ClassDef, bool | None] = {}
        self._names: dict[ast.AST, frozenset[str]] = {}
        self._makers: dict[ast.expr, frozenset[str]] = {}
        self._calls_in: dict[ast.AST, list[tuple[ast.Call, tuple[Comprehension, ...]]]] = {}
        self._origins: dict[ast.expr, list[ast.expr | None]] = {}

    @staticmethod
    def qualified(node: ast.AST) -> str:
        """`Net.forward`, as the walk called it; empty for the module."""
        scope = getattr(node, "scope", None)
        return scope.qualified if scope is not None else ""

    def calls_in(self, node: ast.AST) -> list[tuple[ast.Call, tuple[Comprehension, ...]]]:
        """The calls in an expression or simple statement, inner ones first, and the comprehensions each stands in."""
        found = self._calls_in.get(node)
        if found is None:
            found = self._calls_in[node] = list(_calls(node, ()))
        return found

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

    def callee(self, call: ast.Call) -> Definition | None:
        """The function of this file that is called."""
        name = self.outline.name(call)
        return self.functions.get(name[1:]) if name.startswith(".") else None

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

    def names(self, holder: Holder) -> frozenset[str]:
        """The names that a function binds, its parameters among them."""
        if holder not in self._names:
            bound = {name for key, name in self._assigned if key is holder and "." not in name}
            if isinstance(holder, Definition):
                bound |= {argument.arg for argument in parameters(holder)}
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
    def _passed(self) -> dict[tuple[Definition, str], list[Passed]]:
        """What each parameter of a function of this file is given by its calls here."""
        found: dict[tuple[Definition, str], list[Passed]] = defaultdict(list)
        for call in self.outline.of(ast.Call):
            function = self.callee(call)
            if function is not None:
                for name, value in self.arguments(call, function).items():
                    found[function, name].append(Passed(value, call))
        return found

    def arguments(self, call: ast.Call, function: Definition) -> dict[str, ast.expr | None]:
        """Parameter by parameter what the call gives; defaults count, None stands for what a splat may hide."""
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if self.owner(function) is not None and self.self_name(function):
            names = names[1:]
        splat = any(isinstance(one, ast.Starred) for one in call.args) or any(k.arg is None for k in call.keywords)
        given: dict[str, ast.expr | None] = dict.fromkeys((argument.arg for argument in parameters(function)), None)
        if splat:
            return given
        given.update(zip(names, call.args, strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg in given})
        return given

    def makers(self, node: ast.expr, depth: int = 0) -> frozenset[str]:
        """The full names of the calls that may have made a value: `torch.nn.Linear`, `.Net`; `?` where unknown."""
        if node not in self._makers:
            self._makers[node] = UNKNOWN  # what a circle of names gives
            self._makers[node] = self._made_by(node, depth) if depth <= DEEPEST else UNKNOWN
        return self._makers[node]

    def _made_by(self, node: ast.expr, depth: int) -> frozenset[str]:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in CHAINING:
                inner = self.makers(node.func.value, depth + 1)
                if inner != UNKNOWN:
                    return inner
            name = self.outline.name(node)
            row = self.modules.get(name)
            if row is not None and row.wraps and node.args:
                return self.makers(node.args[0], depth + 1)
            function = self.functions.get(name[1:]) if name.startswith(".") else None
            return self._returned(function, depth) if function is not None else frozenset({name or "?"})
        if isinstance(node, ast.IfExp):
            return self.makers(node.body, depth + 1) | self.makers(node.orelse, depth + 1)
        sources = self.sources(node)
        if not sources:
            return UNKNOWN
        return frozenset().union(*(UNKNOWN if one is None else self.makers(one, depth + 1) for one in sources))

    def origins(self, node: ast.expr, depth: int = 0) -> list[ast.expr | None]:
        """The expressions in which a value was made, names followed and `.to(device)` taken off."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHAINING:
            node = node.func.value
        if not isinstance(node, ast.Name | ast.Attribute) or depth > DEEPEST:
            return [node]
        if node not in self._origins:
            self._origins[node] = [None]
            found = [[None] if one is None else self.origins(one, depth + 1) for one in self.sources(node)]
            self._origins[node] = list(dict.fromkeys(one for part in found for one in part)) or [None]
        return self._origins[node]

    def _returned(self, function: Definition, depth: int) -> frozenset[str]:
        """What made the value that a function of the file returns."""
        values = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
        made = [UNKNOWN if value is None else self.makers(value, depth + 1) for value in values]
        return frozenset().union(*made) if made else UNKNOWN

    def sources(self, node: ast.expr) -> list[ast.expr | None]:
        """The expressions whose value a name or `self.attribute` may hold; for a parameter those that callers give."""
        if isinstance(node, ast.Name):
            return self._sources_of_name(node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.own_class(node)
            if owner is not None and any(
                node.value.id == self.self_name(above) for above in self.outline.parents(node)
            ):
                return without_loops(self.assigned(owner, f"self.{node.attr}"), node)
        return []

    def _sources_of_name(self, node: ast.Name) -> list[ast.expr | None]:
        holders: list[Holder] = [above for above in self.outline.parents(node) if isinstance(above, Definition)]
        for holder in (*holders, self.outline.tree):
            if node.id not in self.names(holder):
                continue
            found = without_loops(self.assigned(holder, node.id), node)
            if isinstance(holder, Definition) and node.id in {argument.arg for argument in parameters(holder)}:
                passed = self._passed.get((holder, node.id), [])
                found = [*found, *([one.value for one in passed] or [None])]
            return found
        return []

    # What things are

    def is_module_class(self, node: ast.ClassDef, depth: int = 0) -> bool:
        if depth > DEEPEST:
            return False
        for base in self.outline.bases(node):
            if base in MODULE_BASES or LIGHTNING.match(base) or self._is_module_name(base):
                return True
            local = self.classes.get(base[1:]) if base.startswith(".") else None
            if local is not None and local is not node and self.is_module_class(local, depth + 1):
                return True
        return False

    def is_module(self, maker: str) -> bool:
        """The call makes an nn.Module, by all that is known."""
        if maker.startswith("."):
            local = self.classes.get(maker[1:])
            return local is not None and self.is_module_class(local)
        return self._is_module_name(maker)

    def _is_module_name(self, name: str) -> bool:
        last = name.rpartition(".")[2]
        if name in self.losses or last.endswith("Loss"):
            return False
        if name.startswith("torch.nn.") and last[:1].isupper() and ".utils." not in name:
            return not last.startswith("Parameter") and last != "UninitializedParameter"
        found = next((self.modules[one] for one in prefixes(name) if one in self.modules), None)
        return found is not None and found.depends == "yes" and found.born == "train" and found.name != "torch.nn"

    def is_quiet(self, mark: ast.expr) -> bool:
        """A context or decorator under which no gradients are recorded, however torch was imported."""
        name = self.outline.name(mark)
        last = mark.func if isinstance(mark, ast.Call) else mark
        method = f"torch.{last.attr}" if isinstance(last, ast.Attribute) else f"torch.{getattr(last, 'id', '')}"
        return "without-gradient" in (self.means(name), self.means(method))

    def means(self, name: str) -> str:
        """What a call is for, by its full name or that of the package in which it lies."""
        return next((self.calls[one].means for one in prefixes(name) if one in self.calls), "")

    def words_mean(self, *names: str) -> set[str]:
        """What the words in some names say: `test_loader` is held-out, `train_set` is training."""
        found: set[str] = set()
        for name in names:
            row = self.words.get(name.lower())
            parts = [part.lower() for piece in name.split("_") for part in WORDS.findall(piece)]
            rows = [row, *(self.words.get(part) for part in parts)]
            found |= {one.means for one in rows if one is not None}
        return found


def _calls(node: ast.AST, loops: tuple[Comprehension, ...]) -> Iterator[tuple[ast.Call, tuple[Comprehension, ...]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Comprehension):
            yield from _calls(child, (*loops, child))
        elif isinstance(child, ast.expr | ast.keyword | ast.comprehension) and not isinstance(child, ast.Constant):
            yield from _calls(child, loops)
    if isinstance(node, ast.Call):
        yield node, loops


def parameters(function: Definition | ast.Lambda) -> list[ast.arg]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*named, *filter(None, (arguments.vararg, arguments.kwarg))]


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


def without_loops(values: list[ast.expr | None], node: ast.expr) -> list[ast.expr | None]:
    """Without `model = model.to(device)`, which says nothing of where the model comes from."""
    spelt = ast.unparse(node)
    return [value for value in values if value is None or _spelt_root(value) != spelt]


def _spelt_root(value: ast.expr) -> str:
    while isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and value.func.attr in CHAINING:
            value = value.func.value
        elif value.args and isinstance(value.args[0], ast.Name | ast.Attribute):
            value = value.args[0]
            break
        else:
            return ""
    return ast.unparse(value) if isinstance(value, ast.Name | ast.Attribute) else ""
