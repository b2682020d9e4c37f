"""What does the repository show of the ML Test Score's tests, and of the questions that measure debt?

Evidence is what is there, with its place, and no judgement of it. What a repository cannot show is said to be so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from mldebt.knowledge import EvidenceSign, EvidenceSigns, Question, Questions
from mldebt.model import (
    Answer,
    Commands,
    Debt,
    Hop,
    Imports,
    Place,
    Pledge,
    Project,
    Role,
    Shown,
    Uses,
)

from .pledges import Pledges
from .shown_facts import FACTS
from .surfaces import names_of

OTHERS = frozenset({Role.TEST, Role.DOCS, Role.VENDORED, Role.GENERATED})
"""Where a use is none of the program itself."""
FOREIGN = frozenset({Role.VENDORED, Role.GENERATED})


def answers_of(project: Project, debts: Iterable[Debt]) -> tuple[Answer, ...]:
    """One answer a question, in the order of the table; none where there is no machine learning to ask about."""
    surfaces = project.recalled("surfaces", names_of)
    if not surfaces:
        return ()
    found, against = project.recalled("shown", _found), _against(debts)
    pledges = project.fact(Pledges).by_practice
    return tuple(_answer(one, found, against, pledges, frozenset(surfaces)) for one in project.table(Questions))


def _answer(
    one: Question, found: Mapping[str, tuple[Hop, ...]], against: Mapping[str, Hop], pledges: Mapping[str, Pledge],
    surfaces: frozenset[str],
) -> Answer:  # fmt: skip
    own = tuple(sorted(found.get(one.name, ()), key=lambda hop: (hop.where.order, hop.message)))
    pledge = next((pledges[name] for name in (one.name, *one.practices) if name in pledges), None)
    spoken = tuple(against[rule] for rule in one.against if rule in against)
    missing = one.missing
    if one.surface and one.surface not in surfaces:
        missing = f"nothing in this repository is known to be {one.surface}"
    shown: Shown = "not-found" if one.visible and missing == one.missing else "cannot-be-told"
    if own:
        shown = "evidence"
    elif pledge is not None and pledge.holds:
        shown = "attested"
    return Answer(one.name, one.section, one.question, shown, own, spoken, missing, one.source, pledge)


def _against(debts: Iterable[Debt]) -> dict[str, Hop]:
    """The first finding of each check, and how many there are."""
    rules: defaultdict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        if debt.open:
            rules[debt.rule].append(debt)
    told = {}
    for rule, some in rules.items():
        first = min(some, key=lambda debt: debt.where.order)
        told[rule] = Hop(first.where, f"{rule}, {len(some)} findings" if len(some) > 1 else rule)
    return told


def _found(project: Project) -> dict[str, tuple[Hop, ...]]:
    """The first place of each sign, by question."""
    signs = project.table(EvidenceSigns)
    places: dict[str, tuple[EvidenceSign, Hop]] = {}
    for sign, hop in (*_used(project, signs), *_files(project, signs), *_commands(project, signs)):
        places.setdefault(sign.name, (sign, hop))
    found: defaultdict[str, list[Hop]] = defaultdict(list)
    for sign, hop in (*places.values(), *_facts(project, signs)):
        for question in sign.questions:
            found[question].append(hop)
    return {question: tuple(hops) for question, hops in found.items()}


def _used(project: Project, signs: EvidenceSigns) -> Iterator[tuple[EvidenceSign, Hop]]:
    names = [
        (file, [(f"{one.module}.{one.name}" if one.name not in ("", "*") else one.module, one.where) for one in some])
        for file, some in project.each(Imports)
    ] + [(file, [(use.name, use.where) for use in some]) for file, some in project.each(Uses)]
    for file, some in names:
        if file.role not in OTHERS:
            for name, where in some:
                sign = signs.of(name)
                if sign is not None:
                    yield sign, Hop(where, f"uses {sign.name}")


def _files(project: Project, signs: EvidenceSigns) -> Iterator[tuple[EvidenceSign, Hop]]:
    """By the name of a file, or of a folder around it, or the end of the path of either."""
    wanted = {sign.name.lower(): sign for sign in signs.some("file")}
    for file in project.repository.files:
        if file.role in FOREIGN:
            continue
        parts = file.path.split("/")
        for depth in range(len(parts), 0, -1):
            for name in (parts[depth - 1], "/".join(parts[max(0, depth - 2) : depth])):
                if name.lower() in wanted:
                    path = "/".join(parts[:depth])
                    yield wanted[name.lower()], Hop(Place(path, 0 if depth < len(parts) else 1), "is there")


def _commands(project: Project, signs: EvidenceSigns) -> Iterator[tuple[EvidenceSign, Hop]]:
    wanted = [(tuple(sign.name.split()), sign) for sign in signs.some("command")]
    for _, commands in project.each(Commands):
        for command in commands:
            for words, sign in wanted:
                if (command.program, *command.words[1:])[: len(words)] == words:
                    yield sign, Hop(command.where, f"runs {sign.name}")


def _facts(project: Project, signs: EvidenceSigns) -> Iterator[tuple[EvidenceSign, Hop]]:
    for sign in signs.some("fact"):
        for hop in FACTS[sign.name](project):
            yield sign, hop
