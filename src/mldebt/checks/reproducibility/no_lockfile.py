from collections.abc import Iterator

from mldebt.api import Finding, Kind, Pinning, Severity, Surfaces, check


@check(severity=Severity.MEDIUM, minutes=30, kind=Kind.PRACTICE, practice="lockfile")
def no_lockfile(pinning: Pinning, surfaces: Surfaces) -> Iterator[Finding]:
    runs = not {"training", "serving"}.isdisjoint(surfaces.names())
    for program in pinning.unlocked if runs else ():
        pinned, path = program.exact == program.asked, program.where.path
        what = f"{program.asked} {'dependency' if program.asked == 1 else 'dependencies'}"
        told = f"pins {what}" if pinned else f"asks for {what}"
        yield Finding(
            program.where,
            f"{path} {told} and no lock stands by it, so what comes along changes from day to day",
            subject=program.unit.home or "the project",
            severity=Severity.LOW if pinned else Severity.MEDIUM,
            fix=program.remedy,
        )
