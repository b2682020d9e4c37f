"""Which branches run only if a switch has another value than it has? A switch is a name that gets True or False once,
or that a configuration is asked for."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import DeadBranch, DeadBranches, SwitchSetting, SwitchSettings, SwitchWord, SwitchWords

from .bindings import Bindings, scope_of
from .fingerprints import INNER
from .outline import Outline, Outlined
from .walk import Walk

NEVER = re.compile(r"\n[ \t]*(?:if|elif|while)[ \t(]+(?:False|0|None|not[ \t]+(?:True|1))\b")
ASKS = re.compile(r"\n[ \t]*(?:if|elif|while)\b.*?(?:\b[A-Z][A-Z0-9]*_[A-Z0-9_]+|use_\w|enable_\w|with_\w)")
"""A line that may hold what is looked for; a line end before it is what the search goes by."""
TESTS = re.compile(r"\n[ \t]*(?:if|elif|while)\b[^\n]*")
WORDS = [
    re.compile(word) for word in (r"[A-Z](?<![A-Z][A-Z])[A-Z0-9]*+_[A-Z0-9_]+", r"use_\w+", r"enable_\w+", r"with_\w+")
]
"""Names that are counted. Parts of longer names are counted too, which only makes a switch less certain."""
KEY = re.compile(r"(?:use|enable|with)_[a-z0-9_]+")
CHANGES_ALL = re.compile(r"\b(?:exec|eval|globals|locals|vars|setattr)[ \t]*\(")
"""Whatever is written after these may give any name another value."""
MADE = (ast.Import, ast.ImportFrom)


class Known(NamedTuple):
    """What a test comes to where a switch decides it."""

    value: bool
    switch: ast.expr | None


def switches_of(
    tree: ast.Module, walk: Walk, outlined: Outlined, notebook: bool
) -> tuple[DeadBranches, SwitchSettings, SwitchWords]:
    """All three are empty for nearly every file, which three regular expressions find out."""
    text = f"\n{walk.source.text}"
    counted = Counter[str]()
    for pattern in WORDS:
        counted.update(pattern.findall(text))
    words = SwitchWords(SwitchWord(word, times) for word, times in sorted(counted.items()))
    settings = {} if notebook else _constants(tree)
    if settings and CHANGES_ALL.search(text):
        settings = {}
    if not settings and not _may_be_dead(walk):
        return DeadBranches(), SwitchSettings(), words
    if not (NEVER.search(text) or ASKS.search(text) or (settings and _is_any_asked(settings, text))):
        kept = [_setting(name, node, walk) for name, node in settings.items()]
        return DeadBranches(), SwitchSettings(kept), words
    outline = outlined()
    names = _Names(outline, settings)
    dead = DeadBranches(_dead(outline, names, notebook))
    return dead, SwitchSettings(_setting(name, node, walk) for name, node in names.certain.items()), words


def _constants(tree: ast.Module) -> dict[str, ast.Assign | ast.AnnAssign]:
    """Names that the module itself gives True or False."""
    found: dict[str, ast.Assign | ast.AnnAssign] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target: ast.expr = node.targets[0]
        elif isinstance(node, ast.AnnAssign):
            target = node.target
        else:
            continue
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant) and type(node.value.value) is bool:
            found[target.id] = node
    return found


def _may_be_dead(walk: Walk) -> bool:
    """Some test is a constant, asks a configuration for a switch, or another module for a constant."""
    has_constants = any(name.rpartition(".")[2].isupper() for name in walk.uses)
    parts = (part for node in walk.tests for part in _parts(node.test))
    return any(_is_fixed(part) or _key(part) or _may_be_constant(part, has_constants) for part in parts)


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    """What a test is put together of."""
    if isinstance(test, ast.UnaryOp):
        yield from _parts(test.operand)
    elif isinstance(test, ast.BoolOp):
        for part in test.values:
            yield from _parts(part)
    else:
        yield test


def _is_fixed(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool | int))


def _may_be_constant(node: ast.expr, has_constants: bool) -> bool:
    """It is spelt as a constant is, or a name that may stand for one that is imported."""
    if isinstance(node, ast.Name):
        return has_constants or node.id.isupper()
    return isinstance(node, ast.Attribute) and (has_constants or node.attr.isupper())


def _is_any_asked(names: Iterable[str], text: str) -> bool:
    asked = set(re.findall(r"\w+", "".join(TESTS.findall(text))))
    return not asked.isdisjoint(names)


def _setting(name: str, node: ast.Assign | ast.AnnAssign, walk: Walk) -> SwitchSetting:
    return SwitchSetting(name, bool(getattr(node.value, "value", False)), walk.place(node))


class _Names:
    """Which of the constants keep their value to the end of the file, and what a test comes to with them."""

    def __init__(self, outline: Outline, settings: dict[str, ast.Assign | ast.AnnAssign]) -> None:
        self.outline = outline
        if not settings:
            self.certain = settings
            return
        bindings = Bindings(outline)
        count = Counter(name for (_, name), found in bindings.all.items() for _ in found)
        self.certain = {
            name: node for name, node in settings.items()
            if count[name] == 1 and name not in bindings.elsewhere and name not in bindings.changed
        }  # fmt: skip

    def known(self, test: ast.expr) -> Known | None:
        """The value of a test, and the switch that makes it so; None where it depends on anything else."""
        if _is_fixed(test):
            return Known(bool(getattr(test, "value")), None)  # noqa: B009 - a constant
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.known(test.operand)
            return Known(not inner.value, inner.switch) if inner else None
        if isinstance(test, ast.BoolOp):
            stops = isinstance(test.op, ast.Or)
            parts = [self.known(part) for part in test.values]
            return next((part for part in parts if part and part.value is stops), None)
        if isinstance(test, ast.Name) and test.id in self.certain and self._is_module(test):
            return Known(bool(getattr(self.certain[test.id].value, "value", False)), test)
        return None

    def _is_module(self, name: ast.Name) -> bool:
        node = self.certain[name.id]
        return scope_of(self.outline, name) is not None or node.lineno < name.lineno


def _dead(outline: Outline, names: _Names, notebook: bool) -> Iterator[DeadBranch]:
    for node in sorted(outline.tests, key=lambda one: (one.lineno, one.col_offset)):
        known = names.known(node.test)
        if known is not None:
            body = node.orelse if known.value else node.body
            if body and isinstance(node, ast.If | ast.While) and (known.switch is None or isinstance(node, ast.If)):
                yield from _branch(node, body, known.switch, not known.value, outline, names)
        elif not notebook:
            yield from _asked(node, outline, names)


def _asked(node: ast.If | ast.While, outline: Outline, names: _Names) -> Iterator[DeadBranch]:
    """A test of what another file knows: a constant that was imported, or a key of a configuration."""
    test, wanted = node.test, True
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, wanted = test.operand, False
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and wanted else [test]
    for part in parts:
        name = _key(part) or _imported(part, outline)
        if name:
            yield from _branch(node, node.body, part, wanted, outline, names, name)
        if name and len(parts) == 1 and node.orelse:
            yield from _branch(node, node.orelse, part, not wanted, outline, names, name)


def _imported(node: ast.expr, outline: Outline) -> str:
    """The full name of another module's constant."""
    name = outline.name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    return name if "." in name and name[0] != "?" and name.rpartition(".")[2].isupper() else ""


def _key(node: ast.expr) -> str:
    """`use_new` of `cfg.use_new`, `cfg["use_new"]`, `cfg.get("use_new")`; nothing else is asked of a configuration."""
    if isinstance(node, ast.Attribute):
        found: object = node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        found = node.slice.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        default = node.args[1] if len(node.args) > 1 else None
        first = node.args[0]
        is_off = default is None or (isinstance(default, ast.Constant) and default.value is False)
        found = first.value if isinstance(first, ast.Constant) and is_off else ""
    else:
        return ""
    return found if isinstance(found, str) and KEY.fullmatch(found) else ""


def _branch(
    node: ast.If | ast.While, body: list[ast.stmt], switch: ast.expr | None, wanted: bool, outline: Outline,
    names: _Names, name: str = "",
) -> Iterator[DeadBranch]:  # fmt: skip
    statements = _working(body)
    if not statements:
        return
    set_at = None
    if isinstance(switch, ast.Name) and not name:
        name, set_at = f".{switch.id}", outline.place(names.certain[switch.id])
    lines = (body[0].lineno, body[-1].end_lineno or body[-1].lineno)
    written = ast.unparse(switch) if switch is not None else ""
    yield DeadBranch(outline.place(node.test), written, name, wanted, statements, lines, set_at)


def _working(body: list[ast.stmt]) -> int:
    """Statements that do something. None where all only import, which is for readers of types, or yield, which makes a
    generator, or show something."""
    stack: list[ast.AST] = [*body]
    count = 0
    while stack:
        node = stack.pop()
        if isinstance(node, ast.stmt) and not isinstance(node, (*MADE, ast.Pass)) and not _only_shows(node):
            count += 1
        stack.extend(child for field in INNER for child in getattr(node, field, ()) if isinstance(child, ast.AST))
    return count


def _only_shows(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    is_print = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"
    return is_print or isinstance(value, ast.Constant | ast.Yield | ast.YieldFrom)
