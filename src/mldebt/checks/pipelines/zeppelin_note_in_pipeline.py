from collections.abc import Iterator

from mldebt.api import Finding, PipelineNotes, Severity, check


@check(severity=Severity.MEDIUM, minutes=240)
def zeppelin_note_in_pipeline(notes: PipelineNotes) -> Iterator[Finding]:
    yield from notes
