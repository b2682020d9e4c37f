"""Which words, in the name of a column, say that it holds a point in time."""

from mldebt.model import Row, Table, record


@record(kw_only=True)
class TimeWord(Row):
    pass


class TimeWords(Table[TimeWord]):
    __slots__ = ()
    file = "time_words.yaml"
    row = TimeWord
