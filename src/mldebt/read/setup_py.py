"""What does a setup.py ask for, as far as it says so in literals? It is never run."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import canonical_name
from mldebt.model import Own, OwnDistribution, Requirement, Requirements, Source

from .descent import within
from .specs import LEADING_NAME, group_named, parsed_requirement

GROUPS = {"install_requires": "", "tests_require": "test"}


class Text(NamedTuple):
    value: str
    line: int


def setup_requirements(tree: ast.Module, source: Source) -> Requirements:
    """The requirements that the call of `setup` lists, itself or through constants of the module."""
    constants, lines = _constants(tree), source.text.split("\n")
    found = []
    for keyword, value in _keywords(tree, constants):
        for text, group in _listed(keyword, value, constants):
            found.append(_requirement(text, group, source, lines[text.line - 1]))
    return Requirements(one for one in found if one.name)


def setup_own(tree: ast.Module, source: Source) -> OwnDistribution:
    """The name and the licence that the call of `setup` states."""
    constants = _constants(tree)
    given = dict(_keywords(tree, constants))
    said = {key: list(_texts(given[key], constants)) for key in ("name", "license", "classifiers") if key in given}
    names, licences = said.get("name", []), said.get("license", [])
    if not licences:
        licences = [text for text in said.get("classifiers", []) if text.value.startswith("License ::")]
    if not names and not licences:
        return OwnDistribution()
    name = canonical_name(names[0].value) if names else ""
    licence = "; ".join(text.value for text in licences)
    return OwnDistribution([Own(name, licence, source.place((names or licences)[0].line))])


def _requirement(text: Text, group: str, source: Source, line: str) -> Requirement:
    """What cannot be parsed still names a distribution."""
    where = source.place(text.line)
    found = parsed_requirement(text.value, where, group, line)
    if isinstance(found, Requirement):
        return found
    named = LEADING_NAME.match(text.value)
    return Requirement(canonical_name(named.group(1)) if named else "", where, group=group, text=line.strip())


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module binds at its top level or else in its functions, with the last value bound."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {
        target.id: node.value
        for node in (*(inner for function in functions for inner in function.body), *tree.body)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _keywords(tree: ast.Module, constants: dict[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """What is passed to `setup(…)` or `setup(**options)`."""
    for node in within(tree):
        if not isinstance(node, ast.Call) or _called(node.func) != "setup":
            continue
        for keyword in node.keywords:
            value = _followed(keyword.value, constants)
            if keyword.arg is not None:
                yield keyword.arg, value
            elif isinstance(value, ast.Call) and _called(value.func) == "dict":
                yield from ((one.arg, one.value) for one in value.keywords if one.arg is not None)
            elif isinstance(value, ast.Dict):
                yield from _pairs(value)


def _listed(keyword: str, value: ast.expr, constants: dict[str, ast.expr]) -> Iterator[tuple[Text, str]]:
    if keyword in GROUPS:
        yield from ((text, GROUPS[keyword]) for text in _texts(value, constants))
    if keyword == "extras_require" and isinstance(value, ast.Dict):
        for name, listed in _pairs(value):
            yield from ((text, group_named(name)) for text in _texts(listed, constants))


def _texts(value: ast.expr, constants: dict[str, ast.expr]) -> Iterator[Text]:
    """The strings in a literal list, in a sum of such lists, or one string; anything computed has none. Of a string
    that is put together (`"numpy==" + VERSION`) the literal beginning is there, which names the distribution."""
    value = _followed(value, constants)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and not _beginning(value):
        yield from _texts(value.left, constants)
        yield from _texts(value.right, constants)
        return
    items = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
    for item in items:
        text = _beginning(item)
        if text:
            yield Text(text, item.lineno)


def _beginning(value: ast.expr) -> str:
    """The literal with which a string begins."""
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, ast.JoinedStr):
        return _beginning(value.values[0]) if value.values else ""
    return _beginning(value.left) if isinstance(value, ast.BinOp) else ""


def _pairs(value: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, item in zip(value.keys, value.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, item


def _followed(value: ast.expr, constants: dict[str, ast.expr]) -> ast.expr:
    return constants.get(value.id, value) if isinstance(value, ast.Name) else value


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
