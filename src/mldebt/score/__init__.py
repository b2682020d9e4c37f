"""How much debt is it, and what should be paid first?"""

from mldebt.lazily import lazily

with lazily(__name__):
    from .interest import by_history, heat, payback_months, ranked
    from .practices import practices
    from .scale import FamilyScale, Scale, SeverityScale, scale_from
    from .total import score

__all__ = [
    "FamilyScale", "Scale", "SeverityScale", "by_history", "heat", "payback_months", "practices", "ranked",
    "scale_from", "score",
]  # fmt: skip
