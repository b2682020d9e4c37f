"""What would a change of the settings let pass?"""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from mldebt.model import GateSettings, Section, Settings

SMALLER_IS_STRICTER = ("max_debt_minutes", "max_new_minutes", "score_drop", "practice_lost")
COUNTS = "which counts once it is merged"


def loosened(before: Settings, now: Settings) -> Iterator[str]:
    """One sentence for each setting that is laxer than before, or may be."""
    for key in ("exclude", "ignore"):
        for name in sorted(set(getattr(now, key)) - set(getattr(before, key))):
            yield f"this change adds {name!r} to {key}, {COUNTS}"
    if _selected(now) != _selected(before) and not (now.select == () and before.select):
        yield f"this change selects other rules, {COUNTS}"
    if now.max_file_kb < before.max_file_kb:
        yield f"this change lowers max-file-kb from {before.max_file_kb} to {now.max_file_kb}, {COUNTS}"
    yield from _gate(before.gate, now.gate)
    for section in now.sections:
        yield from _section(before.section(type(section)), section)


def _selected(settings: Settings) -> tuple[set[str], set[str]]:
    return set(settings.select), set(settings.extend_select)


def _gate(before: GateSettings, now: GateSettings) -> Iterator[str]:
    for key in ("fail_on", "fail_on_new"):
        old, new = getattr(before, key), getattr(now, key)
        if old is not None and (new is None or new.rank > old.rank):
            yield _told(key, old, new)
    for key in SMALLER_IS_STRICTER:
        old, new = getattr(before, key), getattr(now, key)
        if old is not None and (new is None or new > old):
            yield _told(key, old, new)
    if before.fail_under is not None and (now.fail_under or 0) < before.fail_under:
        yield _told("fail_under", before.fail_under, now.fail_under)
    for family, old in sorted(before.family_min.items()):
        if now.family_min.get(family, 0) < old:
            yield _told(f"family_min.{family}", old, now.family_min.get(family))
    if now.trust_new_suppressions and not before.trust_new_suppressions:
        yield f"this change sets gate.trust-new-suppressions, {COUNTS}"


def _told(key: str, old: object, new: object) -> str:
    name = key.replace("_", "-")
    if new is None:
        return f"this change removes gate.{name} ({old}), {COUNTS}"
    return f"this change loosens gate.{name} from {old} to {new}, {COUNTS}"


def _section(before: Section, now: Section) -> Iterator[str]:
    """Whether a section's value is laxer only its check knows."""
    for field in fields(now):
        if field.name == "rows":
            yield from _rows(now.key, getattr(before, "rows", {}), getattr(now, "rows", {}))
        elif getattr(before, field.name) != getattr(now, field.name):
            yield f"this change sets {now.key}.{field.name.replace('_', '-')} anew, {COUNTS}"


def _rows(key: str, before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        if name not in before:
            yield f"this change adds {key}.{name}, {COUNTS}"
        elif before[name] != now.get(name):
            done = f"sets {key}.{name} anew" if name in now else f"removes {key}.{name}"
            yield f"this change {done}, {COUNTS}"
