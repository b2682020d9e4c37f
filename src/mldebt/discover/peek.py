"""What does the beginning of a file say?"""

import os
from stat import S_ISREG

FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A link is not followed, and a pipe that took a file's place meanwhile does not block."""


def is_regular(path: str) -> bool:
    """A file that may be opened: no link, pipe, socket or device."""
    try:
        return S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def beginning(path: str, size: int) -> bytes:
    """The first bytes of a regular file; nothing where it cannot be read, which its reader will report."""
    try:
        handle = os.open(path, FLAGS)
    except OSError:
        return b""
    try:
        return os.read(handle, size)
    except OSError:
        return b""
    finally:
        os.close(handle)
