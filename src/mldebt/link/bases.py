"""Which images does a build start from that may be others tomorrow?"""

import re
from dataclasses import dataclass
from itertools import pairwise

from mldebt.model import BaseImage, BaseImages, Commands, Project, ProjectFact

MOVING = re.compile(r"latest|latest[-.].+|.+[-.]latest|nightly|nightly[-.].+")
BUILDERS = frozenset({"docker", "podman", "buildah", "nerdctl", "buildx"})


@dataclass(frozen=True)
class FloatingBases(ProjectFact):
    """`examined` is how many images the project's builds start from; images that the project builds itself are none."""

    examined: int
    found: tuple[BaseImage, ...]

    @classmethod
    def of(cls, project: Project) -> "FloatingBases":
        all_of_them = [one for _, found in project.each(BaseImages) for one in found]
        own = {_bare(word) for _, found in project.each(Commands) for one in found for word in _tags(one.words)}
        floating = [one for one in all_of_them if _floats(one.image) and _bare(one.image) not in own]
        return cls(len(all_of_them), tuple(floating))

    def __bool__(self) -> bool:
        return self.examined > 0


def tag_of(image: str) -> str:
    """What follows the colon of the last part; a port of a registry is none."""
    return image.rpartition("/")[2].partition(":")[2]


def _floats(image: str) -> bool:
    """No digest, and no tag or one that moves. What an argument or a template decides nobody knows."""
    if "@" in image or "$" in image or "{" in image:
        return False
    tag = tag_of(image)
    return not tag or MOVING.fullmatch(tag) is not None


def _bare(image: str) -> str:
    head, slash, last = image.rpartition("/")
    return head + slash + last.partition(":")[0]


def _tags(words: tuple[str, ...]) -> list[str]:
    """The names that a command gives to the image it builds."""
    if words[0].rpartition("/")[2] not in BUILDERS or not {"build", "tag"} & set(words[1:4]):
        return []
    named = [after for word, after in pairwise(words) if word in ("-t", "--tag")]
    named += [word.partition("=")[2] for word in words if word.startswith("--tag=")]
    return named + ([words[-1]] if "tag" in words[1:3] else [])
