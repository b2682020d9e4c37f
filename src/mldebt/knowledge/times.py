"""Which words, in the name of a column, say that it holds a point in time."""

from dataclasses import dataclass

from mldebt.model import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord(Row):
    pass


class TimeWords(Table[TimeWord]):
    __slots__ = ()
    file = "time_words.yaml"
    row = TimeWord
