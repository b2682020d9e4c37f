"""Which columns a frame has, and what they were computed from: as far as that is certain."""

import zlib

from mldebt.model import Place

from .values import MASKED, UNKNOWN, Held, Made, Part, Rows, Side, few

OF_UNKNOWN = frozenset({UNKNOWN})
NO_NAMES = frozenset[str]()
NOTHING_MADE = frozenset[Made]()


def without(held: Held | None, names: tuple[str, ...] | None, where: Place) -> Held | None:
    """After columns were dropped; unknown where the names are."""
    if held is None or names is None:
        return None
    return held._replace(without=held.without | set(names), where=where)


def chosen(held: Held | None, names: tuple[str, ...], where: Place | None) -> Held:
    """After these columns were chosen."""
    made = held.made if held is not None else frozenset()
    return Held(frozenset(names), frozenset(), made, where)


def stored(held: Held | None, names: tuple[str, ...] | None, value: Rows | None, where: Place) -> Held | None:
    """After a value was stored under these names; under unknown ones nothing is lost that was there."""
    if held is None or names is None:
        return held
    kept = {made for made in held.made if made.column not in names}
    sources = value.of - set(names) if value is not None else frozenset[str]()
    behind = {made.source for made in held.made if made.column in sources} - set(names)
    first = frozenset(Made(name, source, where) for name in names for source in sources | behind)
    only = held.only | set(names) if held.only is not None else None
    return held._replace(only=only, without=held.without - set(names), made=frozenset(kept | first))


def taken(rows: Rows, name: str, where: Place | None) -> Rows:
    """One column of a frame."""
    held = Held(frozenset({name}), NO_NAMES, rows.held.made if rows.held is not None else NOTHING_MADE, where)
    return Rows(
        rows.parts, rows.taint, rows.columns, rows.single, rows.guess, name, held, frozenset({name}), rows.judged,
        rows.whole, rows.piled, rows.filled, rows.either, rows.turns, frozenset(), rows.mingled,
    )  # fmt: skip


def blurred(rows: Rows) -> Rows:
    """Rows of which it is no longer known what they were computed from, nor which columns are left."""
    columns = rows.columns and frozenset(pair for pair in rows.columns if pair[1].effect != "look-ahead")
    return Rows(
        rows.parts, rows.taint, columns, rows.single, rows.guess, rows.picked, None, OF_UNKNOWN, rows.judged, False,
        rows.piled, rows.filled, rows.either, rows.turns, rows.columnwise, rows.mingled,
    )  # fmt: skip


def transposed(rows: Rows) -> Rows:
    """What was in the columns is in the rows now, as far as that is known; else rows are what they were."""
    return blurred(rows)._replace(parts=rows.columnwise, columnwise=rows.parts) if rows.columnwise else rows


def masked(rows: Rows, key: object) -> Rows:
    """Some of the rows, the same ones wherever the key is the same."""
    text = str(key)
    parts = few(frozenset([_masked(part, text) for part in rows.parts]))
    return Rows(
        parts, rows.taint, rows.columns, rows.single, rows.guess, rows.picked, rows.held, rows.of, rows.judged, False,
        (), rows.filled, rows.either, rows.turns, rows.columnwise, rows.mingled,
    )  # fmt: skip


def _masked(part: Part, key: str) -> Part:
    """Masks in a row are one mask, so that paths stay short."""
    origin, path = part
    before = path[-1].split.path if path and path[-1].side == MASKED else ""
    mark = f"mask {zlib.crc32(f'{before}{key}'.encode(errors='replace')):08x}"
    return Part(origin, (*(path[:-1] if before else path), Side(Place(mark), MASKED)))


def of_role(value: Rows, role: str) -> Rows:
    """One of the data sets that a function gives at once: `(X_train, y_train), (X_test, y_test) = load_data()`."""
    return value._replace(parts=frozenset(part._replace(origin=f"{part.origin} {role}") for part in value.parts))
