from collections.abc import Iterator

from mldebt.api import Finding, Hop, Severity, UnusedDependencies, check


@check(severity=Severity.LOW, minutes=15)
def unused_dependency(unused: UnusedDependencies) -> Iterator[Finding]:
    for one in unused.found:
        first, *rest = one.core
        yield Finding(
            first.where,
            f"{one.name} is installed everywhere, and nothing here uses it",
            evidence=tuple(Hop(line.where, f"{one.name} is declared here too") for line in rest),
            subject=one.name,
            fix=f"delete {', '.join(f'{line.where.path}:{line.where.line}' for line in one.core)}",
        )
