"""When does a Jenkins pipeline start, and which programs does it run?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Language, Lend, Schedule, Schedules, Source

from .door import Part, facts, joined, read_part

_CRON = re.compile(r"(?:\bcron|\bparameterizedCron)\s*\(\s*('''|\"\"\"|'|\")(.*?)\1", re.DOTALL)
_SHELL = re.compile(r"(?<![\w.])sh\s*(?:\(\s*)?(?:\w+\s*:\s*(?:true|false|'[^'\n]*'|\"[^\"\n]*\")\s*,\s*)*"
                    r"(?:script\s*:\s*)?"
                    r"(?P<mark>'''|\"\"\"|'|\")(?P<text>.*?)(?<!\\)(?P=mark)", re.DOTALL)  # fmt: skip
_COMMENT = re.compile(r"(?<![:\"'\\])//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)


def read(source: Source, lend: Lend) -> Part:
    """A schedule starts the pipeline as a whole; the text of each `sh` step goes to the shell's reader."""
    text = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), source.text)
    parts = [Part(facts(Schedules(_schedules(text, source))))]
    for found in _SHELL.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        parts.append(Part(read_part(Language.SHELL, source.part(found["text"], line), lend).facts))
    return Part(joined(parts).facts, 0)


def _schedules(text: str, source: Source) -> Iterator[Schedule]:
    """One for each line of the crontab that stands in the quotes."""
    last = source.text.count("\n") + 1
    for found in _CRON.finditer(text):
        first = text.count("\n", 0, found.start(2)) + 1
        for offset, line in enumerate(found[2].split("\n")):
            expression = " ".join(line.partition("%")[0].split())
            if expression and not expression.startswith(("#", "TZ=")) and "${" not in expression:
                yield Schedule("workflow", expression, "", source.place(first + offset), (1, last))
