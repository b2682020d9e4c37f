from collections.abc import Iterator

from mldebt.api import ComplexityGrowth, Finding, Role, Severity, check


@check(severity=Severity.MEDIUM, minutes=20, roles={Role.APPLICATION, Role.TRAINING, Role.SERVING})
def complexity_growth(growth: ComplexityGrowth) -> Iterator[Finding]:
    for function, before, moved_from in growth.grown:
        more = function.complexity - before
        moved = f", since it stood in {moved_from}" if moved_from else ""
        message = f"{function.name} has grown from a cyclomatic complexity of {before} to {function.complexity}{moved}"
        yield Finding(function.where, message, subject=function.name, minutes=min(10 + 2 * more, 120))
