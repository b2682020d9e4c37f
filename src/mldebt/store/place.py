"""Where does a user's cache lie? Imported before anything else, so it imports nothing but `os` and `sys`."""

import os
import sys

NAME = "answers.sqlite"


def folder() -> str:
    """Our folder in the user's cache; MLDEBT_CACHE_DIR names another one.

    A relative path counts as unset, as the specification of XDG_CACHE_HOME wants: it could lie in the audited project.
    """
    given = os.environ.get("MLDEBT_CACHE_DIR", "")
    return given if os.path.isabs(given) else os.path.join(_home(), "mldebt")


def lies_in(place: str, root: str) -> bool:
    """The place is part of the folder `root`, whatever links lead there."""
    return f"{os.path.realpath(place)}{os.sep}".startswith(f"{os.path.realpath(root).rstrip(os.sep)}{os.sep}")


def _home() -> str:
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):
        return given
    if sys.platform == "win32" and os.path.isabs(os.environ.get("LOCALAPPDATA", "")):
        return os.environ["LOCALAPPDATA"]
    return os.path.join(os.path.expanduser("~"), "Library/Caches" if sys.platform == "darwin" else ".cache")
