"""Which tables may a configuration file have beside the settings of every scan?"""

from collections.abc import Iterable

from mldebt.model import (
    Attestations,
    Check,
    EnvironmentWords,
    LicencePolicy,
    OwnIo,
    Section,
    SurfaceSettings,
    imported,
    is_a,
)

BUILT_IN: tuple[type[Section], ...] = (Attestations, EnvironmentWords, LicencePolicy, OwnIo, SurfaceSettings)


def sections_of(checks: Iterable[Check]) -> tuple[type[Section], ...]:
    """The built-in sections, and those that the checks ask for, by key."""
    asked = {imported(need) for check in checks for need in check.needs if is_a(need, Section)}
    return tuple(sorted(asked.union(BUILT_IN), key=lambda section: section.key))
