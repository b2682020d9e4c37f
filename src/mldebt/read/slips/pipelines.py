"""Which parameters does a file set in a pipeline that has no such step, or whose step has no such parameter?"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from .composites import Composition, Whole, argument

FITS = frozenset({"fit", "fit_predict", "fit_transform", "fit_resample", "partial_fit"})
PASSED_ON = ("fit_params", "params")
"""Keywords of a cross-validation for what the fits are given."""


class Key(NamedTuple):
    """A name that sets something: `clf__C`, and the values that are written beside it."""

    text: str
    node: ast.expr
    replaced: frozenset[str] = frozenset()


def collect(outline: Outline, names: Definitions, lend: Lend) -> Iterator[Slip]:
    composition = Composition(outline, names, lend)
    if not any(outline.name(call) in composition.rows for call in outline.of(ast.Call)):
        return
    for call in outline.of(ast.Call):
        yield from _Judge(outline, names, composition, call).slips()


class Wrong(NamedTuple):
    """What is wrong with a key. Keys with the same `cause` are mended together."""

    cause: str
    message: str
    fix: str


class _Judge:
    """What one call sets in the estimator that it is made with or belongs to."""

    def __init__(self, outline: Outline, names: Definitions, composition: Composition, call: ast.Call) -> None:
        self._outline = outline
        self._names = names
        self._composition = composition
        self._call = call

    def slips(self) -> Iterator[Slip]:
        """One for each cause: a step that is not there is told once, however many parameters are set in it."""
        causes: dict[str, list[tuple[Whole, Key, Wrong]]] = defaultdict(list)
        for whole, key, only_steps in self._settings():
            wrong = self._wrong(whole, key, only_steps)
            if wrong is not None:
                causes[wrong.cause].append((whole, key, wrong))
        for found in causes.values():
            whole, key, wrong = found[0]
            hops = [Hop(self._outline.place(whole.call), f"has {_and(whole.steps)}")]
            hops += [Hop(self._outline.place(other.node), f"{other.text} as well") for _, other, _ in found[1:6]]
            where = self._outline.place(key.node)
            yield Slip("invalid-pipeline-parameter", where, wrong.message, key.text, tuple(hops), wrong.fix)

    def _settings(self) -> Iterator[tuple[Whole, Key, bool]]:
        """(pipeline, key, whether only the steps' names count) of all that this call sets."""
        call, composition = self._call, self._composition
        row = composition.searches.get(self._outline.name(call))
        if row is not None:
            whole = composition.whole(argument(call, row.estimator_position, row.estimator))
            if whole is None:
                return
            grid = argument(call, row.estimator_position + 1, row.grid) if row.grid else None
            yield from ((whole, key, False) for key in self._keys(grid))
            passed = next((one.value for one in call.keywords if one.arg in PASSED_ON), None)
            yield from ((whole, key, True) for key in self._keys(passed))
        elif isinstance(call.func, ast.Attribute) and (call.func.attr in FITS or call.func.attr == "set_params"):
            owner = call.func.value
            whole = composition.whole(composition.searched(owner) or owner)
            if whole is not None:
                yield from ((whole, key, call.func.attr in FITS) for key in self._keywords(call))

    def _keys(self, grid: ast.expr | None) -> Iterator[Key]:
        found = self._names.literal(grid)
        if isinstance(found, ast.List | ast.Tuple):
            for one in found.elts:
                yield from self._keys(one)
        elif isinstance(found, ast.Dict):
            texts = [(key.value, key) for key in found.keys if isinstance(key, ast.Constant)]
            steps = frozenset(text for text, _ in texts if isinstance(text, str) and "__" not in text)
            yield from (Key(text, node, steps) for text, node in texts if isinstance(text, str))
        elif isinstance(found, ast.Call) and self._outline.name(found) == "dict":
            yield from self._keywords(found)

    def _keywords(self, call: ast.Call) -> Iterator[Key]:
        steps = frozenset(one.arg for one in call.keywords if one.arg and "__" not in one.arg)
        for one in call.keywords:
            if one.arg is None:
                yield from self._keys(one.value)
            elif "__" in one.arg:
                yield Key(one.arg, one.value, steps)

    def _wrong(self, whole: Whole, key: Key, only_steps: bool, before: str = "") -> Wrong | None:
        """What is wrong with a key; None where nothing is, or nobody can tell."""
        first, nested, rest = key.text.removeprefix(before).partition("__")
        if first not in whole.steps:
            return self._unknown_step(whole, key.text, before, only_steps)
        inside = whole.steps[first]
        if not nested or inside is None or (not before and first in key.replaced | self._set_later()):
            return None
        deeper = self._composition.whole(inside)
        if deeper is not None:
            return self._wrong(deeper, key, only_steps, f"{before}{first}__")
        made = self._composition.constructor(inside)
        row = self._composition.constructors.get(made)
        parameter = rest.partition("__")[0]
        if only_steps or row is None or made in self._composition.rows or parameter in row:
            return None
        owner = made.rpartition(".")[2]
        close = _close(parameter, row.parameters)
        right = f"{before}{first}__{close}{rest.removeprefix(parameter)}"
        fix = f"write {right} for {key.text}" if close else ""
        return Wrong(f"{before}{first}__{parameter}", f"{key.text} sets {parameter}, which {owner} does not have", fix)

    def _unknown_step(self, whole: Whole, text: str, before: str, only_steps: bool) -> Wrong | None:
        first, nested, rest = text.removeprefix(before).partition("__")
        known = self._composition.constructors.get(whole.row.kind)
        if known is None or first in known or (only_steps and not nested):
            return None
        owner = whole.row.kind.rpartition(".")[2]
        if nested:
            close = _close(first, whole.steps)
            message = f"{text} names the step {first}, which the {owner} does not have"
        else:
            # a parameter of a step, written as if it were the pipeline's own
            fitting = [step for step, one in whole.steps.items() if text in self._parameters(one)]
            close = f"{fitting[0]}__{first}" if len(fitting) == 1 else ""
            message = f"{text} is no parameter and no step of the {owner}"
        fix = f"write {before}{close}{nested}{rest} for {text}" if close else ""
        return Wrong(f"{before}{first if nested else ''}", message, fix)

    def _parameters(self, node: ast.expr | None) -> tuple[str, ...]:
        row = self._composition.constructors.get(self._composition.constructor(node)) if node is not None else None
        return row.parameters if row is not None else ()

    def _set_later(self) -> frozenset[str]:
        """Steps that the file replaces somewhere by `set_params(clf=...)`."""
        return frozenset(
            one.arg
            for call in self._outline.of(ast.Call)
            if isinstance(call.func, ast.Attribute) and call.func.attr == "set_params"
            for one in call.keywords
            if one.arg and "__" not in one.arg
        )


def _close(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1, 0.6)
    return found[0] if found else ""


def _and(steps: dict[str, ast.expr | None]) -> str:
    names = list(steps)
    return f"the steps {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"the step {names[0]}"
