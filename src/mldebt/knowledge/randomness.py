"""Which calls draw random numbers from a generator that everybody shares, and which calls seed one."""

from dataclasses import dataclass
from typing import Literal

from mldebt.model import Row, Table

Domain = Literal["python", "numpy", "torch", "torch-cuda", "tensorflow", "mxnet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomDraw(Row):
    """A function that draws from the global generator of its domain, or (`generator`) makes a generator of its own.

    A call that gives `seed` (by keyword, or at `seed_position`; -1 where it is a keyword only) is repeatable by itself.
    Without it a draw needs its domain to be seeded, and a generator is never repeatable. No `seed`: no such argument.
    scikit-learn draws from NumPy's global generator, so its domain is numpy.
    """

    domain: Domain
    generator: bool = False
    seed: str = ""
    seed_position: int = -1


class RandomDraws(Table[RandomDraw]):
    __slots__ = ()
    file = "random_draws.yaml"
    row = RandomDraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeder(Row):
    """A function that seeds the global generators of its domains. Without its `seed` argument it seeds from chance."""

    domains: tuple[Domain, ...]
    seed: str
    seed_position: int = 0


class Seeders(Table[Seeder]):
    __slots__ = ()
    file = "seeders.yaml"
    row = Seeder
