from collections.abc import Iterator

from mldebt.api import EndedRuntimesInUse, Finding, Hop, Severity, according_to, check


@check(severity=Severity.MEDIUM, minutes=240)
def eol_runtime(runtimes: EndedRuntimesInUse) -> Iterator[Finding]:
    for one in runtimes.found:
        first = one.chosen[0]
        language, version = one.row.name.split()
        spoken = f"{language.capitalize()} {version}"
        yield Finding(
            first.where,
            f"{spoken} has had no repairs since {one.row.ended}",
            evidence=(
                Hop(first.where, according_to(one.row.source)),
                *(Hop(other.where, f"chooses {spoken} too") for other in one.chosen[1:6]),
            ),
            subject=one.row.name,
            fix=f"move to {language.capitalize()} {one.row.successor}, which is repaired",
        )
