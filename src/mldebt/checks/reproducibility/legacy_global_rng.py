from collections.abc import Iterator

from mldebt.api import Calls, Finding, Hop, LegacyDraws, Severity, check


@check(severity=Severity.LOW, minutes=15)
def legacy_global_rng(calls: Calls, legacy: LegacyDraws) -> Iterator[Finding]:
    found = calls.to(legacy.names())
    if found:
        first, names = found[0], list(dict.fromkeys(call.name for call in found))
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        hops = [
            Hop(call.where, f"{call.name} has {legacy[call.name].instead} of a Generator in its place")
            for call in {call.name: call for call in reversed(found)}.values()
        ]
        message = f"{first.name}{others} {'use' if others else 'uses'} the RandomState that the whole process shares"
        fix = f"make rng = numpy.random.default_rng(seed) once and call rng.{legacy[first.name].instead}"
        yield Finding(first.where, message, tuple(reversed(hops)), first.name, fix=fix)
