"""Which evaluation cannot be believed, because what is judged has already been seen?"""

from .claims import Claim
from .fact import Leaks

__all__ = ["Claim", "Leaks"]
