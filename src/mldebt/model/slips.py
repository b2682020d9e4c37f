"""Places where a library is used against its grain. Found where the tree is, because what counts is how expressions
and statements stand to each other."""

from collections.abc import Iterator
from typing import NamedTuple

from .files import FileFact
from .findings import Finding, Hop
from .places import Place


class Slip(NamedTuple):
    """One such place. `kind` is the slug of the check that tells it; empty for the mark that a file uses the library
    at all, so that a file without slips is clean and not unknown. The rest is what a Finding says."""

    kind: str
    where: Place
    message: str = ""
    subject: str = ""
    evidence: tuple[Hop, ...] = ()
    fix: str = ""


class Slips(FileFact):
    """Base of one fact a library; empty where a file does not use it."""

    __slots__ = ()
    local = True

    def of_kind(self, kind: str) -> Iterator[Finding]:
        for slip in self:
            if slip.kind == kind:
                yield Finding(slip.where, slip.message, slip.evidence, slip.subject, fix=slip.fix)


class FrameSlips(Slips):
    """Where does the file use pandas or NumPy against their grain? Kept, since some of it depends on the version that
    the manifests ask for."""

    __slots__ = ()
    local = False


class EstimatorSlips(Slips):
    """Where does the file use scikit-learn against its grain? Kept, since another file may have scaled its table."""

    __slots__ = ()
    local = False


class ModelSaves(Slips):
    """Which models does the file save under a name that is the same in every run?"""

    __slots__ = ()
    local = False


class TorchSlips(Slips):
    """Where does the file use PyTorch against its grain?"""

    __slots__ = ()


class GraphSlips(Slips):
    """Where does the file use TensorFlow or Keras against their grain?"""

    __slots__ = ()


class ClusterSlips(Slips):
    """Where does the file use Airflow or Spark against their grain?"""

    __slots__ = ()


class ChanceSlips(Slips):
    """What does the file leave to chance, or decide about it, that no call tells: rows divided by hand (`split`, at the
    draw), values assigned to switches (`switch`) and to seeds (`seed`), names bound to the clock (`clock`), rows picked
    by chance in SQL (`sample`), draws that are only shown (`look`), functions that are named without a call
    (`mention`), and what runs only in the program itself (`guard`)? Read by the project's checks, so kept."""

    __slots__ = ()
    local = False


class ShellSlips(Slips):
    """Which scripts of the shell go on after a step that moves data has failed? Kept, since it depends on who runs
    them."""

    __slots__ = ()
    local = False


class PathSlips(Slips):
    """Which paths in the file exist on one machine only? Kept, since an image of the project may have such a home."""

    __slots__ = ()
    local = False


class SecretSlips(Slips):
    """Which secrets does the file hold in plain sight? No slip repeats a secret."""

    __slots__ = ()
