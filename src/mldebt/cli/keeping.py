"""Which scan is kept so that it can be told again? One begun from the command line, with nothing strange about it."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from mldebt.model import Audit, Check, Outcome, Settings
from mldebt.settings import NAMES
from mldebt.store.manifest import MOST, Inputs
from mldebt.store.report import Keeper, is_usable, situation_of, tool

ASKED_FOR = "was read because it was asked for"
"""How discovery says that it looked where git does not."""


def keeper_of(root: Path, ref: str | None, checks: Iterable[Check], arguments: list[str]) -> Keeper | None:
    """Whoever keeps this run's report; None where it cannot be told what the report depends on."""
    from mldebt.discover import watched

    if not is_usable(str(root)):
        return None
    seen = watched(root, ref, MOST)
    if seen is None:
        return None
    inputs = Inputs(seen.files, seen.others, seen.folders, seen.links, _written(arguments))
    inputs.others += [f"{place}/{name}" for place in (root, *root.parents) for name in NAMES]
    inputs.others += [os.path.abspath(path) for path in _named(arguments)]
    inputs.add(tool(_plugins(checks)))
    return Keeper(arguments, inputs)


def situation_for(root: Path, checks: tuple[Check, ...], settings: Settings) -> bytes | None:
    """What decides on the findings in a file beside the file; None where nothing may be kept."""
    if not is_usable(str(root)):
        return None
    return situation_of(_plugins(checks), (*(check.slug for check in checks), repr(settings.sections)))


def has_crashed(found: Audit) -> bool:
    return any(check.outcome is Outcome.CRASHED for check in found.coverage.checks)


def is_worth_keeping(found: Audit) -> bool:
    """A check that crashed is a fault to be seen again; a folder that was read on demand is not watched."""
    return not has_crashed(found) and not any(ASKED_FOR in remark for remark in found.coverage.remarks)


def _written(arguments: list[str]) -> list[str]:
    from mldebt.store.replay import outputs_of

    return [os.path.realpath(path) for path in outputs_of(arguments)]


def _named(arguments: list[str]) -> list[str]:
    """Every argument that may be the path of a file: a configuration, a baseline."""
    told = [part for argument in arguments for part in (argument, argument.partition("=")[2]) if part]
    return [path for path in told if os.path.isfile(path)]


def _plugins(checks: Iterable[Check]) -> list[str]:
    names = {check.run.__module__.partition(".")[0] for check in checks if not check.built_in}
    packages = [sys.modules[name] for name in sorted(names) if name in sys.modules]
    return [folder for package in packages for folder in getattr(package, "__path__", ())]
