from collections.abc import Iterator

from mldebt.api import Finding, Hop, RestrictedModels, Severity, according_to, check

SHOWN = 5
"""Further places that the evidence lists."""


@check(severity=Severity.HIGH, minutes=120)
def noncommercial_model(models: RestrictedModels) -> Iterator[Finding]:
    for use in models.found:
        noun = "data set" if use.dataset else "model"
        known = "" if use.row.verified else ", as far as is remembered"
        licence = f"licence {use.row.licence}" if use.row.licence != "other" else "licence of its owner"
        yield Finding(
            use.places[0],
            f"{noun} {use.identifier} stands under the {licence}, which is {use.row.klass}{known}",
            evidence=(
                Hop(use.places[0], f"licence {according_to(use.row.source)}"),
                *(Hop(where, f"{use.identifier} is fetched here too") for where in use.places[1 : SHOWN + 1]),
            ),
            subject=use.identifier,
            severity=use.severity,
            confidence=use.confidence,
        )
