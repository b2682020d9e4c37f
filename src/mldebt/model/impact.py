"""What a change of one file reaches."""

from typing import Literal, NamedTuple

from .findings import Hop

Reached = Literal["module", "step", "artefact", "model", "service", "schedule"]


class Consequence(NamedTuple):
    """Something downstream, and the hops that lead from the file to it. `certain`: none of the hops is a guess."""

    kind: Reached
    name: str
    hops: tuple[Hop, ...]
    certain: bool = True


class Impact(NamedTuple):
    """Everything downstream of a file, nearest first within each kind."""

    path: str
    effects: tuple[Consequence, ...]
