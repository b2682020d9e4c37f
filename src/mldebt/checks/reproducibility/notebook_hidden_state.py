from collections.abc import Iterator

from mldebt.api import Finding, Hop, LooseNames, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def notebook_hidden_state(names: LooseNames) -> Iterator[Finding]:
    for loose in names:
        if not loose.name:
            continue
        if loose.later is None:
            yield Finding(loose.where, f"{loose.name} is used here, but no cell defines it", subject=loose.name)
        else:
            evidence = (Hop(loose.where, f"uses {loose.name}"), Hop(loose.later, f"defines {loose.name}"))
            message = f"{loose.name} is used here, but only a later cell defines it"
            yield Finding(loose.where, message, evidence, subject=loose.name)
