"""The flow of data as a picture: what is drawn, whatever the format."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from .places import Place

Evidence = Literal["declared", "literal", "argument", "template", "guess"]
"""How it is known: said by an orchestrator; written out; handed over on a command line; the same template on both
sides; a hole of one side filled by what the other one says."""

CERTAINTY: Mapping[str, float] = MappingProxyType(
    {"declared": 1.0, "literal": 0.95, "argument": 0.85, "template": 0.7, "guess": 0.4}
)
SURE = 0.7
"""Edges below are drawn dashed and count for nothing."""


class Node(NamedTuple):
    """`name` is unique and says the kind. A step holds operations, which are `inside` it; an artefact is of a `sort`.

    `where` is None for a step that is called and does not exist here. `notes` are what a reader must know of it.
    """

    name: str
    kind: Literal["trigger", "step", "op", "artefact"]
    label: str
    where: Place | None
    inside: str = ""
    language: str = ""
    environment: str = ""
    sort: Literal["", "data", "model", "table"] = ""
    notes: tuple[str, ...] = ()


class Edge(NamedTuple):
    """`where` is the line that says so. passes: within one step data goes from the one operation to the other."""

    source: str
    target: str
    kind: Literal["triggers", "calls", "reads", "writes", "passes"]
    evidence: Evidence
    where: Place

    @property
    def sure(self) -> bool:
        return CERTAINTY[self.evidence] >= SURE


class Thing(NamedTuple):
    """Data by name, and its environment where the name says one."""

    name: str
    environment: str = ""


class Move(NamedTuple):
    """One line of a flow: a clock that starts a step, what a flow begins with, or a statement that moves data on."""

    kind: Literal["starts", "reads", "writes"]
    where: Place
    step: str
    language: str
    things: tuple[Thing, ...]


class Flow(NamedTuple):
    """The longest way of data through a group of steps, line by line. `owner` is empty where nothing owns the way."""

    where: Place
    moves: tuple[Move, ...]
    length: int
    steps: tuple[str, ...]
    languages: tuple[str, ...]
    environments: tuple[str, ...]
    owner: str


class Measure(NamedTuple):
    """One part of the jungle index: debt from 0 to 1, None where there is nothing to measure, and what was counted."""

    key: str
    debt: float | None
    weight: float
    told: str


class Jungle(NamedTuple):
    """How much of a jungle a flow is, 0 to 100. `coverage` is the share of reads and writes whose path is known;
    below one half the index says nothing."""

    value: float
    measures: tuple[Measure, ...]
    coverage: float

    @property
    def conclusive(self) -> bool:
        return self.coverage >= 0.5


class Pipeline(NamedTuple):
    """Steps that data, calls or one schedule connect: the flow through them if data goes from one to another."""

    steps: tuple[str, ...]
    flow: Flow | None
    jungle: Jungle | None


class Drawing(NamedTuple):
    """Everything that moves data, as far as it is known. `others` counts the steps left out because no other step and
    no clock has to do with them."""

    project: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pipelines: tuple[Pipeline, ...]
    others: int = 0
    commit: str | None = None
    committed: str | None = None
