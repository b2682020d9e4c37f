from collections.abc import Iterator

from mldebt.api import Conflicts, Finding, Hop, Severity, check

SHOWN = 8
"""Clashes that the evidence lists."""


@check(severity=Severity.MEDIUM, minutes=30)
def conflicting_requirements(conflicts: Conflicts) -> Iterator[Finding]:
    for conflict in conflicts.found:
        one, other = conflict.clashes[0]
        others = [clash.one.name for clash in conflict.clashes[1:]]
        agree = "disagrees" if len(others) == 1 else "disagree"
        more = f", and {_few(others)} {agree} as well" if others else ""
        effect = "and both are installed together" if conflict.together else "for the same environment"
        yield Finding(
            one.where,
            f"{one.name} cannot be both {one.specifier} and {other.specifier} ({other.where.path}), {effect}{more}",
            evidence=tuple(
                Hop(line.where, f"asks for {line.name}{line.specifier}")
                for clash in conflict.clashes[:SHOWN]
                for line in clash
            ),
            subject=f"{one.name} {other.where.path}",
            severity=Severity.HIGH if conflict.together else Severity.MEDIUM,
            fix=f"write {one.name}{one.specifier} in {other.where.path} too, or {one.name}{other.specifier} here",
        )


def _few(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} others"
