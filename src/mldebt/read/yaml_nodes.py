"""YAML as nodes that know their lines. Nothing is constructed, so no tag can raise and `on` stays text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from yaml import MappingNode, Node


def documents(text: str) -> "list[Node] | str":
    """The documents of a file, or the reason why it is none."""
    import yaml

    try:
        return [root for root in yaml.compose_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if root]
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        return f"not YAML at line {line}: {problem.problem}"
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        return f"not YAML: {' '.join(str(problem).split())}"


def child(node: "Node | None", key: str) -> "Node | None":
    """The value under the key, None where there is no such key or no mapping."""
    pairs = node.value if is_mapping(node) else []
    return next((value for name, value in pairs if getattr(name, "value", None) == key), None)


def entries(node: "Node | None") -> "Iterator[tuple[Node, Node]]":
    """The pairs of a mapping whose keys are text."""
    yield from (pair for pair in node.value if isinstance(pair[0].value, str)) if is_mapping(node) else ()


def mappings(node: "Node | None") -> "Iterator[MappingNode]":
    """The mappings among the values of a mapping."""
    for _, value in node.value if is_mapping(node) else []:
        if is_mapping(value):
            yield value


def keys(node: "Node | None") -> list[str]:
    """The keys of a mapping that are plain text."""
    named = [getattr(name, "value", None) for name, _ in node.value] if is_mapping(node) else []
    return [name for name in named if isinstance(name, str)]


def items(node: "Node | None") -> "list[Node]":
    """The entries of a sequence, none for anything else."""
    return list(node.value) if node is not None and getattr(node, "id", "") == "sequence" else []


def children(node: "Node") -> "list[Node]":
    """Whatever the node holds: values of a mapping, entries of a sequence."""
    return [value for _, value in node.value] if is_mapping(node) else items(node)


def text_at(node: "Node | None", key: str) -> str:
    """The scalar under the key, empty where there is none."""
    return next((text for text, _ in texts(child(node, key))), "")


def texts(node: "Node | None") -> Iterator[tuple[str, int]]:
    """A scalar, or each scalar of a sequence, with the line on which its text begins."""
    if node is not None and getattr(node, "id", "") == "scalar":
        yield node.value, line_of(node)
    for item in items(node):
        if getattr(item, "id", "") == "scalar":
            yield item.value, line_of(item)


def line_of(node: "Node") -> int:
    """Where the text begins: a block (`|`, `>`) begins below its sign."""
    block = getattr(node, "style", None) in ("|", ">")
    return int(node.start_mark.line) + (2 if block else 1)


def is_mapping(node: "Node | None") -> "TypeGuard[MappingNode]":
    """Asked a million times a project: the name of its kind tells, and nothing need be imported."""
    return getattr(node, "id", "") == "mapping"
