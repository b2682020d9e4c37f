"""Which data does the project know by name, and which operation reads what another one writes?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mldebt import patterns as re
from mldebt.model import CERTAINTY, SURE, Access, Evidence, Language

from .artefact_paths import Location, environment, location
from .artefact_shelves import Shelves
from .flow_ops import Op

_SUFFIXES = re.compile(r"(?:\.[A-Za-z]\w{0,9}){1,2}$")
_MODEL = re.compile(r"\.(?:pkl|pickle|joblib|onnx|pt|pth|safetensors|h5|keras|ckpt|pmml|mlmodel)$", re.IGNORECASE)


@dataclass(slots=True)
class Artefact:
    """Data at one place. `accesses` are all that name it; filled once by `artefacts`, then only read. `words` tell
    environments apart."""

    place: Location
    words: Mapping[str, str]
    accesses: list[Access] = field(default_factory=list)
    readers: list["Reading"] = field(default_factory=list)
    writers: list[tuple[Op, Access]] = field(default_factory=list)
    is_model: bool = False

    @property
    def label(self) -> str:
        """As the first writer names it, else as the first reader does."""
        return (self.writers[0][1] if self.writers else self.accesses[0]).path

    @property
    def name(self) -> str:
        head = f"{self.place.store}://{self.place.bucket}/" if self.place.store else self.place.bucket.rstrip("/") + "/"
        body = ".".join(self.place.parts) if self.place.store == "table" else "/".join(self.place.parts)
        return f"artefact {head.removeprefix('/') if not self.place.bucket else head}{body}"

    @property
    def environment(self) -> str:
        return next(filter(None, (environment(access, self.words) for access in self.accesses)), "")

    @property
    def sort(self) -> Literal["data", "model", "table"]:
        return "model" if self.is_model else "table" if self.place.store == "table" else "data"

    @property
    def format(self) -> str:
        """`csv.gz` by the name, else what the calls say that read and write it; empty where nobody says."""
        if self.place.store == "table":
            return "table"
        named = _SUFFIXES.search(self.place.parts[-1]) if self.place.parts else None
        if named is not None:
            return named[0].lower().lstrip(".")
        return next((access.format for access in self.accesses if access.format), "")


class Reading(NamedTuple):
    """An operation reads the artefact; `access` names it, `evidence` says how it is known to be the same."""

    op: Op
    access: Access
    evidence: Evidence


def artefacts(ops: dict[str, list[Op]], words: Mapping[str, str]) -> list[Artefact]:
    """All artefacts. What is read is the artefact that is written there, where one is, else one of its own."""
    written: dict[Location, Artefact] = {}
    reads: list[tuple[Op, Access, Location]] = []
    for op in (op for step in ops.values() for op in step):
        for access in op.known("writes"):
            artefact = written.setdefault(_place(access), Artefact(_place(access), words))
            artefact.accesses.append(access)
            artefact.writers.append((op, access))
        reads += [(op, access, _place(access)) for access in op.known("reads")]
    linked = _linked(written, reads)
    found = {**written}
    for number, (op, access, place) in enumerate(reads):
        for artefact in linked.get(number, ()) or [found.setdefault(place, Artefact(place, words))]:
            artefact.accesses.append(access)
            known = _evidence(artefact, place, access, op)
            is_guess = number not in linked and artefact.writers and not _writes_itself(artefact, op)
            artefact.readers.append(Reading(op, access, "guess" if is_guess else known))
    _note_models(found)
    return list(found.values())


def _linked(written: dict[Location, Artefact], reads: list[tuple[Op, Access, Location]]) -> dict[int, list[Artefact]]:
    """For each read, by its number, what is written where it reads, by another step or above in the same one."""
    shelves: Shelves[int] = Shelves()
    for number, (_, _, place) in enumerate(reads):
        shelves.put(place, number)
    linked: dict[int, list[Artefact]] = defaultdict(list)
    for place, artefact in written.items():
        for number in shelves.same_as(place):
            if any(_may_follow(*writer, *reads[number][:2]) for writer in artefact.writers):
                linked[number].append(artefact)
    return linked


def _writes_itself(artefact: Artefact, op: Op) -> bool:
    return any(writer.step == op.step for writer, _ in artefact.writers)


def _may_follow(writer: Op, written: Access, reader: Op, read: Access) -> bool:
    """Within a step what is read must stand below what is written; what is declared of it says nothing of that."""
    if writer.step != reader.step:
        return True
    return not (written.declared or read.declared) and writer.where.order < reader.where.order


def _evidence(artefact: Artefact, place: Location, access: Access, op: Op) -> Evidence:
    if access.declared:
        return "declared"
    if access in op.handed:
        return "argument"
    if not artefact.writers:
        return "template" if "*" in access.path else "literal"
    if all(_share_a_name_only(one, access, op.step, writer.step) for writer, one in artefact.writers):
        return "guess"
    both = access.path + artefact.label
    if place == artefact.place:
        return "template" if "*" in both else "literal"
    names_no_file = not artefact.label.rpartition("/")[2].strip("*") and len(artefact.place.parts) < len(place.parts)
    is_file = artefact.writers[0][1].language is Language.PYTHON and artefact.label.endswith("*")
    return "guess" if _fills_a_hole(artefact.place, place) or (names_no_file and is_file) else "template"


def _share_a_name_only(one: Access, other: Access, *steps: str) -> bool:
    """A bare file name in programs of different folders: each may mean a file of its own."""
    folders = {step.partition(":")[0].rpartition("/")[0] for step in steps}
    return len(folders) > 1 and not any("/" in access.path for access in (one, other)) and one.kind != "table"


def sure_link(written: Access, read: Access, *steps: str) -> bool:
    """What one step writes is what the other one reads, as far as the paths can tell."""
    return not _share_a_name_only(written, read, *steps)


def _fills_a_hole(one: Location, other: Location) -> bool:
    """A hole of one side stands where the other side says what is there."""
    return any(a != b and "*" in a + b for a, b in zip(one.parts, other.parts, strict=False))


def _note_models(found: dict[Location, Artefact]) -> None:
    """What is saved as a model, and what a command copies from there."""
    copies: dict[int, list[Artefact]] = defaultdict(list)
    todo = []
    for artefact in found.values():
        artefact.is_model = any(access.kind == "model" for access in artefact.accesses)
        todo += [artefact] if artefact.is_model else []
        for op, _ in artefact.writers:
            if op.accesses and op.accesses[0].language is Language.SHELL and _MODEL.search(artefact.label):
                copies[id(op)].append(artefact)
    while todo:
        for reading in todo.pop().readers:
            for made in copies.get(id(reading.op), ()):
                if not made.is_model:
                    made.is_model = True
                    todo.append(made)


def _place(access: Access) -> Location:
    found = location(access)
    if found is None:
        raise ValueError(access.path)
    return found


def writes_first(artefact: Artefact, reading: Reading) -> bool:
    """The step that reads it has written it before, so what others write there does not concern it."""
    own = [one for one in artefact.writers if one[0].step == reading.op.step]
    return any(_may_follow(*writer, reading.op, reading.access) for writer in own)


def handed_over(found: list[Artefact]) -> Iterator[tuple[str, str]]:
    """Each two steps of which the first certainly writes what the second reads and has not written itself before."""
    for artefact in found:
        for reading in artefact.readers:
            other = reading.op.step
            if writes_first(artefact, reading) or CERTAINTY[reading.evidence] < SURE:
                continue
            for writer, access in artefact.writers:
                if writer.step != other and sure_link(access, reading.access, writer.step, other):
                    yield writer.step, other
