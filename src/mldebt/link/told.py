"""A project fact that is made of findings: what a check tells, found where it can be found."""

from collections.abc import Iterator

from mldebt.model import Finding, ProjectFact, record


@record
class Told(ProjectFact):
    """`looked`: there was something to look at, so no finding means clean."""

    findings: tuple[Finding, ...]
    looked: bool

    def __bool__(self) -> bool:
        return self.looked or bool(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)
