"""Which branches can never run, because the switch in front of them has one value and nothing in the project gives it
another?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mldebt import patterns as re
from mldebt.knowledge import DeveloperSwitches, OverrideLibraries, Thresholds
from mldebt.model import (
    SIZED,
    DeadBranch,
    DeadBranches,
    Finding,
    Hop,
    Imports,
    Language,
    ModuleInfo,
    OwnDistribution,
    Place,
    Project,
    ProjectFact,
    Severity,
    SwitchSetting,
    SwitchSettings,
    SwitchWords,
)

from .imports import ImportGraph

LITERAL_STATEMENTS = 2
"""Fewer statements under `if False` are a line kept for a moment."""
SHOWN = 6
COUNTED = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
"""Names of constants that are counted wherever they stand."""


@dataclass(frozen=True)
class DeadSwitches(ProjectFact):
    """One finding a switch. `able`: there is code that was looked at."""

    looks_at = (ModuleInfo,)

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "DeadSwitches":
        known = _Known(project)
        found: dict[tuple[str, str], list[tuple[DeadBranch, Place | None]]] = defaultdict(list)
        for file, branches in project.each(DeadBranches):
            if file.role in SIZED:
                for branch in branches:
                    for cause, where in known.causes(file.path, branch):
                        found[cause].append((branch, where))
        findings = tuple(
            finding for (home, switch), dead in sorted(found.items()) for finding in known.told(home, switch, dead)
        )
        return cls(any(True for _ in project.each(ModuleInfo)), findings)

    def __bool__(self) -> bool:
        return self.able


class _Known:
    """Who sets a switch, who speaks of it, and whether anybody outside may."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.graph = project.fact(ImportGraph)
        self.settings = {
            file.path: {one.name: one for one in found}
            for file, found in project.each(SwitchSettings) if file.language is Language.PYTHON
        }  # fmt: skip
        self.languages = {reading.file.path: reading.file.language for reading in project.readings}
        self.limit = int(project.table(Thresholds)["dead_branch_statements"].value)
        self.looks = project.table(DeveloperSwitches).names()

    def causes(self, path: str, branch: DeadBranch) -> Iterator[tuple[tuple[str, str], Place | None]]:
        """(file of the switch, the switch) and where it is set, if it is certain that the branch never runs."""
        name = branch.name.rpartition(".")[2]
        if not branch.switch:
            yield (path, ""), None
        elif not self.looks.isdisjoint(name.lower().strip("_").split("_")):
            return
        elif branch.set_at is not None:
            if self._is_alone(path, name):
                yield (path, name), branch.set_at
        elif "." in branch.name:
            target = self.graph.resolve(path, branch.name)
            setting = self.settings.get(target.path, {}).get(target.symbol) if target else None
            if target and setting and setting.value is not branch.wanted and self._is_only_asked(target.path, name):
                yield (target.path, name), setting.where
        else:
            set_in = self.keys.get(name, [])
            if set_in and not self._is_public(path, name) and self._is_off(name, branch, set_in):
                yield ("", name), set_in[0].where

    def told(self, home: str, switch: str, dead: list[tuple[DeadBranch, Place | None]]) -> Iterator[Finding]:
        """One finding for all branches, unless there is next to nothing in them."""
        branches = sorted((branch for branch, _ in dead), key=lambda branch: branch.where.order)
        statements = sum(branch.statements for branch in branches)
        if statements < (self.limit if switch else LITERAL_STATEMENTS):
            return
        first, set_at = branches[0], dead[0][1]
        many = "statement" if statements == 1 else "statements"
        hops = [Hop(one.where, _extent(one)) for one in branches[:SHOWN]]
        if switch:
            value = "False" if first.wanted else "True"
            message = f"{first.switch} is {value} and nothing changes it, so {statements} {many} never run"
            hops += [Hop(set_at, f"{switch} is set here")] if set_at else []
        else:
            message = f"{statements} {many} under a condition that is never true never run"
        by_hand = self.languages.get(first.where.path) is Language.NOTEBOOK
        yield Finding(
            first.where, message, tuple(hops), f"dead:{switch or home}", severity=Severity.LOW if by_hand else None,
            fix=f"Remove the branch{f' and {switch}' if switch else ''}; the history keeps both",
        )  # fmt: skip

    def _is_alone(self, path: str, name: str) -> bool:
        """Nobody else speaks of the constant; one that is not counted lies in a file that nobody imports."""
        if self._is_public(path, name):
            return False
        if COUNTED.fullmatch(name):
            return all(other == path for other, _ in self.words[name])
        return not self.graph.is_imported(path)

    def _is_only_asked(self, home: str, name: str) -> bool:
        """Wherever the constant of another file is named, it is imported or asked for in a test."""
        if self._is_public(home, name) or not COUNTED.fullmatch(name):
            return False
        return all(
            count <= self._asked[path, name] + self._imported[path, name] + (path == home)
            for path, count in self.words[name]
        )  # fmt: skip

    def _is_off(self, key: str, branch: DeadBranch, set_in: list[SwitchSetting]) -> bool:
        """Every configuration says so, no command line can say otherwise, and the program only asks."""
        if self._is_overridden or any(setting.value is branch.wanted for setting in set_in):
            return False
        return all(count <= self._asked[path, key] for path, count in self.words[key])

    def _is_public(self, path: str, name: str) -> bool:
        """Users of the library may set it, or bring a configuration of their own."""
        package = path.rpartition("/")[0] + "/__init__.py"
        return self._is_library and package in self.languages and not name.startswith("_")

    @cached_property
    def words(self) -> dict[str, list[tuple[str, int]]]:
        """The files that speak of each, and how often they do."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for file, words in self.project.each(SwitchWords):
            for one in words:
                found[one.word].append((file.path, one.times))
        return found

    @cached_property
    def keys(self) -> dict[str, list[SwitchSetting]]:
        """What the files of configuration say."""
        found: dict[str, list[SwitchSetting]] = defaultdict(list)
        for file, settings in self.project.each(SwitchSettings):
            if file.language is Language.YAML:
                for setting in settings:
                    found[setting.name].append(setting)
        return found

    @cached_property
    def _asked(self) -> Counter[tuple[str, str]]:
        places = {
            (file.path, branch.name.rpartition(".")[2], branch.where)
            for file, found in self.project.each(DeadBranches) for branch in found if branch.switch
        }  # fmt: skip
        return Counter((path, name) for path, name, _ in places)

    @cached_property
    def _imported(self) -> Counter[tuple[str, str]]:
        return Counter((file.path, one.name) for file, found in self.project.each(Imports) for one in found)

    @cached_property
    def _is_overridden(self) -> bool:
        known = self.project.table(OverrideLibraries)
        return any(
            one.module.partition(".")[0] in known for _, found in self.project.each(Imports) for one in found
        )  # fmt: skip

    @cached_property
    def _is_library(self) -> bool:
        return any(own.name for _, found in self.project.each(OwnDistribution) for own in found)


def _extent(branch: DeadBranch) -> str:
    """Its lines where they are those of the file, which in a notebook they are not."""
    return "the branch" if branch.where.cell else f"the branch, lines {branch.lines[0]} to {branch.lines[1]}"
