"""Which checks run?"""

from collections.abc import Collection, Iterable

from mldebt.model import Check, Settings, UserError

from .hints import did_you_mean


def chosen(checks: Iterable[Check], settings: Settings) -> tuple[Check, ...]:
    """The checks that the settings ask for, by slug or family; naming a rule outweighs naming its family."""
    checks = tuple(checks)
    known = {check.slug for check in checks} | {check.family for check in checks}
    for key, names in (
        ("select", settings.select),
        ("ignore", settings.ignore),
        ("extend-select", settings.extend_select),
    ):
        _demand_known(key, names, known)
    families = {check.family for check in checks}
    for name in settings.gate.family_min:
        if checks and name not in families:
            raise UserError(f"gate.family-min: there is no family {name!r}{did_you_mean(name, sorted(families))}")
    kept = tuple(check for check in checks if _is_chosen(check, settings))
    if checks and not kept:
        raise UserError("select and ignore leave no rule to run")
    return kept


def _demand_known(key: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UserError(f"{key}: there is no rule or family {name!r}{did_you_mean(name, sorted(known))}")


def _is_chosen(check: Check, settings: Settings) -> bool:
    wanted = {*settings.select, *settings.extend_select}
    if check.slug in settings.ignore:
        return False
    if check.slug in wanted:
        return True
    if check.family in settings.ignore:
        return False
    return not settings.select or check.family in wanted
