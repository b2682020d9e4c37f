"""Which operations does each step consist of, and what does each read and write?

An operation is one statement, command or paragraph with its line. What a command line hands to a script belongs to the
operation of the script that reads a path it is given, where there is one; so does what a stage declares of its script.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mldebt.model import Access, Place

from .artefact_chains import POOLED
from .artefact_paths import location
from .artefact_steps import Steps
from .artefacts import NAMES


@dataclass(slots=True)
class Op:
    """Filled once by `operations`, then only read. `handed` are the accesses that come from a command line
    or a declaration."""

    step: str
    where: Place
    accesses: list[Access] = field(default_factory=list)
    handed: list[Access] = field(default_factory=list)

    @property
    def language(self) -> str:
        found = next((one for one in (*self.accesses, *self.handed)), None)
        return NAMES.get(found.language, found.language.value) if found is not None else ""

    def known(self, mode: str) -> Iterator[Access]:
        """What it reads or writes at paths that are known."""
        return (one for one in (*self.accesses, *self.handed) if one.mode == mode and location(one) is not None)


def operations(known: Steps) -> dict[str, list[Op]]:
    """The operations of each step in the order of its lines."""
    named = {step: (*known.accesses.get(step, ()), *known.declared.get(step, ())) for step in _named(known)}
    return {step: _operations(step, accesses) for step, accesses in named.items() if accesses}


def _named(known: Steps) -> list[str]:
    return sorted({*known.accesses, *known.declared})


def passes(ops: Iterable[Op]) -> Iterator[tuple[Op, Op]]:
    """Pairs of operations of one step of which the second may write what the first has read.

    A shell's statement reads and writes for itself; in Python and Scala what was read last goes on into what is
    written next.
    """
    pooled = [op for op in ops if _is_pooled(op) and not _is_whole(op)]
    readers = [op for op in pooled if _does(op, "reads")]
    writers = [op for op in pooled if _does(op, "writes")]
    if readers and writers:
        yield from _pairs(readers, writers)


def _pairs(readers: list[Op], writers: list[Op]) -> Iterator[tuple[Op, Op]]:
    """Each writer with the last reader above it, each reader with the first writer below it."""
    pairs = {}
    for writer in writers:
        before = [op for op in readers if _is_above(op, writer)]
        pairs[id((before or readers)[-1]), id(writer)] = ((before or readers)[-1], writer)
    for reader in readers:
        after = sorted((op for op in writers if _is_above(reader, op)), key=lambda op: not op.accesses)
        pairs[id(reader), id((after or writers)[0])] = (reader, (after or writers)[0])
    yield from pairs.values()


def _operations(step: str, accesses: Iterable[Access]) -> list[Op]:
    found: dict[tuple[str, int], Op] = {}  # `read_csv(a).to_csv(b)` begins in one place and ends in two
    own = step.partition(":")[0]
    handed: dict[str, list[Access]] = defaultdict(list)
    for access in dict.fromkeys(accesses):
        if access.where.path == own:
            begins = (str(access.where), access.where.column)
            found.setdefault(begins, Op(step, access.where)).accesses.append(access)
        else:
            handed[access.mode].append(access)
    ops = sorted(found.values(), key=lambda op: op.where.order)
    for mode, given in handed.items():
        open_ones = [op for op in ops if any(one.mode == mode and location(one) is None for one in op.accesses)]
        for access in given:
            target = open_ones[0] if open_ones else _at_the_call(step, access.where, ops)
            target.handed.append(access)
    return ops


def _at_the_call(step: str, where: Place, ops: list[Op]) -> Op:
    """Nothing in the script is known to take the path: the command line itself stands for it."""
    for op in ops:
        if op.where == where:
            return op
    ops.insert(0, Op(step, where))
    return ops[0]


def _is_pooled(op: Op) -> bool:
    told = op.accesses or [one for one in op.handed if one.declared]
    return bool(told) and told[0].language in POOLED


def _is_above(reader: Op, writer: Op) -> bool:
    """What is only declared is read before everything and written after it."""
    return not (reader.accesses and writer.accesses) or reader.where.order <= writer.where.order


def _is_whole(op: Op) -> bool:
    return _does(op, "reads") and _does(op, "writes")


def _does(op: Op, mode: str) -> bool:
    return any(one.mode == mode for one in (*op.accesses, *op.handed))
