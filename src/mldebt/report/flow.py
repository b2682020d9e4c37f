"""The worst flow on the terminal: each hop on one line with its file and line."""

import re
from collections.abc import Iterator

from mldebt.model import Flow, Move

from .ink import Text, cell_len
from .layout import wrapped
from .words import count, plain, spot

WIDEST, LEAST = 100, 28
SIGNS = {"starts": "◷ ", "reads": "┌ ", "writes": "├▶", "last": "└▶", "end": "└ ", "more": "…"}
ASCII = {"starts": "@ ", "reads": ". ", "writes": "+>", "last": "`>", "end": "` ", "more": "..."}
TINT = {"prod": "red", "staging": "yellow", "dev": "green"}


def summary(flow: Flow) -> str:
    """6 hops in 3 steps, in SQL and Python, from prod to staging to prod, owned by nobody."""
    parts = [f"{count(flow.length, 'hop')} in {count(len(flow.steps), 'step')}", f"in {_listed(flow.languages)}"]
    if len(flow.environments) > 1:
        parts.append(f"from {' to '.join(flow.environments)}")
    elif flow.environments:
        parts.append(f"all in {flow.environments[0]}")
    return ", ".join([*parts, f"owned by {flow.owner or 'nobody'}"])


def flow_lines(flow: Flow, width: int | None, *, ascii_only: bool = False, indent: int = 2) -> Iterator[Text]:
    """The flow within 100 columns; a long name of data loses its middle, a place never."""
    signs = ASCII if ascii_only else SIGNS
    columns = min(width or WIDEST, WIDEST)
    yield from wrapped(plain(summary(flow)), columns, indent)
    label = max(cell_len(spot(move.where)) for move in flow.moves)
    tongue = max(len(move.language) for move in flow.moves)
    room = max(LEAST, columns - indent - label - 5 - tongue - 2)
    last, ends = len(flow.moves) - 1, {"writes": "last", "reads": "end"}
    for number, move in enumerate(flow.moves):
        sign = signs[ends.get(move.kind, move.kind) if number == last > 0 else move.kind]
        place = spot(move.where)
        line = Text(" " * indent).append(place + " " * (label - cell_len(place)), "dim").append(f"  {sign} ")
        line.append_text(_things(move, room, signs["more"]))
        if move.language:
            line.append(" " * (indent + label + 5 + room + 2 - line.cell_len)).append(move.language, "dim")
        yield line


def _things(move: Move, room: int, more: str) -> Text:
    if move.kind == "starts":
        schedule = plain(move.things[0].name)
        return Text(cut(f"{schedule}  starts {plain(move.step)}", room, more), "bold")
    places = list(dict.fromkeys(thing.environment for thing in move.things if thing.environment))
    mark = f" ({', '.join(places)})" if places else ""
    text = Text(cut(plain(", ".join(thing.name for thing in move.things)), room - len(mark), more))
    return text.append(mark, TINT.get(places[0], "") if len(places) == 1 else "")


def cut(text: str, room: int, more: str) -> str:
    """The text without its middle where there is too little room."""
    if len(text) <= room:
        return text
    ends = re.fullmatch(r"(\w+://[^/]+/|[^/]*/[^/]+/).*?(/[^/]+/?)", text)
    if ends is not None and len(ends[1] + more + ends[2]) <= room:
        return ends[1] + more + ends[2]
    kept = max(4, room - len(more))
    return text[: (kept + 1) // 2] + more + text[len(text) - kept // 2 :]


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no language"
