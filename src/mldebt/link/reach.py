"""Which files can be reached from which? Sets of files are the bits of whole numbers: what thousands of files reach of
each other fits into memory, and two such sets are compared in one step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Arrows = Mapping[str, Sequence[str]]


class Reach:
    """What can be reached along the arrows, from every file at once, circles included. A file reaches itself."""

    def __init__(self, arrows: Arrows) -> None:
        self._paths = sorted({*arrows, *(target for targets in arrows.values() for target in targets)})
        self._numbers = {path: number for number, path in enumerate(self._paths)}
        self._reached: dict[str, int] = {}
        for circle in _circles(self._paths, arrows):
            after = {target for path in circle for target in arrows.get(path, ())}.difference(circle)
            bits = self.of(circle)
            for target in after:
                bits |= self._reached[target]
            self._reached |= dict.fromkeys(circle, bits)

    def of(self, paths: Iterable[str]) -> int:
        """The files as one number; what no arrow touches is left out."""
        bits = 0
        for path in paths:
            number = self._numbers.get(path)
            if number is not None:
                bits |= 1 << number
        return bits

    def reached(self, path: str) -> int:
        """The file itself and all that can be reached from it."""
        return self._reached.get(path, 0)

    def paths(self, bits: int) -> Iterator[str]:
        """The files of a number, in alphabetical order."""
        while bits:
            lowest = bits & -bits
            yield self._paths[lowest.bit_length() - 1]
            bits ^= lowest

    def reaches(self, path: str, target: str) -> bool:
        return path == target or bool(self.reached(path) & self.of((target,)))


def _circles(paths: Iterable[str], arrows: Arrows) -> Iterator[list[str]]:
    """Files that reach each other, together; those that others reach come first (Tarjan 1972, without recursion)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for start in paths:
        if start in number:
            continue
        number[start] = lowest[start] = len(number)
        open_[start] = None
        way = [(start, iter(arrows.get(start, ())))]
        while way:
            path, targets = way[-1]
            target = next(targets, None)
            if target is None:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[path])
                if lowest[path] == number[path]:
                    yield _closed(path, open_)
            elif target not in number:
                number[target] = lowest[target] = len(number)
                open_[target] = None
                way.append((target, iter(arrows.get(target, ()))))
            elif target in open_:
                lowest[path] = min(lowest[path], number[target])


def _closed(path: str, open_: dict[str, None]) -> list[str]:
    circle: list[str] = []
    while not circle or circle[-1] != path:
        circle.append(open_.popitem()[0])
    return circle
