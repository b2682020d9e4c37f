"""The one file of the cache: rows of bytes under a key, each with its checksum. Whatever is wrong with it, it is empty.

SQLite keeps a row whole through crashes, power loss and other processes. Nobody waits long for it: a file that is
locked, read-only or no database of ours is one that knows nothing.
"""

import os
import sys
from zlib import crc32

if sys.implementation.name == "cpython":
    import _sqlite3 as sqlite  # the package around it costs a replay three milliseconds more
else:
    import sqlite3 as sqlite  # type: ignore[no-redef]

from .place import NAME, folder

TYPE_CHECKING = False
if TYPE_CHECKING:  # the true one would import `typing`
    from collections.abc import Iterable
    from sqlite3 import Connection

VERSION = 1
PATIENCE = 2.0
"""Seconds that a writer waits for another one; a reader waits a tenth of it."""
LARGEST = 400_000_000
"""Bytes from which on the rows that were not used for longest are dropped."""
DAY = 86_400
FORM = (
    "CREATE TABLE row (kind TEXT, key BLOB, used INTEGER, sum INTEGER, data BLOB,"
    " PRIMARY KEY (kind, key)) WITHOUT ROWID",
    "CREATE INDEX age ON row (used)",
    f"PRAGMA user_version={VERSION}",
)


def get(kind: str, keys: "Iterable[bytes]") -> dict[bytes, bytes]:
    """The rows that are there and whole."""
    found = {}
    try:
        book = _opened(PATIENCE / 10, "rw")
        try:
            for key in keys:
                row = book.execute("SELECT sum, data FROM row WHERE kind=? AND key=?", (kind, key)).fetchone()
                if row is not None and isinstance(row[1], bytes) and crc32(row[1]) == row[0]:
                    found[key] = row[1]
        finally:
            book.close()
    except (sqlite.Error, OSError, ValueError, TypeError):
        return {}
    return found


def put(kind: str, rows: "dict[bytes, bytes]", used: "Iterable[bytes]" = ()) -> None:
    """Writes the rows, and notes which others were of use; all of it or nothing, and nothing where it cannot."""
    from time import time

    now = int(time())
    try:
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        book = _writable()
    except (sqlite.Error, OSError):
        return
    try:
        book.execute("BEGIN IMMEDIATE")
        book.executemany(
            "INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?)",
            [(kind, key, now, crc32(data), data) for key, data in rows.items()],
        )
        book.executemany(
            "UPDATE row SET used=? WHERE kind=? AND key=? AND used<?", [(now, kind, key, now - DAY) for key in used]
        )
        book.execute("COMMIT")
        _shrink(book, LARGEST)
    except sqlite.OperationalError:
        return
    except sqlite.Error:
        clear()  # damaged deep inside: the next run begins anew
    finally:
        book.close()


def clear() -> int:
    """Deletes the file; the bytes that it had."""
    freed = 0
    for name in (NAME, f"{NAME}-journal"):
        path = os.path.join(folder(), name)
        try:
            size = os.stat(path).st_size
            os.unlink(path)
        except OSError:
            continue
        freed += size
    return freed


def _opened(patience: float, mode: str) -> "Connection":
    path = os.path.join(folder(), NAME).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite.connect(f"file:{path}?mode={mode}", timeout=patience, uri=True, isolation_level=None)


def _writable() -> "Connection":
    """The file, made anew where it is damaged, foreign or of another version."""
    for _ in range(2):
        book = _opened(PATIENCE, "rwc")
        try:
            if _is_ours(book):
                return book
        except sqlite.OperationalError:
            book.close()
            raise  # locked or read-only: not ours to throw away
        except sqlite.Error:
            pass
        book.close()
        clear()
    raise OSError(NAME)


def _is_ours(book: "Connection") -> bool:
    """It has our form, which an empty file gets; of two processes that find it empty the second waits for the first."""
    if _version(book) == VERSION:
        return True
    book.execute("PRAGMA auto_vacuum=INCREMENTAL")
    book.execute("BEGIN IMMEDIATE")
    if not book.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        for statement in FORM:
            book.execute(statement)
    book.execute("COMMIT")
    return _version(book) == VERSION


def _version(book: "Connection") -> int:
    return int(book.execute("PRAGMA user_version").fetchone()[0])


def _shrink(book: "Connection", most: int) -> None:
    """Drops what was not used for longest, until the file has three quarters of the size that it may have."""
    pages, size = (book.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    if pages * size <= most:
        return
    excess = pages * size - most * 3 // 4
    book.execute("BEGIN IMMEDIATE")
    for used, weight in book.execute("SELECT used, sum(length(data)) FROM row GROUP BY used ORDER BY used").fetchall():
        if excess <= 0:
            break
        book.execute("DELETE FROM row WHERE used=?", (used,))
        excess -= weight
    book.execute("COMMIT")
    book.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page
