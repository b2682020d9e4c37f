"""Which rows of which data set went into a value, and by what kind of operation?

`compile` reduces a file's tree to the steps that move rows (a file fact); `interpret` runs those steps on abstract
values, across functions and files, and hands on what was fitted, split, trained and evaluated on which rows.
"""

from .compile import program_of
from .interpret import Definition, Resolve, leaks_of
from .log import Division, Leak
from .values import Event

__all__ = ["Definition", "Division", "Event", "Leak", "Resolve", "leaks_of", "program_of"]
