from collections.abc import Iterator

from mldebt.api import Finding, Hop, Installs, Severity, check


@check(severity=Severity.LOW, minutes=10)
def install_in_notebook(installs: Installs) -> Iterator[Finding]:
    loose = [install for install in installs if install.loose and not install.guarded]
    if loose:
        packages = list(dict.fromkeys(package for install in loose for package in install.loose))
        more = f" and {len(packages) - 1} more" if len(packages) > 1 else ""
        message = f"the notebook installs {packages[0]}{more} without a version"
        evidence = tuple(Hop(install.where, f"{install.command} {' '.join(install.loose)}") for install in loose)
        yield Finding(loose[0].where, message, evidence, subject=packages[0])
