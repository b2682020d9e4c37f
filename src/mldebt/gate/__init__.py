"""May this pass? Every condition that fails is one sentence with its distance, and what it would take."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .case import Case
    from .judge import judge
    from .remedy import cheapest_minutes, cheapest_score

__all__ = ["Case", "cheapest_minutes", "cheapest_score", "judge"]
