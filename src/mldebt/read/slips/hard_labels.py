"""Which metrics that need scores does a file give the labels that a classifier predicts?"""

import ast
from collections import defaultdict
from collections.abc import Iterator

from mldebt.knowledge import Estimators, Metrics
from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from .composites import Composition, argument

CROSS_PREDICTS = "sklearn.model_selection.cross_val_predict"
GUESSES = ("y_score", "y_pred", "y_prob", "y_proba", "probas_pred", "pred_decision")
"""What the guess is called in one release or another."""


def collect(outline: Outline, names: Definitions, lend: Lend) -> Iterator[Slip]:
    judged: dict[ast.Call, list[ast.Call]] = defaultdict(list)
    labels: set[ast.Call] = set()
    metrics = lend(Metrics)
    for call in outline.of(ast.Call):
        row = metrics.get(outline.name(call))
        if row is None or row.judges == "either" or any(isinstance(one, ast.Starred) for one in call.args):
            continue
        predicted = _predicted(_guess(call, row.guess), outline, names)
        if predicted is None:
            continue
        if row.judges == "labels":
            labels.add(predicted)
        else:
            judged[predicted].append(call)
    if not judged:
        return
    known = _Known(outline, names, lend)
    for predicted, calls in judged.items():
        if predicted in labels or known.is_classifier(predicted):
            yield _slip(outline, predicted, calls)


def _guess(call: ast.Call, position: int) -> ast.expr | None:
    named = next((argument(call, -1, keyword) for keyword in GUESSES if argument(call, -1, keyword)), None)
    return named or argument(call, position, "")


def _predicted(guess: ast.expr | None, outline: Outline, names: Definitions) -> ast.Call | None:
    """The call of `predict` that the guess comes from, unchanged."""
    if isinstance(guess, ast.Name) and names.is_changed(guess.id):
        return None
    made = names.resolved(guess)
    if not isinstance(made, ast.Call):
        return None
    if outline.name(made) == CROSS_PREDICTS:
        return made if argument(made, 8, "method") is None and all(one.arg for one in made.keywords) else None
    return made if isinstance(made.func, ast.Attribute) and made.func.attr == "predict" else None


class _Known:
    """Is what predicts a classifier?"""

    def __init__(self, outline: Outline, names: Definitions, lend: Lend) -> None:
        self._outline = outline
        self._estimators = lend(Estimators)
        self._composition = Composition(outline, names, lend)

    def is_classifier(self, predicted: ast.Call) -> bool:
        if not isinstance(predicted.func, ast.Attribute) or self._outline.name(predicted) == CROSS_PREDICTS:
            return self._is_one(
                self._composition.constructor(self._composition.last(argument(predicted, 0, "estimator")))
            )
        made = self._outline.name(predicted).removesuffix(".predict").removesuffix(".fit")
        last = self._composition.last(predicted.func.value)
        return self._is_one(made) or (last is not None and self._is_one(self._composition.constructor(last)))

    def _is_one(self, name: str) -> bool:
        row = self._estimators.get(name)
        return row is not None and row.kind == "classifier"


def _slip(outline: Outline, predicted: ast.Call, calls: list[ast.Call]) -> Slip:
    calls = sorted(calls, key=lambda call: (call.lineno, call.col_offset))
    names = [outline.name(call).removesuffix(".from_predictions").rpartition(".")[2] for call in calls]
    metrics = list(dict.fromkeys(names))
    said = metrics[0] + (f" and {len(metrics) - 1} more" if len(metrics) > 1 else "")
    verb = "judge" if len(metrics) > 1 else "judges"
    owner = _owner(predicted)
    giver = f"{owner}.predict" if owner else ast.unparse(predicted.func).rpartition(".")[2]
    message = f"{said} {verb} the labels that {giver} gives, not the scores behind them"
    hops = [Hop(outline.place(predicted), f"{giver} gives labels")]
    hops += [Hop(outline.place(call), f"{name} judges them") for call, name in zip(calls[1:6], names[1:6], strict=True)]
    fix = f"give {metrics[0]} what {owner}.predict_proba or {owner}.decision_function gives" if owner else ""
    where = outline.place(calls[0])
    return Slip("score-from-hard-labels", where, message, f"{metrics[0]}:{giver}", tuple(hops), fix)


def _owner(predicted: ast.Call) -> str:
    """The name of what predicts, if it has a short one."""
    if not isinstance(predicted.func, ast.Attribute) or predicted.func.attr != "predict":
        return ""
    owner = predicted.func.value
    return ast.unparse(owner) if isinstance(owner, ast.Name | ast.Attribute) and len(ast.unparse(owner)) < 40 else ""
