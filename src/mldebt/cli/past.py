"""What is a scan held against: a tree of the history, a baseline file, or nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mldebt.model import Audit, Section, Settings, UserError, record
from mldebt.settings import load_settings, loosened

if TYPE_CHECKING:  # both are imported when they are wanted
    from mldebt.discover import BaseTree
    from mldebt.past import Baseline

BASELINE = "mldebt-baseline.json"


class Wanted(Protocol):
    """What the command line says about the past, and about the configuration."""

    @property
    def config(self) -> Path | None: ...
    @property
    def isolated(self) -> bool: ...
    @property
    def overrides(self) -> Mapping[str, object]: ...
    @property
    def diff_from(self) -> str | None: ...
    @property
    def baseline(self) -> Path | None: ...
    @property
    def no_baseline(self) -> bool: ...


@record
class Past:
    """What is `known` of the past, and the settings that count: those of the base where there is one."""

    settings: Settings
    known: BaseTree | Baseline | None = None
    remarks: tuple[str, ...] = ()


@contextmanager
def past_of(root: Path, settings: Settings, wishes: Wanted, sections: Iterable[type[Section]]) -> Iterator[Past]:
    """The past as long as the context lasts. A gate on new debt that has nothing to compare with is told so."""
    if wishes.diff_from is not None:
        if wishes.baseline is not None:
            raise UserError("--diff-from and --baseline exclude each other: what was there before is known")
        with _tree(root, settings, wishes, tuple(sections)) as past:
            yield past
        return
    path = None if wishes.no_baseline else wishes.baseline or _found(root)
    if wishes.baseline is not None and wishes.no_baseline:
        raise UserError("--baseline and --no-baseline exclude each other")
    if path is not None:
        yield Past(settings, read_baseline(path))
        return
    yield Past(settings, None, _unjudged(settings, wishes))


def read_baseline(path: Path) -> Baseline:
    """The file of that name, checked."""
    from mldebt.past import parsed_baseline

    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise UserError(f"the baseline {path} cannot be read: {problem.strerror}") from problem
    return parsed_baseline(raw, path.name)


def with_remarks(audit: Audit, remarks: tuple[str, ...]) -> Audit:
    """The audit that also says what limits the comparison."""
    if not remarks:
        return audit
    return replace(audit, coverage=replace(audit.coverage, remarks=(*audit.coverage.remarks, *remarks)))


def _found(root: Path) -> Path | None:
    path = root / BASELINE
    return path if path.is_file() else None


def _unjudged(settings: Settings, wishes: Wanted) -> tuple[str, ...]:
    """A gate that the command line asks for must not pass in silence; one of the file waits for its CI."""
    asked = [name for name in ("fail_on_new", "max_new_minutes") if wishes.overrides.get(name) is not None]
    if asked:
        flag = asked[0].replace("_", "-")
        raise UserError(f"--{flag} needs something to compare with: --diff-from REF, or a baseline file")
    gate = settings.gate
    keys = {
        "fail-on-new": gate.fail_on_new, "max-new-minutes": gate.max_new_minutes, "score-drop": gate.score_drop,
        "practice-lost": gate.practice_lost,
    }  # fmt: skip
    return _not_judged([key for key, value in keys.items() if value is not None], "there is nothing to compare with")


def _not_judged(keys: list[str], reason: str) -> tuple[str, ...]:
    return (f"{reason}, so the gate's conditions on what is new were not judged ({', '.join(keys)})",) if keys else ()


@contextmanager
def _tree(root: Path, settings: Settings, wishes: Wanted, sections: tuple[type[Section], ...]) -> Iterator[Past]:
    from mldebt.discover import NoBase, base_tree

    gate = settings.gate
    keys = [
        name for name in ("fail_on_new", "max_new_minutes", "score_drop", "practice_lost")
        if getattr(gate, name) is not None
    ]  # fmt: skip
    try:
        with base_tree(root, wishes.diff_from or "", settings.max_file_kb) as tree:
            before = replace(_settings(tree, root, wishes, sections), files=settings.files, jobs=settings.jobs)
            remarks = tuple(loosened(before, settings))
            yield Past(before, replace(tree, remarks=(*tree.remarks, *remarks)), (*tree.remarks, *remarks))
    except NoBase as reason:
        told = f"there is no base: {reason}"
        yield Past(settings, None, _not_judged([key.replace("_", "-") for key in keys], told) or (told,))


def _settings(tree: BaseTree, root: Path, wishes: Wanted, sections: tuple[type[Section], ...]) -> Settings:
    """The base's own settings, changed by the command line; a file that is named is looked for in the base, too."""
    config = wishes.config
    top = root
    for _ in tree.folder.relative_to(tree.top).parts:
        top = top.parent
    if config is not None and config.resolve().is_relative_to(top):
        config = tree.top / config.resolve().relative_to(top)
    isolated = wishes.isolated or (config is not None and not config.is_file())
    loaded = load_settings(
        tree.folder, config=None if isolated else config, isolated=isolated, overrides=wishes.overrides,
        sections=sections,
    )  # fmt: skip
    return loaded if loaded.config_path is None else replace(loaded, config_path=Path(loaded.config_path).name)
