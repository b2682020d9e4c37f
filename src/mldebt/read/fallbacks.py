"""Where does the code try one spelling of a library and, where that fails, another one?"""

import ast
from collections.abc import Iterable, Iterator

from mldebt.model import Fallbacks, Place

from .descent import within
from .walk import Walk


def fallbacks_of(walk: Walk) -> Fallbacks:
    return Fallbacks(place for node in walk.tries for place in _fallbacks(node, walk))


def _fallbacks(node: ast.Try, walk: Walk) -> Iterator[Place]:
    """The statement, where both spellings stand in it; what a missing import leads to, and nothing before."""
    for handler in node.handlers:
        caught = _caught(handler)
        if caught & {"ImportError", "ModuleNotFoundError"} and any(map(_is_import, node.body)):
            yield from map(walk.place, handler.body)
        elif ("TypeError" in caught and _called(node.body) & _called(handler.body)) or (
            "AttributeError" in caught and _asked(node.body) & _asked(handler.body)
        ):
            yield from map(walk.place, (*node.body, *handler.body))


def _caught(handler: ast.ExceptHandler) -> set[str]:
    return {one.id for one in within(handler.type) if isinstance(one, ast.Name)} if handler.type else set()


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _called(body: Iterable[ast.stmt]) -> set[str]:
    """What is called with arguments by name, as it is written."""
    found = (one for statement in body for one in within(statement))
    return {ast.unparse(one.func) for one in found if isinstance(one, ast.Call) and one.keywords}


def _asked(body: Iterable[ast.stmt]) -> set[str]:
    """What has members, as it is written."""
    found = (one for statement in body for one in within(statement))
    return {ast.unparse(one.value) for one in found if isinstance(one, ast.Attribute)}
