"""Where does the code use pandas or NumPy against their grain?"""

from collections.abc import Iterator

from mldebt.model import Lend, Slip

from ..outline import Outline
from . import frame_calls, frame_loops, frame_results, frame_writes, gone_members, missing_values
from .kinds import Kinds


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    kinds = Kinds(outline, lend)
    for room in (frame_results, frame_calls, gone_members, missing_values):
        yield from room.slips(kinds)
    for room in (frame_writes, frame_loops) if kinds.has_frames else ():
        yield from room.slips(kinds)
