"""How does the longest way of data through some steps read, line by line?"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from mldebt.model import Access, Flow, Move, Thing

from .artefact_chains import Transfer
from .artefact_paths import environment
from .artefacts import NAMES, ArtefactGraph, Chain
from .flow_artefacts import sure_link

WORTH_DRAWING = 3
"""Statements and steps; a shorter way is told in a sentence."""


def flow_of(chain: Chain, words: Mapping[str, str]) -> Flow:
    """The chain as lines: what starts each step, what the way begins with, and each statement that hands on."""
    return Flow(
        chain.where, tuple(_moves(chain, words)), chain.length, chain.steps, chain.languages, chain.environments,
        chain.owner,
    )  # fmt: skip


def worst_flow(graph: ArtefactGraph, files: tuple[str, ...] = ()) -> Flow | None:
    """The longest jungle or, where there is none, the longest chain, if it is long enough to be worth a drawing.

    Of the chains that touch one of the files, where files are named.
    """
    long = [chain for chain in graph.chains if chain.length >= WORTH_DRAWING and is_sure(chain)]
    chains = [chain for chain in long if _is_asked_for(chain, files)]
    chosen = max(chains, key=lambda chain: (chain.is_jungle, chain.length), default=None)
    return flow_of(chosen, graph.environments) if chosen is not None else None


def is_sure(chain: Chain) -> bool:
    """No two steps of it have but a bare file name in common."""
    return all(
        sure_link(one.writes[0], other.reads[0], one.step, other.step)
        for one, other in pairwise(chain.transfers)
        if one.writes and other.reads
    )


def _is_asked_for(chain: Chain, files: tuple[str, ...]) -> bool:
    paths = {hop.where.path for hop in chain.hops}
    return not files or any(path == name or path.startswith(f"{name}/") for path in paths for name in files)


def _moves(chain: Chain, words: Mapping[str, str]) -> Iterator[Move]:
    starts = dict(chain.starts)
    for number, transfer in enumerate(chain.transfers):
        schedule = starts.pop(transfer.step, None)
        if schedule is not None:
            origin = f" (collected from {schedule.origin})" if schedule.origin else ""
            yield Move("starts", schedule.where, f"{transfer.step}{origin}", "", (Thing(schedule.expression),))
        if number == 0 and transfer.reads:
            yield _move("reads", transfer, transfer.reads, words)
        if transfer.writes:
            yield _move("writes", transfer, transfer.writes, words)
        elif number > 0 and transfer.reads:
            yield _move("reads", transfer, transfer.reads, words)


def _move(kind: str, transfer: Transfer, accesses: tuple[Access, ...], words: Mapping[str, str]) -> Move:
    first = accesses[0]
    return Move(
        "writes" if kind == "writes" else "reads", first.where, transfer.step,
        NAMES.get(first.language, first.language.value), _things(accesses, words),
    )  # fmt: skip


def _things(accesses: Iterable[Access], words: Mapping[str, str]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(Thing(_name(access), environment(access, words)) for access in accesses))


def _name(access: Access) -> str:
    if access.path.strip("*/"):
        return access.path
    return "a table it is given" if access.kind == "table" else "a path it is given"
