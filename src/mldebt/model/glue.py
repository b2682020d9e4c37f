"""Facts about code that is there twice, and about code that was less complex before."""

from dataclasses import dataclass

from .files import Project, ProjectFact
from .python import Function


@dataclass(frozen=True, slots=True)
class BaseFunctions(ProjectFact):
    """How complex were the functions of the tree that this one is compared with? By path; known only to an audit that
    was given such a tree, falsy in any other."""

    functions: dict[str, tuple[Function, ...]]

    @classmethod
    def of(cls, project: Project) -> "BaseFunctions":  # noqa: ARG003 - nothing in the project itself tells
        return cls({})

    def __bool__(self) -> bool:
        return bool(self.functions)
