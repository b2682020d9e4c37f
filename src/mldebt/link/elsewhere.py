"""What do the manifests of R and of the JVM ask for, by the names that our tables give it?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import UNSHIPPED, JvmRequirements, Project, Requirement, RRequirements

from .dependencies import TESTS

SCALA = re.compile(r"_\d+(?:\.\d+)*$")
"""The version of Scala at the end of an artefact's name."""


def packages_of_r(project: Project) -> Iterator[Requirement]:
    return _shipped(project, "r", RRequirements)


def artefacts_of_jvm(project: Project) -> Iterator[Requirement]:
    return _shipped(project, "jvm", JvmRequirements)


def _shipped(project: Project, prefix: str, kind: type[RRequirements | JvmRequirements]) -> Iterator[Requirement]:
    """What runs with the program, each thing once at its first place, named `prefix:name`."""
    seen: set[str] = set()
    for file, asked in project.each(kind):
        for one in asked if file.role not in TESTS else ():
            name = f"{prefix}:{SCALA.sub('', one.name)}"
            if one.group not in UNSHIPPED and name not in seen:
                seen.add(name)
                yield one._replace(name=name)
