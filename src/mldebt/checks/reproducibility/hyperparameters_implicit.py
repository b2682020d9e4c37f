from collections.abc import Iterator

from mldebt.api import Calls, Confidence, CrossValidators, Finding, Hop, Hyperparameters, ModelStores, Severity, check


@check(severity=Severity.LOW, minutes=15, confidence=Confidence.ADVISORY)
def hyperparameters_implicit(
    calls: Calls, known: Hyperparameters, stores: ModelStores, searches: CrossValidators
) -> Iterator[Finding]:
    if not any(stores.is_save(call.name) for call in calls) or any(searches.is_search(call.name) for call in calls):
        return
    implicit = [call for call in calls if known.left_open_by(call)]
    kinds = list(dict.fromkeys(call.name.rpartition(".")[2] for call in implicit))
    if not kinds or len(kinds) > 2:
        return  # several kinds side by side are compared as they come
    matters = known[implicit[0].name].matters
    message = f"{kinds[0]} is saved with {' and '.join(matters[:2])} left to whatever release is installed"
    hops = tuple(Hop(call.where, f"gives none of {', '.join(known[call.name].matters)}") for call in implicit)
    yield Finding(implicit[0].where, message, hops[:6], kinds[0])
