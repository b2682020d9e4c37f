"""Does a file hand on to others what it imported itself? Then what they do with it is not seen under its own name."""

from mldebt.model import Imports, Project

from .dependencies import Dependency
from .imports import ImportGraph


def is_handed_on(dependency: Dependency, project: Project) -> bool:
    """Some file of the project imports a name of the distribution from a file of ours and not from the distribution."""
    users = {use.where.path for use in dependency.uses}
    symbols = {use.symbol for use in dependency.uses}
    imports = {file.path: found for file, found in project.each(Imports)}
    bound = {
        one.alias or one.name or one.module
        for path in users
        for one in imports.get(path, ())
        if _is_of(f"{one.module}.{one.name}".rstrip("."), symbols)
    }
    graph = project.fact(ImportGraph)
    for path, found in imports.items():
        for one in found:
            if one.name in bound:
                target = graph.resolve(
                    path, f"{one.module}.{one.name}" if one.module.strip(".") else one.module + one.name
                )
                if target is not None and target.path in users:
                    return True
    return False


def _is_of(imported: str, symbols: set[str]) -> bool:
    return any(symbol == imported or symbol.startswith(imported + ".") for symbol in symbols)
