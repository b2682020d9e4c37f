"""Which rows of which data set went into a value, and by what kind of operation?

`compile` reduces a file's tree to the steps that move rows (a file fact); `interpret` runs those steps on abstract
values, across functions and files, and hands on what was fitted, split, trained and evaluated on which rows.
"""

from mldebt.lazily import lazily

with lazily(__name__):
    from .abilities import Abilities, abilities_of
    from .across import Leak, across, leaks_across
    from .compile import program_of
    from .interpret import Definition, Resolve, followed
    from .log import Among, Choice, Division, Entity, Log, Use, Watch, uses_of
    from .shapes import OPTIMISERS
    from .tools import HELD_OUT
    from .values import Event, Judgement, Part, Side, Trained, apart, by_rank

__all__ = [
    "HELD_OUT", "OPTIMISERS", "Abilities", "Among", "Choice", "Definition", "Division", "Entity", "Event", "Judgement",
    "Leak", "Log", "Part", "Resolve", "Side", "Trained", "Use", "Watch", "abilities_of", "across", "apart", "by_rank",
    "followed", "leaks_across", "program_of", "uses_of",
]  # fmt: skip
