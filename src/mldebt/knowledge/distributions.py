"""Which import belongs to which distribution, under what licence, how large is it, what could replace it?"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from mldebt.model import Row, Table, record

from .names import canonical_name, prefixes

LicenceKlass = Literal[
    "permissive", "weak-copyleft", "strong-copyleft", "network-copyleft",
    "source-available", "non-commercial", "proprietary", "unknown",
]  # fmt: skip


@record(kw_only=True)
class Distribution(Row):
    """A distribution by its canonical name. `imports` are dotted module names, several for some, none for stubs.

    ambiguous_import: the import is also a likely name of a local module, so a declaration is wanted as well;
    runtime_only: commonly needed without being imported, so never unused;
    stub: a name that was left behind and installs nothing of its own;
    ml: a library of machine learning or data science; data: one that holds or moves tables and arrays.
    """

    imports: tuple[str, ...] = ()
    category: str = ""
    ambiguous_import: bool = False
    runtime_only: bool = False
    stub: bool = False
    ml: bool = False
    data: bool = False


class Distributions(Table[Distribution]):
    __slots__ = ("_asked", "_providers", "_roots")
    file = "distributions.yaml"
    row = Distribution

    def __init__(self, rows: Mapping[str, Distribution]) -> None:
        super().__init__(rows)
        self._providers: dict[str, tuple[Distribution, ...]] = {}
        for distribution in rows.values():
            for module in distribution.imports:
                self._providers[module] = (*self._providers.get(module, ()), distribution)
        self._roots = frozenset(module.partition(".")[0] for module in self._providers)
        self._asked: dict[str, tuple[Distribution, ...]] = {}

    def by_import(self, dotted: str) -> tuple[Distribution, ...]:
        """All that provide the module, by the longest known part of its name: three for `cv2`, none for a stranger."""
        if dotted.partition(".")[0] not in self._roots:
            return ()
        if dotted not in self._asked:
            known = (self._providers[part] for part in prefixes(dotted) if part in self._providers)
            self._asked[dotted] = next(known, ())
        return self._asked[dotted]

    def named(self, name: str) -> Distribution | None:
        """The distribution, however its name is spelt."""
        return self.get(canonical_name(name))


@record(kw_only=True)
class LicenceOfVersions:
    """The licence of the versions that `spec` (a version specifier) names."""

    spec: str
    spdx: str
    klass: LicenceKlass = field(metadata={"key": "class"})
    source: str


@record(kw_only=True)
class BundledLicence:
    """What a wheel ships inside without saying so in its metadata."""

    spdx: str
    why: str


@record(kw_only=True)
class Licence(Row):
    """The licence of a distribution: of its newest version, and `by_version` (first match wins) where it changed.

    `spdx` may be an expression. `klass` takes the mildest branch of OR and the strictest of AND.
    `verified` is False where the fact rests on memory and no document was seen.
    """

    spdx: str
    klass: LicenceKlass = field(metadata={"key": "class"})
    by_version: tuple[LicenceOfVersions, ...] = ()
    bundled: BundledLicence | None = None
    verified: bool = True


class Licences(Table[Licence]):
    __slots__ = ()
    file = "licences.yaml"
    row = Licence

    def named(self, name: str) -> Licence | None:
        """The licence of a distribution, however its name is spelt."""
        return self.get(canonical_name(name))


@record(kw_only=True)
class LicenceClass(Row):
    """An SPDX identifier (or LicenseRef) and its class."""

    klass: LicenceKlass = field(metadata={"key": "class"})


class LicenceClasses(Table[LicenceClass]):
    __slots__ = ("_by_lower_case",)
    file = "licence_classes.yaml"
    row = LicenceClass

    def __init__(self, rows: Mapping[str, LicenceClass]) -> None:
        super().__init__(rows)
        self._by_lower_case = {name.lower(): row for name, row in rows.items()}

    def of(self, identifier: str) -> LicenceKlass | None:
        """The class of an identifier, or of one with its exception (`X WITH Y`), in any case; None for a stranger."""
        row = self._by_lower_case.get(identifier.lower())
        return None if row is None else row.klass


@record(kw_only=True)
class LicenceTitle(Row):
    """Words by which a package names its licence, and the SPDX expression of what they most likely mean."""

    spdx: str


class LicenceTitles(Table[LicenceTitle]):
    __slots__ = ()
    file = "licence_titles.yaml"
    row = LicenceTitle

    def of(self, title: str) -> str:
        """The expression for a title or a classifier, empty for what nobody knows."""
        words = title.rpartition(" :: ")[2].strip().lower()
        row = self.get(words) or self.get(words.removeprefix("the "))
        return "" if row is None else row.spdx


@record(kw_only=True)
class LicenceDuty(Row):
    """What a class of licences obliges to, in one sentence without a full stop. The row's name is the class."""

    duty: str


class LicenceDuties(Table[LicenceDuty]):
    """Mildest class first."""

    __slots__ = ()
    file = "licence_duties.yaml"
    row = LicenceDuty


@record(kw_only=True)
class Size(Row):
    """Megabytes unpacked (linux x86_64, CPython 3.11, no extras), None where nobody knows.

    own_mb: the distribution alone; closure_mb: with all it requires; closure_mb_at_least: a lower bound of that.
    `deps` are the direct requirements at run time; `deps_known` tells an empty list from an unknown one.
    `measured` is False where the figures are bounds or estimates.
    """

    own_mb: float | None = None
    closure_mb: float | None = None
    closure_mb_at_least: float | None = None
    deps: tuple[str, ...] = ()
    deps_known: bool = False
    measured: bool = False
    version: str = ""


class Sizes(Table[Size]):
    __slots__ = ()
    file = "sizes.yaml"
    row = Size

    def named(self, name: str) -> Size | None:
        """The size of a distribution, however its name is spelt."""
        return self.get(canonical_name(name))


@record(kw_only=True)
class Replacement(Row):
    """A few lines of code that do what one symbol of a heavy library does.

    `covers` are the arguments it holds for, in the order of their positions: any other argument is a veto.
    `needs` is the light distribution (or `stdlib`) it takes; `condition` says in words where it stops being equal.
    `checked`: found numerically equal in a run.
    """

    code: str
    needs: str
    covers: tuple[str, ...] = ()
    condition: str = ""
    checked: bool = False


class Replacements(Table[Replacement]):
    __slots__ = ()
    file = "replacements.yaml"
    row = Replacement


@record(kw_only=True)
class LicenceConflictRule(Row):
    """The licence of a program, by its SPDX identifier, and those of parts that cannot be met together with it."""

    parts: tuple[str, ...]


class LicenceConflictRules(Table[LicenceConflictRule]):
    __slots__ = ()
    file = "licence_conflicts.yaml"
    row = LicenceConflictRule
