"""Along which ways does data travel from step to step? The longest way through each group of linked steps."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from mldebt.model import Access, Language, Place

from .artefact_paths import location
from .artefact_shelves import Shelves
from .artefact_steps import Steps

NOTEBOOKS = (".ipynb", ".rmd", ".qmd", ".zpln")
POOLED = frozenset({Language.PYTHON, Language.SCALA})
"""In these what is read flows into what is written elsewhere in the step; a shell's statement stands for itself."""


class Transfer(NamedTuple):
    """Data goes through one statement, or through one step as a whole."""

    step: str
    reads: tuple[Access, ...]
    writes: tuple[Access, ...]

    @property
    def where(self) -> Place:
        return min((access.where for access in (*self.reads, *self.writes)), key=lambda place: place.order)


class Link(NamedTuple):
    """What one transfer writes, the next one reads."""

    written: Access
    read: Access


class Way(NamedTuple):
    """Transfers in order, and the link between each and the next."""

    transfers: tuple[Transfer, ...]
    links: tuple[Link, ...]


def ways(steps: Steps) -> list[Way]:
    """The longest way of each group of transfers in which data passes from one step to another."""
    named = sorted({*steps.accesses, *steps.declared})
    transfers = [
        transfer for step in named
        for transfer in _transfers(step, (*steps.accesses.get(step, ()), *steps.declared.get(step, ())))
    ]  # fmt: skip
    links = _links(transfers)
    groups: dict[int, list[int]] = defaultdict(list)
    roots = _groups(len(transfers), links)
    for number in range(len(transfers)):
        groups[roots[number]].append(number)
    return [
        _longest(members, transfers, links)
        for members in groups.values()
        if len({transfers[member].step for member in members}) > 1
    ]


def _transfers(step: str, accesses: Iterable[Access]) -> Iterator[Transfer]:
    by_place: dict[Place, list[Access]] = defaultdict(list)
    for access in dict.fromkeys(accesses):
        by_place[access.where].append(access)
    pooled: list[Access] = []
    for together in by_place.values():
        transfer = _transfer(step, together)
        if (transfer.reads and transfer.writes) or together[0].language not in POOLED:
            yield transfer
        else:
            pooled += together
    if pooled:
        yield _transfer(step, pooled)


def _transfer(step: str, accesses: list[Access]) -> Transfer:
    return Transfer(
        step,
        tuple(access for access in accesses if access.mode == "reads"),
        tuple(access for access in accesses if access.mode == "writes"),
    )


def _links(transfers: list[Transfer]) -> dict[int, dict[int, Link]]:
    """For each transfer those that read what it writes."""
    shelves: Shelves[tuple[int, Access]] = Shelves()
    for number, transfer in enumerate(transfers):
        for read in transfer.reads:
            found = location(read)
            if found is not None:
                shelves.put(found, (number, read))
    links: dict[int, dict[int, Link]] = defaultdict(dict)
    for number, transfer in enumerate(transfers):
        for written in transfer.writes:
            there = location(written)
            for reader, read in shelves.same_as(there) if there is not None else ():
                if _may_follow(transfer, written, transfers[reader], read):
                    links[number].setdefault(reader, Link(written, read))
    return links


def _may_follow(writer: Transfer, written: Access, reader: Transfer, read: Access) -> bool:
    """Within a step what is read must stand below what is written; what is declared of it says nothing of that."""
    if writer is reader or (writer.step == reader.step and (written.declared or read.declared)):
        return False
    if writer.step != reader.step:
        return _same_folder(written, read)
    return written.where.order < read.where.order


def _same_folder(written: Access, read: Access) -> bool:
    """A bare name is one file only where both run in one folder: notebooks run in their own, and what has no suffix
    (`results`) is called so everywhere."""
    if "/" in read.path.strip("/") or "/" in written.path.strip("/") or read.kind == "table":
        return True
    homes = [posixpath.dirname(access.where.path) for access in (written, read)]
    names = [access.where.path.lower() for access in (written, read)]
    if read.path.startswith("/") or homes[0] == homes[1]:
        return True
    return "." in read.path and not any(name.endswith(NOTEBOOKS) for name in names)


def _groups(count: int, links: dict[int, dict[int, Link]]) -> list[int]:
    """For each transfer the smallest one it is connected with."""
    roots = list(range(count))

    def root(number: int) -> int:
        while roots[number] != number:
            roots[number] = roots[roots[number]]
            number = roots[number]
        return number

    for writer, readers in links.items():
        for reader in readers:
            one, other = sorted((root(writer), root(reader)))
            roots[other] = one
    return [root(number) for number in range(count)]


def _longest(members: list[int], transfers: list[Transfer], links: dict[int, dict[int, Link]]) -> Way:
    """The way with most transfers; cycles are cut where they close."""
    best: dict[int, tuple[int, ...]] = {}
    for start in members:
        _explore(start, links, best)
    numbers = max((best[member] for member in members), key=lambda way: (len(way), [-number for number in way]))
    passed = tuple(transfers[number] for number in numbers)
    return Way(passed, tuple(links[one][other] for one, other in pairwise(numbers)))


def _explore(start: int, links: dict[int, dict[int, Link]], best: dict[int, tuple[int, ...]]) -> None:
    """Depth first, without recursion; what is on the way already is not entered again."""
    waiting, on_way = [(start, False)], set[int]()
    while waiting:
        number, done = waiting.pop()
        if done:
            on_way.discard(number)
            after = [best[reader] for reader in links.get(number, {}) if reader in best and number not in best[reader]]
            best[number] = (number, *max(after, key=len, default=()))
        elif number not in best and number not in on_way:
            on_way.add(number)
            waiting.append((number, True))
            waiting.extend((reader, False) for reader in links.get(number, {}) if reader not in on_way)
