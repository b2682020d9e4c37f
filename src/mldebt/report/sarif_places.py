"""Where is it, in the words of SARIF: relative addresses, regions, cells of notebooks, chains of evidence."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from mldebt.model import Hop, Place

from .words import in_cell, plain

Json = dict[str, object]
MOST_STEPS = 1_000
"""Steps of a chain that GitHub's reader is not overtaxed by."""


def location(place: Place) -> Json:
    """The file and, in the file's own text, the spot; in a notebook the cell as well, as a reader counts it."""
    artefact: Json = {"uri": uri(place.path), "uriBaseId": "SRCROOT"}
    told: Json = {"physicalLocation": {"artifactLocation": artefact, "region": _region(place)}}
    if place.cell is not None:
        name = in_cell(place)
        told["logicalLocations"] = [{"name": name, "fullyQualifiedName": f"{plain(place.path)}: {name}"}]
    return told


def uri(path: str) -> str:
    """The path as a relative reference; bytes of a name that are no text survive, and a colon makes no scheme."""
    if path in ("", "."):
        return "."
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return quote(raw, safe="/")


def steps(evidence: tuple[Hop, ...]) -> Iterator[Json]:
    """Each step of a chain with its sentence."""
    for hop in evidence[:MOST_STEPS]:
        yield {"location": location(hop.where) | {"message": {"text": message(hop.message)}}}


def message(text: str) -> str:
    """A sentence with its full stop, in which nothing is taken for a placeholder or a link."""
    told = re.sub(r"\{(\d+)\}", r"{{\1}}", plain(text)).replace("](", "] (").strip()
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _region(place: Place) -> Json:
    """All four coordinates where they are known. Columns of a notebook are those of the cell, so they are left out."""
    region: Json = {"startLine": max(place.line, 1)}
    if place.cell is not None or not place.column or not place.end_line:
        return region
    if (place.end_line, place.end_column) <= (place.line, place.column):
        return region
    return region | {"startColumn": place.column, "endLine": place.end_line, "endColumn": max(place.end_column, 1)}
