from collections.abc import Iterator

from mldebt.api import Confidence, Finding, PipelineNotes, Severity, check


@check(severity=Severity.MEDIUM, minutes=240, confidence=Confidence.MEDIUM)
def zeppelin_note_in_pipeline(notes: PipelineNotes) -> Iterator[Finding]:
    yield from notes
