"""A leak across a split as a finding: the way from what looked at the rows, over the division, to the use."""

from mldebt.flow import Division, Event, Leak, Log
from mldebt.model import Confidence, Finding, Hop, Severity

from .claims import Claim, Kind, near

EXPLAINED = {
    "scaling": "learns its scale from",
    "imputation": "learns what to fill in from",
    "encoding": "learns its codes from",
    "selection": "chooses features by",
    "decomposition": "learns its components from",
    "vocabulary": "learns its vocabulary from",
    "resampling": "draws new rows from",
    "clustering": "learns its clusters from",
    "discretisation": "learns its bins from",
    "statistic": "is computed over",
}

QUANTILES = "KBinsDiscretizer(strategy='quantile')"
OBJECTS = {
    "qcut": QUANTILES, "scale": "StandardScaler", "zscore": "StandardScaler", "minmax_scale": "MinMaxScaler",
    "maxabs_scale": "MaxAbsScaler", "robust_scale": "RobustScaler", "quantile_transform": "QuantileTransformer",
    "power_transform": "PowerTransformer", "boxcox": "PowerTransformer", "yeojohnson": "PowerTransformer",
}  # fmt: skip
"""What can be fitted on the training rows, for functions that keep nothing of them."""


def claim(leak: Leak, log: Log) -> Claim:
    effect = leak.event.effect
    if effect in ("lag", "dated", "look-ahead"):
        return Claim("disordered", _ahead(leak) if effect == "look-ahead" else _shuffled(leak))
    if effect in ("repetition", "windows"):
        return Claim("copied", _copied(leak))
    kind: Kind = "resampled" if effect == "resampling" else "folds" if leak.division.folds else "split"
    return Claim(kind, _fitted(leak, log))


def _fitted(leak: Leak, log: Log) -> Finding:
    event, division = leak.event, leak.division
    sides = "of all folds of" if division.folds else "on both sides of"
    severity, confidence = _worth(leak)
    return Finding(
        event.at,
        f"{_subject(event)} {EXPLAINED.get(event.effect, 'learns from')} rows {sides} {division.name}",
        evidence=_chain(leak),
        subject=f"{event.name}>{division.name}",
        severity=severity,
        confidence=confidence,
        fix=_sketch(leak, log),
    )


def _chain(leak: Leak) -> tuple[Hop, ...]:
    """Every hop: the call into the helper, what looks at the rows, the split, the use, the judgement."""
    event, division = leak.event, leak.division
    after = "divides them into folds" if division.folds else "takes the test rows away"
    saw = [Hop(event.where, f"{_subject(event)} sees every row")]
    if event.via is not None:
        saw.insert(0, Hop(event.via, f"calls what uses {event.name}"))
    if event.applied is not None and event.applied.line != event.where.line:
        saw.append(Hop(event.applied, f"the {event.name} goes into the rows"))
    divided = [Hop(division.shown, f"{division.name} {after}")]
    together = any(side.split == division.where for part in event.over for side in part.path)
    judged = leak.judged
    used = f"{leak.user or 'a model'} {_uses(leak)} the result"
    if judged is not None and judged.where == leak.use and not judged.metric:
        used = f"{judged.user} is asked about the result"
    hops = [*((*divided, *saw) if together else (*saw, *divided)), Hop(leak.use, used)]
    if judged is not None and judged.where != leak.use:
        said = f"is judged by {judged.metric}" if judged.metric else "is asked about rows of the other side"
        hops.append(Hop(judged.where, f"{judged.user} {said}"))
    return tuple(hops)


def _uses(leak: Leak) -> str:
    return "learns from" if leak.purpose == "train" else "is judged on"


def _sketch(leak: Leak, log: Log) -> str:
    """The repair in the user's own names."""
    event, division = leak.event, leak.division
    tool = event.tool.replace("(...)", "()") if event.effect != "statistic" else ""
    rows = event.given or "the rows"
    if event.effect == "resampling":
        if division.folds and division.certain:
            return f"put {event.name}() and the model into one imblearn pipeline and give it to {division.name}"
        train = _side(division, log, 0) or "the training part"
        return f"divide first{near(event.where, division.shown)}, then draw new rows from {train} only"
    if event.effect == "statistic":
        return f"divide first, and take the {event.name} of the training part only"
    one = tool if tool and "(" not in tool else event.name
    one = one if event.tool else OBJECTS.get(event.name, one)
    if division.folds:
        return _within_folds(leak, one)
    train, test = _side(division, log, 0), _side(division, log, 1)
    if event.name == "qcut" and train and test:
        return (
            f"divide first, take the bins from qcut(..., retbins=True) of {train} only, and give them to cut for {test}"
        )
    if train and test:
        return f"divide first, fit {one} on {train} only, and use it for {test} as it is"
    return f"divide {rows} first, and fit {one} on the training part only"


def _within_folds(leak: Leak, tool: str) -> str:
    """A loop over folds fits inside it; a search gets a pipeline as its estimator, the rest gets one with the rows."""
    name = leak.division.name
    if not leak.division.certain:
        return f"fit {tool} inside the loop, on the training rows of each fold"
    if name.endswith(".fit"):
        return f"{name.removesuffix('.fit')}(make_pipeline({tool}, ...), ...).fit with the raw rows"
    return f"give {name} the raw rows and make_pipeline({tool}, {leak.user or 'model'}(...))"


def _side(division: Division, log: Log, number: int) -> str:
    names = log.sides.get(division.where, ())
    return names[number] if number < len(names) else ""


def _subject(event: Event) -> str:
    """`mean of churned by group`, or just the name of what looks at the rows."""
    return f"{event.name} of {event.column} by group" if event.grouped else event.name


def _worth(leak: Leak) -> tuple[Severity, Confidence]:
    """A mean of all rows leaks little, and what it is for is not always certain; the target or copies of whole rows
    weigh most. A scale does not change what a tree learns."""
    event = leak.event
    if event.effect == "scaling" and leak.by_order:
        return Severity.LOW, Confidence.HIGH
    if event.effect == "statistic" and not event.target_aware:
        return Severity.MEDIUM, Confidence.MEDIUM
    if event.weak or event.effect == "discretisation":
        return Severity.MEDIUM, Confidence.HIGH
    grave = event.target_aware or event.effect == "resampling"
    return Severity.CRITICAL if grave else Severity.HIGH, Confidence.HIGH


def _shuffled(leak: Leak) -> Finding:
    event, division = leak.event, leak.division
    column = f" {event.column}" if event.column else ""
    sign = f"the rows are put in the order of{column or ' time'}"
    if event.effect == "lag":
        sign = f"{event.name} takes values{column and f' of{column}'} from neighbouring rows, so their order is time"
    fix = "shuffle=False, or divide at a date" if not division.folds else "TimeSeriesSplit instead of shuffled folds"
    return Finding(
        division.shown,
        f"{division.name} shuffles rows whose order is time, so the model learns from the future",
        evidence=(
            Hop(event.where, sign), Hop(division.shown, f"{division.name} draws at random"),
            Hop(leak.use, f"{leak.user or 'a model'} learns from rows later than those it is judged on"),
        ),
        subject=f"{division.name}>time",
        fix=fix,
    )  # fmt: skip


def _ahead(leak: Leak) -> Finding:
    event = leak.event
    shifted = event.name == "shift"
    does = "takes values of later rows" if shifted else "is centred, so every row knows values of later rows"
    ends = f"{event.name} without center=True, so that the window ends at its row"
    return Finding(
        event.where,
        f"{event.name}{f' of {event.column}' if event.column else ''} {does}",
        evidence=(
            Hop(event.where, "a feature reaches ahead"),
            Hop(leak.division.shown, f"{leak.division.name} divides the rows afterwards"),
            Hop(leak.use, f"{leak.user or 'a model'} learns from the result"),
        ),
        subject=f"{event.name}>ahead",
        fix="shift by a positive number" if shifted else ends,
    )


def _copied(leak: Leak) -> Finding:
    event, division = leak.event, leak.division
    if event.effect == "windows":
        where, said = division.shown, f"{division.name} shuffles windows that overlap, so both sides share values"
        fix = "divide the series first (shuffle=False), and cut the windows from each part"
    else:
        where, said = event.where, f"{event.name} repeats rows before {division.name}, so copies lie on both sides"
        fix = f"divide first{near(event.where, division.shown)}, and repeat rows of the training part only"
    return Finding(
        where,
        said,
        evidence=(
            Hop(event.where, "windows overlap" if event.effect == "windows" else f"{event.name} has rows twice"),
            Hop(division.shown, f"{division.name} divides them"),
            Hop(leak.use, f"{leak.user or 'a model'} {_uses(leak)} them"),
        ),
        subject=f"{event.name}>{division.name}",
        fix=fix,
    )
