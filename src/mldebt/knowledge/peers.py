"""What do other tools detect, and which check of ours covers it?"""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class PeerRow(Row):
    """Something that at least one other tool detects. `checks` are the slugs that cover it; without any, `reason` says
    why none does. `decided_by` is what the answer depends on; `undecidable` cannot be told without running the code."""

    area: str
    decided_by: Literal["syntax", "flow", "types", "absence", "environment", "undecidable"]
    peers: tuple[str, ...]
    checks: tuple[str, ...] = ()
    reason: str = ""


class Peers(Table[PeerRow]):
    __slots__ = ()
    file = "peers.yaml"
    row = PeerRow
