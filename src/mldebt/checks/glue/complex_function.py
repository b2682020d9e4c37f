from collections.abc import Iterator

from mldebt.api import Finding, Functions, Role, Severity, Thresholds, check


@check(severity=Severity.MEDIUM, minutes=30, roles={Role.APPLICATION, Role.TRAINING, Role.SERVING})
def complex_function(functions: Functions, thresholds: Thresholds) -> Iterator[Finding]:
    limit = int(thresholds["complexity"].value)
    for function in functions:
        over = function.complexity - limit
        if over > 0:
            message = f"{function.name} has a cyclomatic complexity of {function.complexity}, {over} over {limit}"
            yield Finding(function.where, message, subject=function.name, minutes=min(30 + 2 * over, 120))
