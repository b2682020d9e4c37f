"""Which files does the project have, in which languages, and what is each for?"""

from .discovery import discover

__all__ = ["discover"]
