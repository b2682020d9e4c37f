"""Which files does the project have, in which languages, and what is each for? And which had it before?"""

from .changes import changed_lines
from .discovery import discover, discover_base
from .inputs import Watched, watched
from .tree import BaseTree, NoBase, base_tree

__all__ = ["BaseTree", "NoBase", "Watched", "base_tree", "changed_lines", "discover", "discover_base", "watched"]
