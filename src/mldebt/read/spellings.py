"""Which arguments of calls are put together from a configuration file, or from a day?"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from mldebt import patterns as re
from mldebt.model import Spelling, Spellings

from .clocks import Forms, moment
from .days import DASHED, form_of, moment_sign, sign_of
from .descent import within
from .outline import Outline, Outlined
from .values import PATH_MAKERS
from .walk import Definition, Walk

SIGNS = (
    ".yaml", ".yml", "OmegaConf", "DictConfig", "hydra", "params_show", "strftime", ":%Y", ":%F", "date.today",
    ".date()", "isoformat", "dbutils.widgets", "z.input", "z.textbox",
)  # fmt: skip
"""A file without any of these has nothing to tell."""
FILE = re.compile(r"[^\s*]*\.ya?ml")
DEEPEST = 12
MOST = 50_000
"""So many expressions are looked at in one file."""
SAME_PATH = PATH_MAKERS | {"hydra.utils.to_absolute_path", "os.path.abspath", "os.path.realpath", "os.path.normpath"}
ANY_HYDRA = "hydra:"
"""The configuration of the one program here that hydra starts."""
DVC = "params.yaml"


class Reference(tuple[str, str]):
    """A configuration file and the dotted key in it."""

    __slots__ = ()

    def __truediv__(self, key: str) -> "Reference":
        return Reference((self[0], f"{self[1]}.{key}" if self[1] else key))

    def __str__(self) -> str:
        return f"\3{self[0]}\4{self[1]}\5"


def spellings_of(walk: Walk, outlined: Outlined) -> Spellings:
    """One for each argument that holds more than its own text tells."""
    if not any(sign in walk.source.text for sign in SIGNS):
        return Spellings()
    return Spellings(_Speller(outlined()).spellings())


class _Speller:
    """Follows names to the one place where they are given a value."""

    def __init__(self, outline: Outline) -> None:
        self.outline, self.left = outline, MOST
        self._named: dict[Definition, frozenset[str]] = {}
        self._defined: dict[str, list[Definition]] = defaultdict(list)
        for function in outline.of(ast.FunctionDef):
            self._defined[function.name].append(function)
        self.given: dict[tuple[Definition | None, str], list[ast.expr | None]] = defaultdict(list)
        for assign in outline.of(ast.Assign):
            for target in assign.targets:
                self._note(target, assign.value)
        for one in outline.of(ast.AnnAssign):
            self._note(one.target, one.value)
        for changed in outline.of(ast.AugAssign):
            self._note(changed.target, None)
        loops: list[ast.For | ast.AsyncFor] = [*outline.of(ast.For), *outline.of(ast.AsyncFor)]
        for loop in loops:
            self._note(loop.target, None)
        for named in outline.of(ast.NamedExpr):
            self._note(named.target, None)
        for given in outline.of(ast.Global):
            for name in given.names:
                self.given[(None, name)].append(None)
        for item in outline.of(ast.withitem):
            if item.optional_vars is not None:
                self._note(item.optional_vars, item.context_expr)
        self.forms = Forms(outline)

    def _note(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.given[(self.outline.function(target), target.id)].append(value)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            self.given[(None, f"self.{target.attr}")].append(value)
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                self._note(element, None)

    def _goes_on(self, depth: int) -> bool:
        self.left -= 1
        return depth <= DEEPEST and self.left > 0

    def spellings(self) -> Iterator[Spelling]:
        for call in self.outline.of(ast.Call):
            where = getattr(call, "where", None)
            if where is None:
                continue
            named = [(at, "", one) for at, one in enumerate(call.args)]
            named += [(-1, one.arg or "", one.value) for one in call.keywords]
            for position, keyword, node in named:
                if isinstance(node, ast.Constant | ast.Starred):
                    continue
                text = self.text(node, 0)
                if "\3" in text or "\1" in text or "\2" in text:
                    yield Spelling(where, self.outline.name(call), position, keyword, text)

    def text(self, node: ast.expr, depth: int) -> str:
        """The text with what is known put in, `*` for the rest."""
        if not self._goes_on(depth):
            return "*"
        match node:
            case ast.Constant():
                return str(node.value) if isinstance(node.value, str | int) else "*"
            case ast.JoinedStr():
                return "".join(self.text(part, depth + 1) for part in node.values)
            case ast.FormattedValue():
                plain = node.format_spec is None
                return self.text(node.value, depth + 1) if plain else self._day(node.value, form_of(node.format_spec))
            case ast.BinOp(op=ast.Add() | ast.Div()) if not _has_number(node):
                between = "/" if isinstance(node.op, ast.Div) else ""
                return f"{self.text(node.left, depth + 1)}{between}{self.text(node.right, depth + 1)}"
            case ast.Call() if self.outline.name(node) in SAME_PATH and node.args:
                return "/".join(self.text(one, depth + 1) for one in node.args)
            case ast.Call() if self.outline.name(node) == "time.strftime" and len(node.args) == 1:
                return self._signed(form_of(node.args[0]), "today")
            case ast.Call(func=ast.Attribute(attr="strftime", value=inner)):
                return self._day(inner, form_of(node.args[-1] if node.args else None))
            case ast.Call(func=ast.Attribute(attr="isoformat", value=inner), args=[], keywords=[]):
                return self._whole_day(inner) or "*"
            case ast.Call() if signs := self.forms.signs(node):
                return f"*{signs}"
        return self._whole_day(node) or self._followed(node, depth)

    def _day(self, node: ast.expr, form: str) -> str:
        return self._signed(form, moment(node, self.outline, self._made).day)

    def _whole_day(self, node: ast.expr) -> str:
        """A date without a time, which is written with dashes; empty for everything else."""
        known = moment(node, self.outline, self._made)
        return "" if known.timed else self._signed(DASHED, known.day)

    def _signed(self, form: str, day: str) -> str:
        """A hole with the signs of the day that fills it."""
        sign = sign_of(form)
        return f"*{sign}{moment_sign(day)}" if sign else "*"

    def _followed(self, node: ast.expr, depth: int) -> str:
        found = self.reference(node, depth)
        if found is not None and found[1]:
            return str(found)
        made = self._made(node)
        if made is not None:
            return self.text(made, depth + 1)
        known = self.outline.value(node)
        told = known.kind in ("literal", "template") and isinstance(known.value, str)
        return str(known.value) if told else "*"

    def _made(self, node: ast.expr) -> ast.expr | None:
        """The one value that a name is given: in its function, else in the module."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            values = self.given.get((None, f"self.{node.attr}"), [])
            return values[0] if len(values) == 1 else None
        if not isinstance(node, ast.Name):
            return None
        function = self.outline.function(node)
        if function is not None and any(one.arg == node.id for one in _parameters(function)):
            return None
        if any(node.id in _bound_by(above) for above in takewhile(_is_expression, self.outline.parents(node))):
            return None
        values = self.given.get((function, node.id)) or self.given.get((None, node.id)) or []
        return values[0] if len(values) == 1 else None

    def reference(self, node: ast.expr, depth: int) -> Reference | None:
        """What the expression means in a configuration: a file of it, or a key there."""
        if not self._goes_on(depth):
            return None
        match node:
            case ast.Subscript(slice=ast.Constant(value=str() | int() as key)):
                found = self.reference(node.value, depth + 1)
                return found / str(key) if found is not None else None
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str() as key), *_]):
                found = self.reference(node.func.value, depth + 1)  # type: ignore[attr-defined]  # the pattern says so
                return found / key if found is not None else None
            case ast.Attribute() if not _is_own(node):
                found = self.reference(node.value, depth + 1)
                return found / node.attr if found is not None else None
            case ast.Call():
                return self._loaded(node, depth)
        if isinstance(node, ast.Name):
            own = self._parameter(node)
            if own is not None:
                return own
        made = self._made(node)
        return self.reference(made, depth + 1) if made is not None else None

    def _loaded(self, call: ast.Call, depth: int) -> Reference | None:
        """A call that is told one YAML file, or whose own function holds the name of one."""
        if self.outline.name(call).endswith("params_show") and not call.args:
            return Reference((DVC, ""))
        names = {name for one in (*call.args, *(k.value for k in call.keywords)) for name in self._files(one, depth)}
        function = self._definition(call)
        if not names and function is not None:
            names = set(self._named_in(function))
        return Reference((names.pop(), "")) if len(names) == 1 else None

    def _files(self, node: ast.expr, depth: int) -> Iterator[str]:
        """The names of YAML files in an argument, in what it is made of, and in what is opened as it."""
        if not self._goes_on(depth):
            return
        whole = self.text(node, depth + 1)
        if FILE.fullmatch(whole.lstrip("*/")):
            yield whole.lstrip("*/")
            return
        for inner in within(node):
            if not self._goes_on(depth):
                return
            made = self._made(inner) if isinstance(inner, ast.Name) else None
            if isinstance(inner, ast.Call) or made is not None:
                parts = inner.args if isinstance(inner, ast.Call) else [made] if made is not None else []
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                    parts = [*parts, inner.func.value]
                for part in parts:
                    if part is not node:
                        yield from self._files(part, depth + 1)

    def _definition(self, call: ast.Call) -> Definition | None:
        found = self._defined.get(call.func.id, []) if isinstance(call.func, ast.Name) else []
        return found[0] if len(found) == 1 else None

    def _named_in(self, function: Definition) -> frozenset[str]:
        """The YAML files that the function names, looked for once."""
        if function not in self._named:
            texts = (one.value for one in within(function) if isinstance(one, ast.Constant))
            self._named[function] = frozenset(one for one in texts if isinstance(one, str) and FILE.fullmatch(one))
        return self._named[function]

    def _parameter(self, node: ast.Name) -> Reference | None:
        """What hydra hands to the function that it starts, and to those that say that they take it."""
        function = self.outline.function(node)
        own = next((one for one in _parameters(function) if one.arg == node.id), None) if function is not None else None
        if function is None or own is None:
            return None
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and self.outline.name(mark) == "hydra.main":
                return Reference((_hydra_file(mark), ""))
        is_config = own.annotation is not None and ast.unparse(own.annotation).rpartition(".")[2] == "DictConfig"
        return Reference((ANY_HYDRA, "")) if is_config else None


def _hydra_file(mark: ast.Call) -> str:
    told = {one.arg: one.value.value for one in mark.keywords if isinstance(one.value, ast.Constant)}
    folder, name = told.get("config_path"), told.get("config_name")
    if not isinstance(name, str):
        return ANY_HYDRA
    path = f"{folder}/{name}" if isinstance(folder, str) and folder != "." else name
    return ANY_HYDRA + (path if path.endswith((".yaml", ".yml")) else f"{path}.yaml")


def _is_expression(node: ast.AST) -> bool:
    return not isinstance(node, ast.stmt)


def _bound_by(node: ast.AST) -> set[str]:
    """The names that an expression gives values of its own: what a lambda takes, what a comprehension goes through."""
    if isinstance(node, ast.Lambda):
        return {one.arg for one in _parameters(node)}
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        inside = (inner for one in node.generators for inner in ast.walk(one.target))
        return {inner.id for inner in inside if isinstance(inner, ast.Name)}
    return set()


def _parameters(function: Definition | ast.Lambda) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _has_number(node: ast.BinOp) -> bool:
    sides = [side.value for side in (node.left, node.right) if isinstance(side, ast.Constant)]
    return any(isinstance(side, int | float) for side in sides)


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"
