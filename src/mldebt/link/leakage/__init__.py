"""Which evaluation cannot be believed, because what is judged has already been seen?"""

from mldebt.lazily import lazily

with lazily(__name__):
    from .claims import Claim
    from .fact import Leaks

__all__ = ["Claim", "Leaks"]
