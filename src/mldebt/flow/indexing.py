"""Some rows or columns of a frame: slices, masks, row numbers, windows, names."""

from collections.abc import Callable

from mldebt import patterns as re
from mldebt.model import Place
from mldebt.model.program import Const, Expr, Many, Mix, Span, Var

from .columns import blurred, chosen, masked, of_role, taken
from .log import Log
from .shapes import mask_of, named, unplaced, variables
from .values import NO_COLUMNS, Event, Index, Known, Names, Part, Rows, Several, Side, Value, few, names_in, taint_of

OF_SET = re.compile(
    r"(?:[xy]|data|images?|labels?|features?|targets?)_?(train|test|val(?:id)?)$|(train|test|val(?:id)?)_?"
    r"(?:[xy]|data|images?|labels?|features?|targets?)$", re.IGNORECASE
)  # fmt: skip


class Indexing:
    """`step_of` remembers by how much the variables of loops go up; `value` gives the value of an expression."""

    def __init__(self, log: Log, value: Callable[[Expr, Names], Value]) -> None:
        self.log = log
        self.value = value
        self.step_of: dict[str, int] = {}

    def numbers_at(self, base: Index, index: Expr, where: Place) -> Index:
        """`order[:n]` and `order[n:]`: the row numbers of two sides."""
        if not isinstance(index, Span) or (index.lower is None) == (index.upper is None):
            return base
        return Index(frozenset({self.side_of(index, where)}))

    def rows_at(self, base: Rows, key: Value, index: Expr, where: Place, names: Names) -> Rows:
        """Some rows, one column, or some columns of a frame."""
        if self.log.each_column:
            base = base._replace(turns=NO_COLUMNS if isinstance(index, Const) else base.turns | self.turned_by(index))
        numbers = _numbers(key, index, base)
        if numbers is not None:
            return base._replace(parts=_sided(base.parts, numbers.sides))
        span = index.items[0] if isinstance(index, Many) and index.items else index
        if isinstance(span, Span):
            sliced = self._sliced(base, span, where, names)
            if not isinstance(index, Many):
                return sliced
            return self._columns_at(sliced, key, index, where)._replace(columnwise=self._cut_across(base, index, where))
        columns = names_in(key)
        if columns is not None:
            return _named(base, columns, where)
        if (base.picked and isinstance(key, Known)) or self._is_one(key, index):
            return blurred(base)._replace(single=True)  # `frame["picture"][number]`
        return self._masked(base, key, index, where)._replace(taint=base.taint | taint_of(key))

    def turned_by(self, key: Expr) -> frozenset[str]:
        """The variables of loops over columns that the key is, or has among its items."""
        if isinstance(key, Mix):
            return NO_COLUMNS
        return frozenset(self.log.each_column & variables(key.items if isinstance(key, Many) else [key]))

    def _is_one(self, key: Value, index: Expr) -> bool:
        """One row, met in a loop: by the variable of a range, or by one of many keys."""
        first = index.items[0] if isinstance(index, Many) and index.items else index
        found = key.items[0] if isinstance(key, Several) and key.items else key
        if isinstance(found, Rows):
            return found.single
        return isinstance(first, Var) and self.step_of.get(first.name, 0) > 0

    def _masked(self, base: Rows, key: Value, index: Expr, where: Place) -> Rows:
        """The rows that a mask lets through. `rows[mask]` and `rows[~mask]` are the two sides of a split."""
        mask, kept = mask_of(index)
        if mask and isinstance(key, Rows | Index):
            mark = self.log.cut(mask, "a mask", where)
            part = base._replace(parts=_sided(base.parts, frozenset({Side(mark, kept)})), whole=False)
            return part if isinstance(key, Index) or _is_mask_of(key, base) else blurred(part)
        return blurred(masked(base, unplaced(index)))

    def _columns_at(self, rows: Rows, key: Value, index: Many, where: Place) -> Rows:
        """`frame.loc[:, ["a", "b"]]`; columns by position are not known by name."""
        columns = names_in(key.items[1]) if isinstance(key, Several) and len(key.items) == 2 else None
        if columns is None or any(isinstance(item, Span) for item in index.items[1:]):
            return blurred(rows)._replace(whole=rows.whole, taint=rows.taint | taint_of(key))
        if len(columns) == 1:
            return taken(rows, columns[0], where)
        return rows._replace(held=chosen(rows.held, columns, where), of=frozenset(), picked="")

    def _sliced(self, base: Rows, span: Span, where: Place, names: Names) -> Rows:
        """`rows[:n]` and `rows[n:]` are the two sides of one split, wherever they are written."""
        if span.lower == Const(0):
            span = Span(None, span.upper)
        if span.lower is not None and span.upper is not None:
            return self._window(base, span, where, names)
        if span.lower is None and span.upper is None:
            return base
        if base.piled:  # `both[: len(train)]` takes apart what was put together
            return base._replace(parts=base.piled[0 if span.lower is None else 1], piled=())
        return base._replace(parts=_sided(base.parts, frozenset({self.side_of(span, where)})))

    def _cut_across(self, base: Rows, index: Many, where: Place) -> frozenset[Part]:
        """The parts in the columns of `table[:, :n]`: rows may lie there, as after `hstack((first.T, second.T))`."""
        span = index.items[1] if len(index.items) == 2 else None
        if not isinstance(span, Span) or (span.lower is None) == (span.upper is None):
            return base.columnwise
        if base.piled:
            return base.piled[0 if span.lower is None else 1]
        bound = span.upper if span.lower is None else span.lower
        mark = self.log.cut(("across", unplaced(bound)), "slicing", where)
        side = Side(mark, "head" if span.lower is None else "tail")
        return _sided(base.columnwise or base.parts, frozenset({side}))

    def side_of(self, span: Span, where: Place) -> Side:
        bound = span.upper if span.lower is None else span.lower
        mark = self.log.cut(unplaced(bound), "slicing", where)
        return Side(mark, "head" if span.lower is None else "tail")

    def _window(self, base: Rows, span: Span, where: Place, names: Names) -> Rows:
        """`rows[i : i + width]` for every `i` overlaps with the next one, unless the step is as long as the window."""
        start = named(span.lower) if isinstance(span.lower, Var) else ""
        step = self.step_of.get(start, 0)
        between = blurred(masked(base, unplaced(span)))
        if any(self.step_of.get(name, 0) for name in variables([span.lower])):  # one of many windows
            between = between._replace(single=True)
        if base.single or not step or not isinstance(span.upper, Mix):
            return between
        widths = [self.value(part, names) for part in span.upper.parts if named(part) != start]
        if len(widths) + 1 != len(span.upper.parts) or not _is_longer(widths, step):
            return between
        event = Event("windows", "window", where, base.parts, via=self.log.via)
        return blurred(base)._replace(taint=base.taint | {event}, single=True)


def _numbers(key: Value, index: Expr, base: Rows) -> Index | None:
    """The key, if it is row numbers: those of a side, or of all rows."""
    first = key.items[0] if isinstance(key, Several) and key.items else key
    if isinstance(first, Rows) and not first.guess:
        first = _as_numbers(first, base)
    if not isinstance(first, Index) or isinstance(index, Mix):
        return None
    return first if first.sides or not isinstance(index, Var) else None


def _named(base: Rows, columns: tuple[str, ...], where: Place) -> Rows:
    """Some columns of a frame, or one."""
    picked = base.columns and frozenset(pair for pair in base.columns if pair[0] in columns)
    if len(columns) != 1:
        return base._replace(columns=picked, picked="", held=chosen(base.held, columns, where), of=frozenset())
    column = taken(base, columns[0], where)
    if base.columns:
        column = column._replace(taint=base.taint | {event for _, event in picked}, columns=frozenset())
    role = OF_SET.match(columns[0])  # `arrays["X_train"]` is another data set than `arrays["X_test"]`
    return of_role(column, (role.group(1) or role.group(2)).lower())._replace(picked="") if role else column


def _is_longer(widths: list[Value], step: int) -> bool:
    """The window is longer than the step: certain where its width is known, or where the step is one."""
    known = [width.value for width in widths if isinstance(width, Known) and isinstance(width.value, int)]
    return (sum(known) > step if len(known) == len(widths) else step == 1) if widths else False


def _is_mask_of(key: Rows, base: Rows) -> bool:
    """The mask was computed from these very rows, so it keeps their order."""
    return {part.origin for part in key.parts} <= {part.origin for part in base.parts}


def _as_numbers(key: Rows, base: Rows) -> Rows | Index:
    """Rows of another origin that were divided are row numbers: `X[train_numbers]`."""
    origins = {part.origin for part in base.parts}
    if any(part.origin in origins or not part.divided for part in key.parts):
        return key
    return Index(frozenset(part.divided[-1] for part in key.parts))


def _sided(parts: frozenset[Part], sides: frozenset[Side]) -> frozenset[Part]:
    if not sides:
        return parts
    return few(frozenset([Part(part.origin, (*part.path, side)) for part in parts for side in sides]))
