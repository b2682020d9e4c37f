"""What do the calls of a file say once the project's configuration files are put in?"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from mldebt.model import (
    SETTING,
    SIZED,
    Call,
    Calls,
    ConfigValues,
    Place,
    Project,
    ProjectFact,
    Reading,
    Spelling,
    Spellings,
    Value,
    without_days,
)

HYDRA = "hydra:"
DEEPEST = 6
_REFERENCE = re.compile(r"\$\{([^${}]*)\}|\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Configurations(ProjectFact):
    """The texts of each configuration file by dotted key, and where hydra finds the one that it hands out."""

    files: dict[str, dict[str, str]] = field(default_factory=dict)
    hydra: str = ""

    @classmethod
    def of(cls, project: Project) -> "Configurations":
        files = {file.path: {one.key: one.text for one in values} for file, values in project.each(ConfigValues)}
        found = cls(files)
        told = {
            known
            for file, spellings in project.each(Spellings)
            for one in spellings
            for name, _ in SETTING.findall(one.text)
            if name.startswith(HYDRA) and name != HYDRA and (known := found.file(name, file.path)) is not None
        }
        return cls(files, told.pop() if len(told) == 1 else "")

    def __bool__(self) -> bool:
        return bool(self.files)

    def file(self, name: str, caller: str) -> str | None:
        """The file that a program means: from where it is started, from its own folder, or the one that ends so."""
        if name == HYDRA:
            return self.hydra or None
        by_hydra, bare = name.startswith(HYDRA), posixpath.normpath(name.removeprefix(HYDRA)).lstrip("/")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(caller), bare))
        for path in (beside, bare) if by_hydra else (bare, beside):
            if path in self.files:
                return path
        ending = "/" + bare.removeprefix("../").lstrip("./")
        same = [path for path in self.files if f"/{path}".endswith(ending)]
        return same[0] if len(same) == 1 else None

    def text(self, name: str, key: str, caller: str) -> str:
        """What stands there, with `*` for what is not known; a text that refers to others with theirs."""
        path = self.file(name, caller)
        return self._text(path, key, name.startswith(HYDRA), 0) if path is not None else "*"

    def _text(self, path: str, key: str, by_hydra: bool, depth: int) -> str:
        found = self.files[path].get(key)
        if found is None and by_hydra:
            found = self._of_group(path, key)
        if found is None or depth > DEEPEST:
            return "*"
        return _REFERENCE.sub(lambda one: self._referred(one, path, by_hydra, depth), found)

    def _referred(self, found: re.Match[str], path: str, by_hydra: bool, depth: int) -> str:
        name = (found[1] or "").strip()
        return self._text(path, name, by_hydra, depth + 1) if name and ":" not in name else "*"

    def _of_group(self, path: str, key: str) -> str | None:
        """`data.raw` in `data/` beside the file: the option that is chosen there, or what all of them say."""
        group, _, rest = key.partition(".")
        folder = posixpath.join(posixpath.dirname(path), group)
        options = {one: texts for one, texts in self.files.items() if posixpath.dirname(one) == folder}
        chosen = {
            text for name, text in self.files[path].items() if re.fullmatch(rf"defaults\.\d+\.{re.escape(group)}", name)
        }
        named = [texts for one, texts in options.items() if posixpath.splitext(posixpath.basename(one))[0] in chosen]
        said = {texts.get(rest) for texts in (named or options.values())}
        return said.pop() if len(said) == 1 else None


def calls_of(reading: Reading, project: Project) -> Calls:
    """The calls of the file, with what configuration files and forms of days add to their arguments."""
    calls, spelled = reading.fact(Calls), reading.fact(Spellings)
    if not spelled or reading.file.role not in SIZED:
        return calls
    known = project.fact(Configurations)
    by_call: dict[tuple[Place, str], list[Spelling]] = defaultdict(list)
    for one in spelled:
        by_call[(one.where, one.name)].append(one)
    path = reading.file.path
    return Calls(_filled(call, by_call.get((call.where, call.name), ()), known, path) for call in calls)


def _filled(call: Call, spelled: "list[Spelling] | tuple[()]", known: Configurations, path: str) -> Call:
    for one in spelled:
        text = SETTING.sub(lambda found: known.text(found[1], found[2], path), one.text)
        if not without_days(text)[0].strip("*/. "):
            continue
        value = Value("template" if "*" in text else "literal", text)
        if one.keyword:
            call = call._replace(keywords=tuple((k, value if k == one.keyword else v) for k, v in call.keywords))
        else:
            call = call._replace(args=tuple(_replaced(call.args, one.position, value)))
    return call


def _replaced(values: tuple[Value, ...], position: int, value: Value) -> Iterator[Value]:
    for at, one in enumerate(values):
        yield value if at == position else one
