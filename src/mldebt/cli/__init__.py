"""What does the user type? The one room that prints and exits."""

import sys

from mldebt import __version__


def main() -> None:
    """The console script. Asking for the version, and for a scan of what has not changed, imports nothing more."""
    if sys.argv[1:] == ["--version"]:
        print(f"mldebt {__version__}")
        return
    if sys.argv[1:2] == ["scan"]:
        from mldebt.store.replay import replayed

        code = replayed(sys.argv[1:])
        if code is not None:
            sys.exit(code)
    import gc

    gc.set_threshold(100_000, 50, 100)  # what is imported stays; to look through it again and again is a tenth of a run
    from .app import run

    sys.exit(run(sys.argv[1:], keeps=True))
