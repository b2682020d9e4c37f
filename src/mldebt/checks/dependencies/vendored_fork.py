from collections.abc import Iterator

from mldebt.api import AUDITED, CopyleftForks, Finding, Role, Severity, check


@check(severity=Severity.HIGH, minutes=240, roles=AUDITED | {Role.VENDORED})
def vendored_fork(forks: CopyleftForks) -> Iterator[Finding]:
    for fork in forks.found:
        first = fork.claims[0]
        what = f"a fork of {fork.name}" if fork.name else "code of others"
        many = f" ({fork.files} files say so)" if fork.files > 1 else ""
        duty = fork.duty[0].lower() + fork.duty[1:]
        yield Finding(
            first.where,
            f"{fork.folder or 'the project'} holds {what} under {first.spdx}{many}, which obliges you to {duty}",
            evidence=fork.hops,
            subject=f"{fork.folder} {fork.name}".strip(),
            severity=fork.severity,
            confidence=fork.confidence,
        )
