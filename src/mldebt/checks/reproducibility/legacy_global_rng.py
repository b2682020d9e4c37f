from collections.abc import Iterator

from mldebt.api import Calls, Finding, Hop, LegacyDraws, Severity, check


@check(severity=Severity.LOW, minutes=15)
def legacy_global_rng(calls: Calls, legacy: LegacyDraws) -> Iterator[Finding]:
    found = calls.to(legacy.names())
    drawing = [call.name for call in found if legacy[call.name].moves]
    if drawing:
        first, names = found[0], list(dict.fromkeys(call.name for call in found))
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        hops = [
            Hop(call.where, f"{call.name} has {legacy[call.name].instead} in its place")
            for call in {call.name: call for call in reversed(found)}.values()
        ]
        message = f"{first.name}{others} {'use' if others else 'uses'} the RandomState that the whole process shares"
        draws = [name for name in drawing if legacy[name].draws]
        use = f"call {legacy[draws[0]].instead}" if draws else "hand it to what draws"
        yield Finding(
            first.where, message, tuple(reversed(hops)), first.name,
            fix=f"make rng = numpy.random.default_rng(seed) once and {use}",
        )  # fmt: skip
