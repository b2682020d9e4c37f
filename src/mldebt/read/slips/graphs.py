"""Where does the code use TensorFlow or Keras against their grain?"""

from collections.abc import Iterator

from mldebt.model import Lend, Slip

from ..outline import Outline
from .graph_effects import effects
from .graph_functions import recursions, stale_values, tensors_grown, variables
from .keras_heads import heads
from .keras_loops import models_in_loops


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    yield from effects(outline, lend)
    yield from variables(outline)
    yield from recursions(outline)
    yield from stale_values(outline)
    yield from tensors_grown(outline)
    yield from heads(outline, lend)
    yield from models_in_loops(outline)
