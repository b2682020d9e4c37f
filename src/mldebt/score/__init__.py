"""How much debt is it, and what should be paid first?"""

from mldebt.lazily import lazily

with lazily(__name__):
    from .interest import payback_months, ranked
    from .scale import FamilyScale, Scale, SeverityScale, scale_from
    from .total import score

__all__ = ["FamilyScale", "Scale", "SeverityScale", "payback_months", "ranked", "scale_from", "score"]
