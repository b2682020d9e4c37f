"""Which calls draw random numbers, which seed them, and what else decides whether a run can be repeated."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from mldebt.model import Row, Table, record

from .scikit import Scalar


@record(kw_only=True)
class RandomDomain(Row):
    """A generator that a whole program shares, as one says it in a sentence: `torch's generator`. Domain `own` is any
    generator that no global seed reaches. `layers` begin the names of what networks are made of whose first weights it
    draws."""

    spoken: str
    layers: tuple[str, ...] = ()


class RandomDomains(Table[RandomDomain]):
    __slots__ = ()
    file = "random_domains.yaml"
    row = RandomDomain


@record(kw_only=True)
class RandomDraw(Row):
    """A function that draws from the global generator of its domain, or (`generator`) makes a generator of its own.

    A call that gives `seed` (by keyword, or at `seed_position`; -1 where it is a keyword only) is repeatable by itself.
    Without it a draw needs its domain to be seeded, and a generator is never repeatable. No `seed`: no such argument.
    `mandatory`: without the seed the call is an error, so only a seed from the clock is none. `later`: the call itself
    draws nothing yet. scikit-learn draws from NumPy's global generator, so its domain is numpy.
    `orders`: what comes out, or the first argument in place, is in an order of chance.
    """

    domain: str
    generator: bool = False
    seed: str = ""
    seed_position: int = -1
    mandatory: bool = False
    later: bool = False
    orders: Literal["", "result", "argument"] = ""


class RandomDraws(Table[RandomDraw]):
    __slots__ = ()
    file = "random_draws.yaml"
    row = RandomDraw


@record(kw_only=True)
class Seeder(Row):
    """A function that seeds the global generators of its domains. Without its `seed` argument it seeds from chance, or
    from a number of its own (`by_default`). `attribute`: it is no function, the seed is assigned to it."""

    domains: tuple[str, ...]
    seed: str
    seed_position: int = 0
    by_default: bool = False
    attribute: bool = False


class Seeders(Table[Seeder]):
    __slots__ = ()
    file = "seeders.yaml"
    row = Seeder


@record(kw_only=True)
class Clock(Row):
    """A function that answers differently in every run, so that no seed can be taken from it."""


class Clocks(Table[Clock]):
    __slots__ = ()
    file = "clocks.yaml"
    row = Clock


@record(kw_only=True)
class LegacyDraw(Row):
    """A function on NumPy's global RandomState, and what takes its place where `rng` is a Generator.

    draws: it gives random numbers. moves: what the next draw gives is another number after it; a state that is read,
    or put back as it was, moves nothing.
    """

    instead: str
    draws: bool = True
    moves: bool = True


class LegacyDraws(Table[LegacyDraw]):
    __slots__ = ()
    file = "legacy_draws.yaml"
    row = LegacyDraw


@record(kw_only=True)
class Trainer(Row):
    """A call by which a network is trained, whose first weights and order of rows come from the generator of `domain`.

    A name that begins with `?.` is any method so called. `keyword`: it counts only where this argument is given.
    `imports`: only in a program that imports one of these. `beside`: only where the program also calls such a method.
    `any_model`: what it trains is a network even where none of its layers is seen.
    """

    domain: str
    keyword: str = ""
    imports: tuple[str, ...] = ()
    beside: str = ""
    any_model: bool = False


class Trainers(Table[Trainer]):
    __slots__ = ()
    file = "trainers.yaml"
    row = Trainer


@record(kw_only=True)
class Unseedable(Row):
    """A call whose result differs from run to run even where every generator is seeded.

    It is repeatable where one of the arguments in `unless` has one of the values listed for it, or any value where none
    is listed. With `when` it is not repeatable only where that argument has one of its values, or any (`[]`) that
    `unless` does not excuse. `because` says what goes on, `fix` what to write. It learns a model, or asks one that
    somebody else runs.
    """

    because: str
    fix: str
    unless: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    when: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    kind: Literal["learns", "asks"] = "learns"


class Unseedables(Table[Unseedable]):
    __slots__ = ()
    file = "unseedable.yaml"
    row = Unseedable


@record(kw_only=True)
class Switch(Row):
    """A switch that lets a library choose among algorithms that differ from run to run, where it is `loose`.

    `argument`: of this call (at `position`), else the value is assigned to the name itself. `domain`: who seeds this
    one means to repeat the run. `strict` is what to write instead.
    """

    domain: str
    loose: Scalar
    strict: str
    because: str
    argument: str = ""
    position: int = -1


class Switches(Table[Switch]):
    __slots__ = ()
    file = "switches.yaml"
    row = Switch
