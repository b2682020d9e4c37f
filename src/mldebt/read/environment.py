"""What does a conda environment file ask for, pip's part included?"""

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import NotRead, Place, Requirement, Requirements, Source

from .door import Part, facts, joined
from .requirements import read_lines
from .specs import group_of_file
from .yaml_nodes import child, documents, items, texts

CONDA_SPEC = re.compile(r"(?:[\w./-]+::)?(\w[\w.-]*)(?:\[[^\]]*\])?\s*(.*)$")
"""`channel::name[options] version=build`: the name, and what follows it."""

NOT_PYTHON = re.compile(r"(python|r|_.*|r-.*)$")
"""What an environment holds beside distributions: the interpreters, conda's own markers, packages of R."""


def environment_part(source: Source) -> Part:
    """Requirements and inclusions of environment.yml, and what of it is none."""
    roots = documents(source.text)
    if isinstance(roots, str):
        return Part(not_read=(NotRead(source.file.path, roots),))
    group, lines = group_of_file(source.file.path), source.text.split("\n")
    parts = []
    for root in roots:
        for entry in items(child(root, "dependencies")):
            for text, line in texts(entry):
                parts.append(_package(text.strip(), source.place(line), group, lines[line - 1]))
            for text, line in texts(child(entry, "pip")):
                parts.append(read_lines(source.part(text, line), group))
    return joined(parts)


def _package(text: str, where: Place, group: str, written: str) -> Part:
    found = conda_requirement(text, where, group, written.strip(" -"))
    if isinstance(found, NotRead):
        return Part(not_read=(found,))
    return Part(facts(Requirements([found]))) if found is not None else Part()


def conda_requirement(text: str, where: Place, group: str, written: str) -> Requirement | NotRead | None:
    """What conda would take the text for; None for an interpreter and what else is no distribution."""
    found = CONDA_SPEC.match(text)
    if found is None:
        return NotRead(where.path, f"{text[:80]!r} is not a package of conda", where.line, 1)
    name, version = found.groups()
    if NOT_PYTHON.match(name.lower()):
        return None
    specifier, pinned = _version(version.strip())
    return Requirement(canonical_name(name), where, specifier, group, pinned=pinned, text=written)


def _version(text: str) -> tuple[str, str]:
    """conda's `=1.19.2=py38_0` as (`==1.19.2`, `1.19.2`); its `=1.19` is any 1.19, its `1.8|1.9` is left open."""
    if "|" in text:
        return "", ""
    fuzzy = re.match(r"=?(?![=<>!~])\s*([\w.!+]+?)(\.?\*)?(?:\s*=\s*[\w*]+|\s+\w+)?$", text)
    if fuzzy is None:
        exact = re.match(r"==\s*([\w.!+]+)$", text)
        return text.replace(" ", ""), exact.group(1) if exact else ""
    version, star = fuzzy.group(1), fuzzy.group(2)
    whole = not star and (text.count("=") == 2 or " " in text or version.count(".") >= 2)
    return f"=={version}" if whole else f"=={version}.*", version if whole else ""
