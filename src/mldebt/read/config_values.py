"""Which texts that may be parts of paths does a configuration in YAML hold, and under which keys?"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mldebt.model import ConfigValue, ConfigValues, Source

from .yaml_nodes import child, documents, entries, items, line_of

if TYPE_CHECKING:
    from yaml import Node

LARGEST, MOST, LONGEST, DEEPEST = 64_000, 1_000, 200, 12
"""Characters of a file, texts of a file, characters of a text, levels: beyond them it is no table of settings."""
TELLING = re.compile(
    r"(?:path|dir|file|folder|root|bucket|ur[il]|data|raw|input|output|model|table|train|test)\w*[\"']?[ \t]*:"
    r"|\.(?:csv|parquet|pkl|joblib)\b|\b(?:s3a?|gs|hdfs|dbfs)://",
    re.IGNORECASE,
)
"""What a file has that says where data lies."""
OTHERS = re.compile(r"^(?:apiVersion|openapi|swagger|jobs|services|AWSTemplateFormatVersion)[ \t]*:", re.MULTILINE)
"""Files in which keys mean something to another program."""


def config_values(source: Source) -> ConfigValues:
    """Texts by dotted keys; entries of a list are numbered."""
    text = source.text
    if len(text) > LARGEST or not TELLING.search(text) or OTHERS.search(text):
        return ConfigValues()
    roots = documents(text)
    if isinstance(roots, str) or len(roots) != 1:
        return ConfigValues()
    found = []
    for one in _texts(roots[0], source):
        found.append(one)
        if len(found) == MOST:
            break
    return ConfigValues(found)


def _texts(root: "Node", source: Source) -> Iterator[ConfigValue]:
    waiting: list[tuple[Node, str, int]] = [(root, "", 0)]
    looked = 0
    while waiting and looked < 20 * MOST:
        node, key, depth = waiting.pop()
        looked += 1
        held = node.value
        if isinstance(held, str):
            if key and 0 < len(held) <= LONGEST and "\n" not in held:
                yield ConfigValue(key, held, source.place(line_of(node)))
        elif depth < DEEPEST:
            named = [(one, str(name.value)) for name, one in entries(node)] or [
                (one, str(at)) for at, one in enumerate(items(node))
            ]
            merged = child(node, "<<")
            waiting += [(one, f"{key}.{name}" if key else name, depth + 1) for one, name in reversed(named)]
            waiting += [(merged, key, depth + 1)] if merged is not None else []
