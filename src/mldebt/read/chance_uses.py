"""What does an order that nobody chose decide: a split, a draw, a number, a pair?"""

import ast
from abc import abstractmethod
from functools import cached_property
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import Orderings, RandomDraws, Seeders, Splitters
from mldebt.model import Lend

from .chance import Chance, Orders, key_of, name_of
from .descent import within

PARTS = re.compile(r"(?:^|[_ ])(?:train|test|val|valid|validation|dev|holdout)(?:[_ \d]|$|ing|ation)", re.IGNORECASE)
"""Names of the parts into which rows are divided."""
OWN_SEED = ("random_state", "seed")


class Use(NamedTuple):
    """The order `by` decides `what` at `node`; `name` is the user's name of the thing, or what it is handed to, `hint`
    what else the statement calls things."""

    what: str
    node: ast.expr | ast.stmt
    by: Chance
    name: str
    other: Chance | None = None
    hint: str = ""


class Seeds:
    """Which generators does the file seed, and which of its names hold a seeded one?"""

    def __init__(self, tree: ast.Module, lend: Lend) -> None:
        self.draws = lend(RandomDraws)
        self._tree, self._seeders = tree, lend(Seeders)

    @cached_property
    def _seeded(self) -> tuple[set[str], set[str]]:
        """Domains and generators; the tree is looked through when the first draw asks."""
        seeders = self._seeders
        domains, generators = set[str](), set[str]()
        for node in within(self._tree):
            if isinstance(node, ast.Call):
                row = seeders.get(name_of(node))
                if row is not None and _gives(node, row.seed, row.seed_position):
                    domains.update(row.domains)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                made = self.draws.get(name_of(node.value))
                if made is not None and made.generator and _gives(node.value, made.seed, made.seed_position):
                    generators.update(key_of(target) for target in node.targets)
        return domains, generators

    def repeats(self, node: ast.Call) -> bool:
        """The call draws, and draws the same in each run."""
        row = self.draws.get(name_of(node))
        if row is not None and not row.generator:
            return row.domain in self._seeded[0]
        return isinstance(node.func, ast.Attribute) and key_of(node.func.value) in self._seeded[1] - {""}


class Uses:
    """Looks at expressions of one scope for what orders decide in them; `uses` is what it found."""

    def __init__(self, orders: Orders, seeds: Seeds, lend: Lend) -> None:
        self.orders = orders
        self.seeds = seeds
        self.table: Orderings = orders.table
        self.splitters = lend(Splitters)
        self.uses: list[Use] = []
        self.loops: list[Chance] = []
        self.slices: dict[tuple[str, str], tuple[str, ast.Subscript]] = {}

    @abstractmethod
    def named(self) -> str:
        """What the statement that is read calls things."""

    def look(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._divided(node)
            self._drawn(node)
            self._labelled(node)
            self._paired(node)
        elif isinstance(node, ast.DictComp):
            found = self.orders.of(node.generators[0].iter)
            target = node.generators[0].target
            if found and counts(node.generators[0].iter) and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                counter = key_of(target.elts[0])
                if counter and counter in (key_of(node.key), key_of(node.value)):
                    self._use("numbers", node, found, key_of(node.value if counter != key_of(node.value) else node.key))

    def _use(self, what: str, node: ast.expr | ast.stmt, by: Chance, name: str, other: Chance | None = None) -> None:
        self.uses.append(Use(what, node, by, name, other, f"{name} {self.named()}"))

    def _divided(self, node: ast.Call) -> None:
        """A function divides rows in a way that is the same for the same order."""
        row = self.splitters.get(name_of(node))
        if row is None or row.kind != "function":
            return
        found = next(filter(None, map(self.orders.of, node.args)), None)
        still = row.shuffles == "never" or (row.flag and _is_false(_keyword(node, row.flag)))
        if found is not None and (still or (row.seed and _gives(node, row.seed, row.seed_position))):
            self._use("divides", node, found, name_of(node).rpartition(".")[2])

    def _drawn(self, node: ast.Call) -> None:
        """A seeded draw from a list, or a seeded shuffle of it, depends on the order of the list."""
        verb = node.func.attr if isinstance(node.func, ast.Attribute) else name_of(node).rpartition(".")[2]
        if verb not in ("shuffle", "sample", "choice", "permutation"):
            return
        if verb in ("sample", "choice") and not PARTS.search(self.named()):
            return  # a few to look at
        of_frame = verb == "sample" and any(_gives(node, name, -1) for name in OWN_SEED)
        if of_frame and isinstance(node.func, ast.Attribute):
            found = self.orders.of(node.func.value)
        else:
            found = self.orders.of(node.args[0]) if node.args and self.seeds.repeats(node) else None
        if found is not None:
            self._use("draws", node, found, verb)

    def _labelled(self, node: ast.Call) -> None:
        name = name_of(node)
        row = self.table.get(name)
        if row is None and isinstance(node.func, ast.Attribute):
            row = self.table.get("?." + node.func.attr)
        if row is not None and row.kind == "labels":
            found = self.orders.of(_keyword(node, row.given))
            if found is not None:
                self._use("labels", node, found, name.rpartition(".")[2])
        elif name == "dict" and len(node.args) == 1:
            self._mapped(node, node.args[0])
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "index" and len(node.args) == 1:
            found = self.orders.of(node.func.value)
            if found is not None:
                self._use("places", node, found, key_of(node.func.value))

    def _mapped(self, node: ast.Call, given: ast.expr) -> None:
        """`dict(enumerate(names))`, `dict(zip(names, range(9)))`."""
        if not isinstance(given, ast.Call):
            return
        found = self.orders.of(given)
        counts = name_of(given) == "enumerate" or (name_of(given) == "zip" and any(map(_is_range, given.args)))
        if found is not None and counts:
            self._use("items", node, found, next((key_of(one) for one in given.args if self.orders.of(one)), ""))

    def _paired(self, node: ast.Call) -> None:
        """Two listings side by side: the first of one need not belong to the first of the other."""
        if name_of(node) != "zip":
            return
        found = [chance for chance in map(self.orders.of, node.args) if chance is not None]
        if len(found) > 1 and found[0].made is not found[1].made:
            self._use("pairs", node, found[0], " and ".join(filter(None, map(key_of, node.args[:2]))), found[1])

    def cut(self, value: ast.Subscript) -> None:
        """`first = files[:800]` and `rest = files[800:]` together divide."""
        part, by = value.slice, self.orders.of(value.value)
        if by is None or not isinstance(part, ast.Slice) or part.step is not None:
            return
        begins = part.lower is None or (isinstance(part.lower, ast.Constant) and part.lower.value == 0)
        edge = part.upper if begins else part.lower
        if edge is None or (not begins and part.upper is not None):
            return
        key = (ast.dump(value.value), ast.dump(edge))
        side = "begins" if begins else "ends"
        before = self.slices.setdefault(key, (side, value))
        if before[0] != side:
            self._use("cuts", before[1], by, key_of(value.value))

    def number(self, target: ast.Subscript, value: ast.expr) -> None:
        """`index[word] = len(index)` in a loop over the words."""
        if (
            self.loops and isinstance(value, ast.Call) and name_of(value) == "len" and value.args
            and key_of(value.args[0]) and key_of(value.args[0]) == key_of(target.value)
        ):  # fmt: skip
            self._use("numbers", target, self.loops[-1], key_of(target.slice))

    def numbers(self, statement: ast.stmt, counter: str, found: Chance) -> None:
        """In a loop that counts: `index[word] = number`, `labels.append(number)`."""
        for node in within(statement):
            if isinstance(node, ast.Assign) and key_of(node.value) == counter:
                for target in node.targets:
                    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Name):
                        self._use("numbers", target, found, key_of(target.slice))
            elif (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
                and len(node.args) == 1 and key_of(node.args[0]) == counter
            ):  # fmt: skip
                self._use("items", node, found, key_of(node.func.value))


def counts(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and name_of(node) == "enumerate"


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and name_of(node) in ("range", "itertools.count", "numpy.arange")


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _gives(node: ast.Call, name: str, position: int) -> bool:
    """The argument is there and is not None."""
    value = _keyword(node, name)
    if value is None and 0 <= position < len(node.args):
        value = node.args[position]
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
