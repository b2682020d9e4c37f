"""What is made where in a file that uses PyTorch: by which call a name got its value, which class is a module."""

import ast
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import TorchCalls, TorchLosses, TorchModules, TorchWords
from mldebt.knowledge.names import prefixes
from mldebt.model import Lend

from ..bound_names import arguments
from ..outline import Outline
from ..walk import Definition
from .torch_names import Holder, Names
from .wording import spelling

CHAINING = frozenset({
    "to", "cuda", "cpu", "double", "float", "half", "bfloat16", "requires_grad_", "apply", "share_memory", "type",
    "train", "eval", "xpu", "to_empty",
})  # fmt: skip
"""Methods of a module that hand the module back."""
DEEPEST = 6
UNKNOWN = frozenset({"?"})
MODULE_BASES = frozenset({"torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module"})
LIGHTNING = re.compile(r"^(pytorch_lightning|lightning)\b.*\.LightningModule$")
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class OtherCall(NamedTuple):
    """What a call of nothing in particular does, whoever makes it: it uses a value, switches gradients off, is given
    things, or is inherited, and may do anything to the instance."""

    used: ast.expr | None
    switches: bool
    given: tuple[ast.expr, ...] = ()
    inherited: ast.expr | None = None


class View(Names):
    """Lent to the collectors of one file."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        super().__init__(outline)
        self.modules, self.calls, self.words = lend(TorchModules), lend(TorchCalls), lend(TorchWords)
        self.losses = lend(TorchLosses)
        self.depends: dict[ast.ClassDef, bool | None] = {}
        self.spelt_paths: dict[ast.expr, tuple[str, str]] = {}
        self.spelt_calls: dict[ast.Call, tuple[tuple[str, ...], str]] = {}
        self.others: dict[ast.Call, OtherCall] = {}
        self.handed: dict[ast.Call, list[Definition]] = {}
        self._makers: dict[ast.expr, frozenset[str]] = {}
        self._meanings: dict[str, str] = {}
        self._sources: dict[ast.expr, list[ast.expr | None]] = {}
        self._origins: dict[ast.expr, list[ast.expr | None]] = {}

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
        values = self.returns.get(function, [])
        made = [UNKNOWN if value is None else self.makers(value, depth + 1) for value in values]
        return frozenset().union(*made) if made else UNKNOWN

    def sources(self, node: ast.expr) -> list[ast.expr | None]:
        """The expressions whose value a name or `self.attribute` may hold; for a parameter those that callers give."""
        found = self._sources.get(node)
        if found is None:
            found = self._sources[node] = self._found_sources(node)
        return found

    def _found_sources(self, node: ast.expr) -> list[ast.expr | None]:
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
            if isinstance(holder, Definition) and node.id in {argument.arg for argument in arguments(holder.args)}:
                found = [*found, *(self.passed.get((holder, node.id)) or [None])]
            return found
        return []

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

    def is_certain_module(self, node: ast.expr) -> bool:
        """The name, or the attribute, holds an nn.Module whatever way it was made."""
        makers = self.makers(node) if isinstance(node, ast.Name | ast.Attribute) else frozenset()
        return bool(makers) and all(map(self.is_module, makers))

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
        method = last.attr if isinstance(last, ast.Attribute) else getattr(last, "id", "")
        own = method.endswith(("no_grad", "inference_mode"))  # a project's wrapper around torch's
        return own or "without-gradient" in (self.means(name), self.means(f"torch.{method}"))

    def means(self, name: str) -> str:
        """What a call is for, by its full name or that of the package in which it lies."""
        known = self._meanings.get(name)
        if known is None:
            rows = filter(None, map(self.calls.get, prefixes(name)))
            known = self._meanings[name] = next((row.means for row in rows), "")
        return known

    def words_mean(self, *names: str) -> set[str]:
        """What the words in some names say: `test_loader` is held-out, `train_set` is training."""
        found: set[str] = set()
        for name in names:
            row = self.words.get(name.lower())
            parts = [part.lower() for piece in name.split("_") for part in WORDS.findall(piece)]
            rows = [row, *(self.words.get(part) for part in parts)]
            found |= {one.means for one in rows if one is not None}
        return found


def without_loops(values: list[ast.expr | None], node: ast.expr) -> list[ast.expr | None]:
    """Without `model = model.to(device)`, which says nothing of where the model comes from."""
    spelt = spelling(node)
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
    return spelling(value) if isinstance(value, ast.Name | ast.Attribute) else ""
