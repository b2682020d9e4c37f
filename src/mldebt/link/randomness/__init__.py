"""What can be repeated? Draws, the seeds that reach them, and what no seed helps."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .draws import Draw
    from .fact import UnrepeatableSplits, UnseededDraws, UnseededSamples
    from .switches import LooseSwitches
    from .training import UnseededTraining
    from .unseedable import UnseedableCalls

__all__ = [
    "Draw", "LooseSwitches", "UnrepeatableSplits", "UnseedableCalls", "UnseededDraws", "UnseededSamples",
    "UnseededTraining",
]  # fmt: skip
