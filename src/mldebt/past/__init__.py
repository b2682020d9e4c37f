"""What was there before? A tree of the history, or a baseline file, held against the debts of today."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .baseline import Baseline, Recorded, baseline_text, parsed_baseline, recorded
    from .known import since_baseline
    from .pairs import Tree, is_worse, pairs
    from .since import Before, Compared, Now, since

__all__ = [
    "Baseline", "Before", "Compared", "Now", "Recorded", "Tree", "baseline_text", "is_worse", "pairs",
    "parsed_baseline", "recorded", "since", "since_baseline",
]  # fmt: skip
