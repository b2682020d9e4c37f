"""Which steps do orchestrators find in Python code? Nothing is imported; each module knows one family of them."""

from functools import cache
from importlib import import_module

from mldebt.knowledge import Operators, Orchestrators
from mldebt.model import Lend, Schedules, Stages

from ..door import Part, facts, joined, read_part
from ..outline import Outlined
from ..texts import standing
from ..walk import Walk
from .nouns import Aside, Found

MODULES = {
    "airflow": "airflow", "prefect": "functions", "dagster": "functions", "kfp": "functions", "metaflow": "classes",
    "luigi": "classes", "kedro": "kedro",
}  # fmt: skip
"""The import root that calls for each module."""


def stages_of(walk: Walk, outlined: Outlined, lend: Lend) -> Part:
    """Stages and schedules of the file, and the facts of the shell text and the SQL that its steps are given."""
    roots = {found.module.partition(".")[0] for found in walk.imports}
    due = sorted({module for root, module in MODULES.items() if root in roots})
    if not due:
        return Part()
    outline, source = outlined(), walk.source
    found = Found()
    for name in due:
        import_module(f"{__name__}.{name}").collect(outline, _marks(lend(Orchestrators)), lend(Operators), found)
    parts = [Part(facts(Stages(sorted(found.stages, key=lambda one: one.where.order)), Schedules(found.schedules)))]
    for aside in found.asides:
        part = standing(source, aside.text, aside.first, aside.last)
        parts.append(Part(read_part(aside.language, part, lend).facts))
    return joined(parts)


@cache
def _marks(table: Orchestrators) -> dict[str, tuple[str, str]]:
    """What is made by each name, and the tool; asked for once a process."""
    return {row.name: (row.tool, row.makes) for row in table}


__all__ = ["Aside", "Found", "stages_of"]
