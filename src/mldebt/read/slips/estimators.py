"""Where does the code use scikit-learn against its grain?"""

from collections.abc import Iterator

from mldebt.model import Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from . import cached_steps, hard_labels, own_estimators, pipelines, scales


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    names = Definitions(outline)
    for part in (pipelines, cached_steps, hard_labels, own_estimators, scales):
        yield from part.collect(outline, names, lend)
