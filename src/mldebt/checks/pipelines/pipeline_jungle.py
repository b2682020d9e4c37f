from collections.abc import Iterator

from mldebt.api import ArtefactGraph, Confidence, Finding, Severity, check

WHOLE, PER_START, LEAST = 480, 120, 60


@check(severity=Severity.HIGH, minutes=WHOLE, confidence=Confidence.MEDIUM)
def pipeline_jungle(graph: ArtefactGraph) -> Iterator[Finding]:
    for chain in graph.chains:
        if chain.is_jungle:
            through = f", from {' to '.join(chain.environments)}" if len(chain.environments) > 1 else ""
            message = (
                f"{chain.first} becomes {chain.last} over {chain.length} hops in {len(chain.steps)} steps"
                f" written in {' and '.join(chain.languages)}{through}, and nothing owns the whole way"
            )
            # what starts the steps is priced by cron-runs-data-job; this is the rest of the work
            minutes = max(LEAST, WHOLE - PER_START * chain.scheduled)
            subject = f"{chain.first} to {chain.last}"
            yield Finding(chain.where, message, chain.hops, subject=subject, minutes=minutes)
