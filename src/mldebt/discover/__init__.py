"""Which files does the project have, in which languages, and what is each for? And which had it before?"""

from mldebt.lazily import lazily

with lazily(__name__):
    from .changes import changed_lines
    from .churn import Churn, churn
    from .discovery import discover, discover_base
    from .inputs import Watched, watched
    from .tree import BaseTree, NoBase, base_tree

__all__ = [
    "BaseTree", "Churn", "NoBase", "Watched", "base_tree", "changed_lines", "churn", "discover", "discover_base",
    "watched",
]  # fmt: skip
