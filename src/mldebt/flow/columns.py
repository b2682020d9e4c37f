"""Which columns a frame has, and what they were computed from: as far as that is certain."""

import zlib

from mldebt.model import Place

from .values import MASKED, UNKNOWN, Held, Made, Part, Rows, Side, few


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
    return rows._replace(picked=name, of=frozenset({name}), held=chosen(rows.held, (name,), where))


def blurred(rows: Rows) -> Rows:
    """Rows of which it is no longer known what they were computed from, nor which columns are left."""
    columns = frozenset(pair for pair in rows.columns if pair[1].effect != "look-ahead")
    return rows._replace(held=None, of=frozenset({UNKNOWN}), whole=False, columns=columns)


def masked(rows: Rows, key: object) -> Rows:
    """Some of the rows, the same ones wherever the key is the same."""
    return rows._replace(parts=few(frozenset(_masked(part, key) for part in rows.parts)), whole=False, piled=())


def _masked(part: Part, key: object) -> Part:
    """Masks in a row are one mask, so that paths stay short."""
    before = part.path[-1].split.path if part.path and part.path[-1].side == MASKED else ""
    path = part.path[:-1] if before else part.path
    mark = f"mask {zlib.crc32(f'{before}{key}'.encode(errors='replace')):08x}"
    return part._replace(path=(*path, Side(Place(mark), MASKED)))


def of_role(value: Rows, role: str) -> Rows:
    """One of the data sets that a function gives at once: `(X_train, y_train), (X_test, y_test) = load_data()`."""
    return value._replace(parts=frozenset(part._replace(origin=f"{part.origin} {role}") for part in value.parts))
