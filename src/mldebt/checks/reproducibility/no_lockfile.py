from collections.abc import Iterator

from mldebt.api import Finding, Kind, Pinning, Severity, Surfaces, check


@check(severity=Severity.MEDIUM, minutes=30, kind=Kind.PRACTICE, practice="lockfile")
def no_lockfile(pinning: Pinning, surfaces: Surfaces) -> Iterator[Finding]:
    runs = not {"training", "serving"}.isdisjoint(surfaces.names())
    for program in pinning.unlocked if runs else ():
        home = program.unit.home or "the project"
        pinned = program.exact == program.asked
        told = f"pins its {program.asked} direct dependencies" if pinned else f"asks for {program.asked} dependencies"
        yield Finding(
            program.where,
            f"{home} {told} and has no lock, so what they bring along differs from one installation to the next",
            subject=home,
            severity=Severity.LOW if pinned else Severity.MEDIUM,
            fix=program.remedy,
        )
