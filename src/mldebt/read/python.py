"""What does this Python code import, call, use and define? One `ast.parse`, one walk."""

import ast
import io
import sys
import tokenize
import warnings
from contextlib import suppress
from functools import cache, partial

from mldebt import patterns as re
from mldebt.flow import program_of
from mldebt.knowledge import Boilerplate, Distributions, Thresholds
from mldebt.model import (
    AUDITED,
    PROGRAM,
    Calls,
    Caution,
    Cautions,
    Fallbacks,
    Fingerprints,
    Functions,
    Imports,
    Language,
    Lend,
    Module,
    ModuleInfo,
    ModuleShape,
    NotRead,
    Program,
    Shape,
    Source,
    Spellings,
    Uses,
)

from .chance_facts import orders_of
from .databricks import magics_of
from .door import Part, facts, joined, read_part
from .fallbacks import fallbacks_of
from .fingerprints import fingerprints_of
from .loads import loads_of
from .outline import Outline
from .python_sql import signatures_of, sql_accesses
from .slips import slips_of
from .spellings import spellings_of
from .stages import stages_of
from .switches import switches_of
from .texts import standing
from .walk import Walk

STOPS = re.compile(r"^[ \t]*(?:assert\b|raise[ \t])", re.MULTILINE)
PYTHON_2_MESSAGES = ("Missing parentheses", "multiple exception types", "leading zeros in decimal")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
NEWER = re.compile(
    r"(?:(?:async\s+)?def|class)\s+\w+\s*\[.*\]\s*[(:]|type\s+\w+\s*(?:\[.*\]\s*)?=[^=]|"
    r""".*\b[fF][rR]?(["'])(?:(?!\1).)*\{[^{}]*(?:\1|\\)[^{}]*\}"""
)
"""Python 3.12: `def first[T](items)`, `type Row = dict`, the same quotes or a backslash in braces of an f-string."""
PYTHON_2 = re.compile(
    r"(?:print|exec)\s+[^(=\s]|raise\s+[\w.]+\s*,|.*<>|.*\b(?:0[xX][\da-fA-F]+|\d+)[lL]\b|.*\b[uU][rR]['\"]"
)


def read(source: Source, lend: Lend) -> Part:
    """Facts of a script; what does not parse is not read, with the line and the reason."""
    tree = parsed(source.text)
    if isinstance(tree, NotRead):
        where = source.place(tree.line or 1)
        lines = source.text.count("\n") + 1
        return Part(not_read=(NotRead(source.file.path, tree.reason, where.line, lines),))
    return read_tree(tree, source, lend)


def read_tree(tree: ast.Module, source: Source, lend: Lend, notebook: bool = False) -> Part:
    """Facts of parsed code, and those of the shell commands it runs. Logical lines are statements, docstrings aside."""
    walk = Walk(tree, source, _roots(lend(Distributions)), int(lend(Thresholds)["complexity"].value))
    shape = Shape(
        source.place(1), walk.glue.statements, walk.glue.glue, walk.glue.functions, walk.glue.forwarding,
        tuple(walk.glue.libraries),
    )  # fmt: skip
    outlined = cache(partial(Outline, tree, walk))
    found = facts(
        Calls(walk.calls), Imports(walk.imports), Uses(walk.uses.values()), Functions(walk.functions),
        ModuleShape([shape] if shape.statements else []),
        ModuleInfo([Module(source.place(1), notebook or _is_entry_point(tree, walk, source.text))]),
        program_of(tree, source.text, walk.place) if source.file.role in AUDITED else Program(),
        loads_of(walk, outlined, lend), sql_accesses(walk.calls, source, lend),
        signatures_of(walk.calls, walk.parameters, lend),
        _cautions(source),
        spellings_of(walk, outlined) if source.file.role in AUDITED else Spellings(),
        fallbacks_of(walk) if source.file.role in AUDITED else Fallbacks(),
        *((*slips_of(walk, outlined, lend), *orders_of(tree, walk, lend)) if source.file.role in AUDITED else ()),
        fingerprints_of(tree, source, lend(Boilerplate).names()) if source.file.role in PROGRAM else Fingerprints(),
        *switches_of(tree, walk, outlined, notebook),
    )  # fmt: skip
    if source.file.path.rpartition("/")[2] == "setup.py":
        from .setup_py import setup_own, setup_requirements

        found |= facts(setup_requirements(tree, source), setup_own(tree, source))
    shells = [
        read_part(Language.SHELL, standing(source, text, first, last), lend) for text, first, last in walk.shell_texts
    ]
    stages = stages_of(walk, outlined, lend) if source.file.role in AUDITED else Part()
    cells = magics_of(source, lend)
    return joined([Part(found, walk.statements), stages, cells, *(Part(shell.facts) for shell in shells)])


def parsed(text: str) -> ast.Module | NotRead:
    """The tree, or the reason why there is none (path left empty)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in an audited file is no word to our user
            return ast.parse(text)
    except SyntaxError as problem:
        return NotRead("", _reason(problem, text), problem.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as problem:
        return NotRead("", f"cannot be parsed: {str(problem) or type(problem).__name__}", 1)


def comments(text: str) -> list[tuple[int, str, bool]]:
    """(line, comment, stands alone) for each comment; strings that look like one are not among them."""
    found: list[tuple[int, str, bool]] = []
    with suppress(tokenize.TokenError, SyntaxError):  # the parser reports it
        found.extend(
            (token.start[0], token.string, not token.line[: token.start[1]].strip())
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        )
    return found


@cache
def _roots(known: Distributions) -> frozenset[str]:
    """Import roots of all distributions we know; asked for once a process."""
    return frozenset(name.partition(".")[0] for row in known for name in row.imports)


def _cautions(source: Source) -> Cautions:
    """It stops where something is wrong with what it read."""
    found = STOPS.search(source.text) if "assert" in source.text or "raise " in source.text else None
    where = source.place(source.text.count("\n", 0, found.start()) + 1) if found else None
    return Cautions([Caution("checks", where)] if where else [])


def _is_entry_point(tree: ast.Module, walk: Walk, text: str) -> bool:
    """It has a `__main__` guard, a shebang, or code at the top level that does something."""
    if walk.runs_something or text.startswith("#!"):
        return True
    tests = (node.test for node in tree.body if isinstance(node, ast.If)) if "__main__" in text else ()
    return any("__main__" in ast.dump(test) for test in tests)


def _reason(problem: SyntaxError, text: str) -> str:
    lines, line = text.split("\n"), problem.lineno or 1
    guilty = lines[line - 1].strip() if line <= len(lines) else ""
    message = (problem.msg or "invalid syntax").rstrip(".")
    python_2 = message.startswith(PYTHON_2_MESSAGES) or PYTHON_2.match(guilty) is not None
    if not python_2 and sys.version_info < (3, 12) and NEWER.match(guilty[:300]):
        return f"newer syntax than the Python {HERE} that runs mldebt, or not valid, at line {line}: {message}"
    return f"{'Python 2 syntax' if python_2 else 'not valid Python'} at line {line}: {message}"
