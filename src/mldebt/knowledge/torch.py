"""What PyTorch's modules, losses and loop helpers do, and which words name labels, outputs and held-out data."""

from typing import Literal

from mldebt.model import Row, Table, record

Squash = Literal["softmax", "sigmoid", "log-softmax", "log-sigmoid"]


@record(kw_only=True)
class TorchModule(Row):
    """A module, or a function that makes one. `name` may be a package: all that lies under it is alike.

    `depends`: it computes another thing in train() than in eval(): always, or only where its argument `dropout` is
    given, and with it `only_with` (other than 1). `born`: the mode in which it comes into the world. `wraps`: it is
    its first argument in other clothes.
    """

    depends: Literal["yes", "no", "with-dropout"] = "no"
    dropout: str = ""
    only_with: str = ""
    born: Literal["train", "eval"] = "train"
    wraps: bool = False


class TorchModules(Table[TorchModule]):
    __slots__ = ()
    file = "torch_modules.yaml"
    row = TorchModule


@record(kw_only=True)
class TorchActivation(Row):
    """A module or function that squashes scores; methods of a tensor have names without a dot."""

    gives: Squash


class TorchActivations(Table[TorchActivation]):
    __slots__ = ()
    file = "torch_activations.yaml"
    row = TorchActivation


@record(kw_only=True)
class TorchLoss(Row):
    """A loss: what its first argument should be, and which squashed scores spoil it. `ordered`: it matters which
    argument comes first."""

    wants: Literal["scores", "log-probabilities", "probabilities", "values"]
    spoilt_by: tuple[Squash, ...] = ()
    ordered: bool = False


class TorchLosses(Table[TorchLoss]):
    __slots__ = ()
    file = "torch_losses.yaml"
    row = TorchLoss


@record(kw_only=True)
class TorchCall(Row):
    """What a call, or a package of calls, is for in a program that trains.

    optimizer, scheduler: makes one; loader: makes one; without-gradient: a context or decorator; request: hands back
    work that must be awaited (`only_with`: where that argument is true); generator: makes a source of random numbers;
    input-gradient: attacks or explains a model by the gradients of its inputs.
    """

    means: Literal[
        "optimizer", "scheduler", "loader", "without-gradient", "request", "generator", "einops", "input-gradient"
    ]
    only_with: str = ""


class TorchCalls(Table[TorchCall]):
    __slots__ = ()
    file = "torch_calls.yaml"
    row = TorchCall


@record(kw_only=True)
class TorchWord(Row):
    """A word in the name of a variable or function, and what such a thing usually is."""

    means: Literal["held-out", "training", "label", "output", "optimizer", "ordered", "attack"]


class TorchWords(Table[TorchWord]):
    __slots__ = ()
    file = "torch_words.yaml"
    row = TorchWord
