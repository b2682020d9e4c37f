"""Objects that learn: transformers, models, searches, pipelines, networks. What they learn from, and how they are
judged."""

from collections.abc import Iterable, Sequence

from mldebt.knowledge import (
    Estimators,
    Splitters,
    Transformer,
    Transformers,
    Watchers,
    WatchingKeywords,
)
from mldebt.model import Lend, Place

from .called import Called
from .columns import blurred
from .log import Among, Choice, Division, Log, Watch
from .meanings import meanings
from .values import (
    NO_JUDGEMENTS,
    NOTHING,
    UNKNOWN,
    Event,
    Guess,
    Judgement,
    Known,
    Rows,
    Several,
    Splits,
    Statistic,
    Thing,
    Tool,
    Trained,
    Value,
    names_in,
    rows_of,
)

FITS = frozenset({"fit", "partial_fit", "fit_generator", "train_on_batch"})
JUDGES = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function", "score", "evaluate",
                    "predict_generator", "evaluate_generator", "predict_classes", "score_samples"})  # fmt: skip
SCORES = frozenset({"score", "evaluate", "evaluate_generator"})
CHANGES = frozenset({"transform", "inverse_transform", "texts_to_sequences", "texts_to_matrix", "__call__"})
RESAMPLES = frozenset({"fit_resample", "fit_sample"})
FITS_AND_RESULTS = frozenset({"fit_transform", "fit_predict"})
RESULTS = CHANGES | FITS_AND_RESULTS
OF_TOOLS = RESULTS | FITS | JUDGES
HELD_OUT = ("validation_data", "eval_set", "evals", "valid_sets", "validation_generator", "eval_dataset")
BY_ORDER = "by order"
"""The option of a model that a function made: what its table says of it."""
HELD_OUT_SCORES = ("val", "test", "dev")
MODELS = frozenset({"search", "estimator", "classifier", "regressor", "network", "unknown"})
KEEPS_COLUMNS = frozenset({"scaling", "imputation", "categories", "discretisation", "none"})


class Tools:
    """The knowledge of what learns, and the log that fits and judgements go to."""

    def __init__(self, lend: Lend, log: Log) -> None:
        self.log = log
        self.transformers = lend(Transformers)
        self.estimators = lend(Estimators)
        self.splitters = lend(Splitters)
        self.meanings = meanings(lend)
        self.watchers = lend(Watchers)
        self.watching = lend(WatchingKeywords)

    def kind(self, name: str) -> str | None:
        """What kind of tool a class makes; None for everything that is no class of a tool."""
        return self.meanings.of(name).kind

    def made(self, called: Called, kind: str) -> Tool:
        options = {**{str(number): value for number, value in enumerate(called.args)}, **called.keywords}
        parts = tuple(_tools(called.everything()))
        carried = _carried(parts)
        if kind == "pipeline" and _holds_strangers(called.everything()):
            parts = (Tool("", "stranger", called.where), *parts)
        if kind in ("network", "unknown"):
            parts = tuple(part for part in parts if part.kind not in ("network", "unknown"))
        return Tool(called.name, kind, called.where, parts, options=options, carried=carried)

    def known_by(self, tool: Tool) -> Value:
        """What a fitted object tells of what it has learned: `selector.support_`, `forest.feature_importances_`."""
        trained = tool.trained
        if trained is None or tool.learned:
            return Statistic(tool.learned) if tool.learned else NOTHING
        event = Event("selection", trained.user, trained.where, trained.parts, target_aware=True, via=self.log.via)
        return Statistic(trained.taint | {event})

    def division(self, called: Called, name: str, *, cv: Value = NOTHING, folds: bool = True) -> Division:
        """The split that a call makes, by the splitter `cv`; what is not known of it is no ground for a finding."""
        given = called.keywords.get("groups")
        grouped = given is not None and given != NOTHING
        shuffles = False
        if isinstance(cv, Tool):
            grouped = grouped or "Group" in cv.name or cv.kind != "splitter"
            shuffles = cv.kind == "splitter" and self.shuffles(cv.name, cv.options)
        elif not isinstance(cv, Known):
            grouped = True
        return Division(called.where, name, folds, called.where, shuffles=shuffles, grouped=grouped)

    def old_folds(self, tool: Tool) -> Division:
        """The folds of a splitter that is gone through itself."""
        grouped = "Label" in tool.name or "Group" in tool.name
        shuffles = self.shuffles(tool.name, tool.options)
        return Division(tool.where, _short(tool.name), True, tool.where, False, shuffles, grouped)

    def shuffles(self, name: str, options: dict[str, Value]) -> bool:
        """The splitter certainly draws the rows at random."""
        splitter = self.splitters.get(name)
        if splitter is None or splitter.shuffles != "flag":
            return splitter is not None and splitter.shuffles == "always"
        flag = options.get(splitter.flag)
        return splitter.flag_default if flag is None else flag == Known(True)

    # Methods

    def result(self, tool: Tool, called: Called) -> Value:
        """The value of a method of a tool."""
        method, rows = called.method, rows_of(called.argument(0, "X"))
        if tool.kind == "splitter":
            if method == "split":
                division = self.division(called, f"{_short(tool.name)}.split", cv=tool)
                self.log.divide(division._replace(certain=False))  # the other part of each pair may be thrown away
                return Splits(called.where)
            return NOTHING
        if rows is None:
            if method in FITS or method in ("set_output", "to"):
                return tool
            return self.known_by(tool) if method.startswith("get_") else self._made(called)
        learners = list(self._learners(tool))
        learns = method in RESAMPLES or any(method in row.fit_methods for _, row in learners)
        if learns and (not self._predicts(tool) or (method == "fit_transform" and learners[0][0] is tool)):
            return self._learn(tool, learners, rows, called)
        if method in FITS:
            return self._train(tool, rows, called)
        if method in FITS_AND_RESULTS:
            return self._clustered(tool, rows, called)
        if method in JUDGES:
            return self._judged(rows, called, tool)
        kept = rows if self._keeps_columns(tool) else blurred(rows)
        return kept._replace(taint=kept.taint | tool.learned)

    def asked(self, tool: Tool, called: Called) -> Value:
        """The value of calling the tool itself: a network says something of its input, a loss compares, a layer that
        has learned changes rows."""
        rows = rows_of(called.everything())
        if rows is None:
            return self._layered(tool, called)
        if tool.kind not in ("network", "unknown"):
            return rows._replace(taint=rows.taint | tool.learned)
        judged = self.compared(called.everything().items, called.where, _short(tool.name))
        if judged:
            return Statistic(frozenset(), judged)
        given = rows_of(called.argument(0)) or rows
        return self._guessed(given, called, tool)

    def _layered(self, tool: Tool, called: Called) -> Tool:
        """`hidden = normalization(inputs)`: the network that comes out holds the layer."""
        return Tool("network", "network", called.where, carried=_carried((tool, *_tools(called.everything()))))

    def of_unknown(self, called: Called) -> Value | None:
        """A method of something unknown: a model taken from a list, a wrapper. Fitting and judging are still uses.
        None if the method is neither."""
        if called.method not in OF_TOOLS:
            return None
        rows = rows_of(called.argument(0, "X"))
        if rows is None:
            return None
        if called.method in RESULTS:
            return blurred(rows)
        tool = Tool(called.tool or "the model", "unknown", called.where)
        if called.method in FITS:
            self._train(tool, rows, called)
            called.changed = tool
            return tool
        return self._judged(rows, called, tool)

    def _made(self, called: Called) -> Value:
        """`model.fit(train_generator)`, `tokenizer.texts_to_matrix(texts)`: nothing is known of what comes out."""
        if called.method in CHANGES | FITS_AND_RESULTS:
            return self.log.fresh(called.where, called.given)
        return NOTHING

    def _learners(self, tool: Tool) -> list[tuple[Tool, Transformer]]:
        row = self.transformers.get(tool.name)
        if row is not None and (row.leaks or not tool.parts):
            return [] if _is_off(row, tool) else [(tool, row)]
        return [pair for part in tool.parts for pair in self._learners(part)] or ([(tool, row)] if row else [])

    def _predicts(self, tool: Tool) -> bool:
        """The object is a model, or a pipeline or a search that ends in one."""
        if tool.kind in MODELS:
            return True
        return tool.kind == "pipeline" and bool(tool.parts) and self._predicts(tool.parts[-1])

    def _learn(self, tool: Tool, learners: list[tuple[Tool, Transformer]], rows: Rows, called: Called) -> Value:
        if rows.guess or (rows.single and called.method != "partial_fit"):  # a tool of its own for each row
            learners = []
        events = frozenset(
            Event(
                row.effect, _short(part.name), called.where, rows.parts, row.target_aware, False, rows.picked,
                called.given, called.tool, self.log.via, row.weak, rows.either,
            )
            for part, row in learners
            if (row.leaks or row.effect == "categories") and not (row.effect == "imputation" and rows.filled)
        )  # fmt: skip
        tool.learned = events | rows.taint
        if called.method in FITS or called.method in ("adapt", "fit_on_texts"):
            return tool
        changed = (rows if self._keeps_columns(tool) else blurred(rows))._replace(taint=rows.taint | events)
        return Several((changed, changed)) if called.method in RESAMPLES else changed

    def _keeps_columns(self, tool: Tool) -> bool:
        row = self.transformers.get(tool.name)
        return row is not None and row.effect in KEEPS_COLUMNS and not tool.parts

    # Models

    def _train(self, tool: Tool, rows: Rows, called: Called) -> Value:
        user = _short(tool.name)
        if tool.kind in ("search", "estimator"):
            cv = tool.options.get("cv", NOTHING)
            division = self.division(called, f"{user}.fit", cv=cv)
            self.log.evaluate_in_folds(rows, division, user, by_order=self.by_order(tool))
        if tool.kind in ("clusterer", "density"):
            tool.learned = frozenset({self._clustering(user, rows, called)})
            return tool
        if isinstance(called.keywords.get("validation_split"), Known):
            division = self.division(called, "validation_split", folds=False)
            self.log.evaluate_in_folds(rows, division, user, by_order=self.by_order(tool))
        if tool.kind in ("network", "unknown"):
            rows = rows._replace(taint=rows.taint | tool.carried | _carried(tool.parts))
        rows = _with_chosen_columns(rows, tool)
        target = rows_of(called.argument(1, "y"))
        tool.trained = self.learn_from(rows, called, user, target, tool)
        self.hold_out(called, tool)
        return tool

    def learn_from(self, rows: Rows, called: Called, user: str, target: Rows | None, tool: Tool) -> Trained:
        """Tells the log what a model learns from."""
        picked = target.picked if target is not None else ""
        self.log.train(rows, called.where, user, picked, by_order=self.by_order(tool))
        rates = target is not None and not called.repeats_itself and not self._is_each_column(rows, target)
        supervised = rates and tool.kind in (*MODELS, "pipeline")
        if supervised and target is not None and self._takes_all_columns(tool):
            for among in _among(rows, target, called.where, user):
                self.log.among[among] = None
        scored = tool.options.get("oob_score", NOTHING)
        self.log.handed_on |= scored != NOTHING and scored != Known(False)
        turn, either = self.log.turn, rows.is_unsure
        return Trained(user, tool.where, called.where, rows.parts, rows.events, supervised, turn, either)

    def _is_each_column(self, rows: Rows, target: Rows) -> bool:
        """One column after the other is learned from the others, to see how alike they are."""
        turning = self.log.each_column
        return not turning.isdisjoint(rows.turns) and not turning.isdisjoint(target.turns)

    def by_order(self, tool: Tool) -> bool:
        """The model minds only the order of each column's values."""
        if tool.kind in ("pipeline", "search") and tool.parts:
            return self.by_order(tool.parts[-1])
        row = self.estimators.get(tool.name)
        return (row is not None and row.by_order) or tool.options.get(BY_ORDER) == Known(True)

    def _takes_all_columns(self, tool: Tool) -> bool:
        if tool.kind == "search":
            return all(map(self._takes_all_columns, tool.parts))
        if tool.kind == "pipeline":
            return "Column" not in tool.name and all(map(self._takes_all_columns, tool.parts))
        return self._keeps_columns(tool) or tool.kind in MODELS

    def hold_out(self, called: Called, tool: Tool) -> None:
        """Rows that the training itself is judged on, and whether it minds the result."""
        for keyword in HELD_OUT:
            given = called.keywords.get(keyword, NOTHING)
            pairs = given.items if isinstance(given, Several) and _is_list_of_pairs(given) else (given,)
            for pair, asked in zip(pairs, called.keyword_names(keyword, len(pairs)), strict=True):
                rows = rows_of(pair.items[0] if isinstance(pair, Several) and pair.items else pair)
                if rows is not None:
                    self._hold_out(rows, called, tool, keyword, asked)

    def _hold_out(self, rows: Rows, called: Called, tool: Tool, keyword: str, asked: str) -> None:
        judgement = self._judgement(rows, called.where, tool, asked, keyword)
        self.log.judge(rows, judgement)
        watch = self._watched_by(tool, called, judgement)
        if watch is not None:
            self.log.watches[watch] = None

    def _watched_by(self, tool: Tool, called: Called, judgement: Judgement) -> Watch | None:
        for options in (called.keywords, tool.options):
            for keyword, value in options.items():
                if keyword in self.watching and value not in (NOTHING, Known(False), Known(0)):
                    return Watch(keyword, judgement)
        callbacks = called.keywords.get("callbacks", tool.options.get("callbacks", NOTHING))
        minding = [(self.watchers[part.name].keeps, part) for part in _tools(callbacks) if self._minds(part)]
        found = next((part for keeps, part in sorted(minding, key=lambda pair: pair[0])), None)
        return Watch(_short(found.name), judgement, self.watchers[found.name].keeps) if found is not None else None

    def _minds(self, callback: Tool) -> bool:
        """The callback stops or chooses by a score on held-out rows."""
        watcher = self.watchers.get(callback.name)
        if watcher is None:
            return False
        if watcher.only_with and callback.options.get(watcher.only_with) != Known(True):
            return False
        if not watcher.monitor:
            return True
        given = callback.options.get(watcher.monitor, callback.options.get(str(watcher.position)))
        monitor = Known(watcher.default) if given is None else given
        return isinstance(monitor, Known) and str(monitor.value).startswith(HELD_OUT_SCORES)

    def _judged(self, rows: Rows, called: Called, tool: Tool) -> Value:
        """A score is an evaluation at once; a prediction becomes one where it meets the truth."""
        if called.method not in SCORES:
            return self._guessed(rows, called, tool)
        if tool.kind in ("clusterer", "outlier-detector", "density"):
            return NOTHING
        judgement = self._judgement(rows, called.where, tool, called.given, called.method)
        self.log.judge(rows, judgement)
        return Statistic(frozenset(), frozenset({judgement}))

    def _guessed(self, rows: Rows, called: Called, tool: Tool) -> Rows:
        judgement = self._judgement(rows, called.where, tool, called.given, "")
        self.log.predict(rows, called.where, _short(tool.name), judgement)
        guess = Guess(_short(tool.name), tool.trained, called.given)
        said = blurred(rows)._replace(taint=rows.events, columns=frozenset(), picked="")
        if tool.kind in ("clusterer", "outlier-detector", "density"):
            return said._replace(taint=said.taint | tool.learned)
        return said._replace(guess=guess)

    def _judgement(self, rows: Rows, where: Place, tool: Tool, asked: str, metric: str) -> Judgement:
        user = _short(tool.name)
        turn, either = self.log.turn, rows.is_unsure
        return Judgement(where, metric, user, rows.parts, rows.events, tool.trained, asked, turn, either)

    def compared(self, values: Sequence[Value], where: Place, metric: str) -> frozenset[Judgement]:
        """Predictions beside rows that nobody predicted: somebody judges the model."""
        rows = [value for value in values if isinstance(value, Rows)]
        guessed = [value for value in rows if value.guess]
        if not guessed or len(guessed) == len(rows):
            return NO_JUDGEMENTS
        found = set()
        for value in rows:
            if value.guess is not None:
                said = value.guess
                judgement = Judgement(
                    where, metric, said.user, value.parts, value.taint, said.trained, said.asked, self.log.turn,
                    value.is_unsure,
                )  # fmt: skip
                self.log.judge(value, judgement)
                found.add(judgement)
        return frozenset(found)

    def summed_up(self, rows: Rows, called: Called) -> frozenset[Judgement]:
        """`np.mean((y - guess) ** 2)`: what was a comparison row by row becomes a score."""
        judged = frozenset(one if one.metric else one._replace(metric=called.method) for one in rows.judged)
        for judgement in sorted(judged - rows.judged, key=lambda one: str(one.rank)):
            self.log.judge(rows, judgement)
        return judged

    def choose(self, judged: frozenset[Judgement], where: Place, how: str) -> None:
        """Something is chosen by scores."""
        if judged:
            self.log.choices[Choice(where, how, judged)] = None

    def _clustered(self, tool: Tool, rows: Rows, called: Called) -> Value:
        if tool.kind != "clusterer":
            return blurred(rows)
        return blurred(rows)._replace(taint=rows.taint | {self._clustering(_short(tool.name), rows, called)})

    def _clustering(self, user: str, rows: Rows, called: Called) -> Event:
        return Event(
            "clustering", user, called.where, rows.parts, given=called.given, tool=called.tool, via=self.log.via,
            either=rows.either,
        )  # fmt: skip


def _among(features: Rows, target: Rows, where: Place, user: str) -> Iterable[Among]:
    """The ways in which the target is certainly among the features."""
    held = features.held
    if held is None or features.parts != target.parts or len(target.of) != 1 or UNKNOWN in target.of:
        return
    (column,) = target.of
    if held.has(column):
        yield Among(where, user, column, column, "itself", held.where or where)
        return
    for made in sorted(held.made, key=lambda made: (made.where.order, made.column)):
        if made.source == column and held.has(made.column):
            yield Among(where, user, column, made.column, "computed", made.where)
    sources = {made.source for made in held.made if made.column == column}
    if sources and UNKNOWN not in sources and all(map(held.has, sources)):
        yield Among(where, user, column, ", ".join(sorted(sources)), "source", held.where or where)


def _carried(parts: Iterable[Tool]) -> frozenset[Event]:
    return frozenset().union(*(part.learned | part.carried for part in parts))


def _with_chosen_columns(rows: Rows, tool: Tool) -> Rows:
    """What a pipeline that begins by choosing columns learns from: `ColumnTransformer([(name, step, columns)])`."""
    for part in (tool, *tool.parts):
        steps = part.options.get("transformers", part.options.get("0", NOTHING))
        if part.kind != "pipeline" or not isinstance(steps, Several):
            continue
        chosen = [names_in(step.items[2]) for step in steps.items if isinstance(step, Several) and len(step.items) > 2]
        rest = part.options.get("remainder", Known("drop"))
        if chosen and len(chosen) == len(steps.items) and None not in chosen and rest == Known("drop"):
            kept = {name for names in chosen for name in names or ()}
            return rows._replace(columns=frozenset(pair for pair in rows.columns if pair[0] in kept))
    return rows


def _holds_strangers(value: Value) -> bool:
    """A step of the pipeline is an object of the project, or of nobody knows whom."""
    if isinstance(value, Several):
        return any(map(_holds_strangers, value.items))
    return isinstance(value, Rows) or (isinstance(value, Thing) and value.blueprint is not None)


def _is_off(row: Transformer, tool: Tool) -> bool:
    """One of its arguments says that it keeps nothing of the rows: `SimpleImputer(strategy="constant")`."""
    for argument, values in row.unless.items():
        given = tool.options.get(argument)
        if given is not None and (not values or (isinstance(given, Known) and given.value in values)):
            return True
    return False


def _is_list_of_pairs(value: Several) -> bool:
    return all(isinstance(item, Several) for item in value.items)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _tools(value: Value) -> list[Tool]:
    if isinstance(value, Tool):
        return [value]
    if isinstance(value, Thing):
        return [part for part in value.attributes.values() if isinstance(part, Tool)]
    return [tool for item in value.items for tool in _tools(item)] if isinstance(value, Several) else []
