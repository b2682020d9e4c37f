"""Which schedules of Quartz, Spring and Oozie stand in Java code and XML? Expressions have six or seven fields."""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Lend, Schedule, Schedules, Source

from .door import Part, facts

EXPRESSION = re.compile(
    r"(?:[\d*?/,\-LW#]+|[A-Z]{3}(?:[-,][A-Z]{3})*)(?:\s+(?:[\d*?/,\-LW#]+|[A-Z]{3}(?:[-,][A-Z]{3})*)){4,6}"
)

_JAVA = re.compile(
    r"(?:@Scheduled\s*\([^)]*?\bcron\s*=\s*|\bcronSchedule\s*\(\s*|\bCronExpression\s*\(\s*)\"([^\"\n]+)\""
)
_XML = re.compile(
    r"<cron-expression>\s*([^<]+?)\s*</cron-expression>|name=\"cronExpression\"[^>]{0,300}?\bvalue=\"([^\"]+)\""
    r"|\bcron=\"([^\"]+)\"|<coordinator-app\b[^>]{0,500}?\bfrequency=\"([^\"]+)\""
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|/\*.*?(?:\*/|\Z)|(?<![:\"])//[^\n]*", re.DOTALL)


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the shape of every reader
    """Schedules only; nobody here reads what the code does."""
    return Part(facts(Schedules(schedules_in(source))))


def schedules_in(source: Source) -> Iterator[Schedule]:
    """One for each expression that is written out."""
    text = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), source.text)
    last = source.text.count("\n") + 1
    pattern = _XML if source.file.path.lower().endswith(".xml") else _JAVA
    for found in pattern.finditer(text):
        written = next(filter(None, found.groups()))
        if EXPRESSION.fullmatch(written.strip()) or "coord:" in written or "coordinator" in found.group():
            line = text.count("\n", 0, found.start()) + 1
            yield Schedule("quartz", " ".join(written.split()), "", source.place(line), (1, last))
