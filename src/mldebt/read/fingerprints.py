"""What does each statement look like when names, literals and layout are left out? Two passes of a regular expression
over the whole text, so that it costs a fraction of the parsing."""

import ast
from array import array
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from mldebt import patterns as re
from mldebt.model import Fingerprint, Fingerprints, Source

STRING = re.compile(
    rb"""\#[^\n]*|"(?:""(?:[^"\\]++|\\.|"(?!""))*+\"{3}|(?:[^"\\\n]++|\\.)*+")"""
    rb"""|'(?:''(?:[^'\\]++|\\.|'(?!''))*+'{3}|(?:[^'\\\n]++|\\.)*+')""",
    re.DOTALL,
)
"""A comment or a string, whichever begins first."""
VARIABLE = re.compile(rb"\b(?<!\.)\w++(?![(=])")
"""A name or a number that is neither called, nor an attribute, nor the keyword of an argument: these say what is
done."""
NAMED = re.compile(rb"^\$+\w+")
"""The beginning of a definition, its keywords and its name."""
EMPTY = (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal)
SIMPLE = (*EMPTY, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Delete, ast.Raise, ast.Assert,
          ast.Break, ast.Continue)  # fmt: skip
NOTHING, PLAIN = frozenset(EMPTY), frozenset(SIMPLE)
MADE = frozenset({ast.Call, ast.Name, ast.Attribute, ast.BinOp, ast.Subscript})
MARKS = bytes(range(128, 256))
"""What stands for the content of strings; no expression for bytes takes it for a part of a word."""
HIGH = 0x80808080
INNER = ("body", "handlers", "orelse", "finalbody", "cases")
HELD: dict[type[ast.AST], tuple[str, ...]] = {}
"""Which of these a type of node has, found when it is first met."""
LARGEST = 120
"""What one statement counts at most: beyond it is a table, or a query."""


def fingerprints_of(tree: ast.Module, source: Source, boilerplate: frozenset[str]) -> Fingerprints:
    """One Fingerprint, none for a file that only declares."""
    shapes, texts, sizes, spots, cells = (array("I") for _ in range(5))
    reduced = VARIABLE.sub(b"$", STRING.sub(_marked, source.text.encode(errors="replace"))).replace(b" ", b"")
    plain = reduced.split(b"\n")
    bare = reduced.translate(None, MARKS).split(b"\n")
    before = 0
    for statement, last in _statements(tree):
        first = statement.lineno
        if first == before or _says_nothing(statement, boilerplate):
            continue  # a second statement on one line belongs to the first
        before = first
        shape = _joined(bare, first, last)
        if type(statement) in DEFINITIONS:
            shape = NAMED.sub(b"def", shape)
        text = shape if type(statement) in DEFINITIONS else _joined(plain, first, last)
        shapes.append(crc32(shape))
        texts.append(crc32(text))
        sizes.append(min(len(shape), LARGEST))
        if source.lines is None:
            spots.extend((first, last))
        else:
            begin, end = source.place(first), source.place(last)
            spots.extend((begin.line, end.line))
            cells.extend((begin.cell.index, begin.cell.line) if begin.cell else (0, 0))
    packed = (shapes, texts, sizes, spots, cells)
    return Fingerprints([Fingerprint(*(part.tobytes() for part in packed))] if shapes else [])


DEFINITIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})


def _joined(lines: list[bytes], first: int, last: int) -> bytes:
    return lines[first - 1] if first == last else b"".join(lines[first - 1 : last])


def _marked(found: re.Match[bytes]) -> bytes:
    """Nothing for a comment, a mark for a string, and its line ends, so that lines keep their numbers."""
    text = found.group()
    if text[:1] == b"#":
        return b""
    return b"$" + (crc32(text) | HIGH).to_bytes(4) + b"\n" * text.count(b"\n")


def _statements(tree: ast.Module) -> Iterator[tuple[ast.stmt, int]]:
    """Each statement with the last line of its own: of one that holds others, only the head counts."""
    stack: list[Any] = [*reversed(tree.body)]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind in PLAIN:
            yield node, node.end_lineno or node.lineno
            continue
        held = HELD.get(kind)
        if held is None:
            held = HELD[kind] = tuple(field for field in INNER if field in kind._fields)
        inner: list[Any] = []
        for field in held:
            inner += getattr(node, field)
        if isinstance(node, ast.stmt):
            yield node, max(node.lineno, _begins(inner[0]) - 1) if inner else node.end_lineno or node.lineno
        inner.reverse()
        stack += inner


def _begins(node: ast.AST) -> int:
    if type(node) in PLAIN:
        return int(node.lineno)  # type: ignore[attr-defined]  # a statement
    inside = node.pattern if isinstance(node, ast.match_case) else node
    return int(min(getattr(one, "lineno", 1) for one in (inside, *getattr(node, "decorator_list", ()))))


def _says_nothing(node: Any, boilerplate: frozenset[str]) -> bool:  # noqa: ANN401 - kinds are told apart by type
    """It imports, declares, names a constant, keeps an argument, or is written the same everywhere."""
    kind = type(node)
    if kind in NOTHING:
        return True
    if kind is ast.Expr:
        return isinstance(node.value, ast.Constant) or _is_boilerplate(node.value, boilerplate)
    if kind is ast.Assign or kind is ast.AnnAssign:
        value = node.value
        if type(value) is ast.Name:
            target = node.targets[0] if kind is ast.Assign else node.target
            return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
        return value is None or _is_literal(value) or _is_boilerplate(value, boilerplate)
    return False


def _is_boilerplate(node: ast.expr, boilerplate: frozenset[str]) -> bool:
    if type(node) is not ast.Call:
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in boilerplate


def _is_literal(node: ast.expr) -> bool:
    kind = type(node)
    if kind is ast.Constant or kind in MADE:
        return kind is ast.Constant
    stack: list[ast.AST | None] = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, ast.List | ast.Tuple | ast.Set):
            stack.extend(inner.elts)
        elif isinstance(inner, ast.Dict):
            stack.extend((*inner.keys, *inner.values))
        elif isinstance(inner, ast.UnaryOp):
            stack.append(inner.operand)
        elif not isinstance(inner, ast.Constant):
            return False
    return True
