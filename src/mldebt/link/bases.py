"""Which images does a build start from that may be others tomorrow?"""

from dataclasses import dataclass
from itertools import pairwise

from mldebt import patterns as re
from mldebt.knowledge import RuntimeImages
from mldebt.model import BaseImage, BaseImages, Commands, Project, ProjectFact

MOVING = re.compile(r"latest|latest[-.].+|.+[-.]latest|nightly|nightly[-.].+")
BUILDERS = frozenset({"docker", "podman", "buildah", "nerdctl", "buildx"})

VAGUE = frozenset({"docker", "build", "images", "dockerfiles", "deploy", ".devcontainer"})
"""Folders that are called after what they hold, and not after an image."""


@dataclass(frozen=True)
class FloatingBases(ProjectFact):
    """`examined` is how many images the project's builds start from; images that the project builds itself are none."""

    looks_at = (BaseImages,)

    examined: int
    found: tuple[BaseImage, ...]

    @classmethod
    def of(cls, project: Project) -> "FloatingBases":
        all_of_them = [one for _, found in project.each(BaseImages) for one in found]
        own = {_bare(word) for _, found in project.each(Commands) for one in found for word in _tags(one.words)}
        own |= {part for image in own if "*" in image and "*" not in (part := image.rpartition("/")[2])}
        table: RuntimeImages = project.table(RuntimeImages)
        homes = {name: file.path for file, _ in project.each(BaseImages) for name in _names(file.path)}
        floating = [
            one
            for one in all_of_them
            if _floats(one.image)
            and own.isdisjoint({_bare(one.image), _last(one.image)})
            and (table.of(one.image) or homes.get(_last(one.image), one.where.path) == one.where.path)
        ]
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


def _last(image: str) -> str:
    """The name of an image in somebody's own registry or namespace; empty for a public one, which has none."""
    return _bare(image).rpartition("/")[2] if "/" in image else ""


def _names(path: str) -> set[str]:
    """What an image of this Dockerfile is most likely called: like its folder, or like the rest of the file's name."""
    *folders, file = path.split("/")
    rest = re.sub(r"(?i)\bdockerfile\b", "", file).strip(".-_")
    return {name for name in (*folders[-1:], rest) if name and name.lower() not in VAGUE}


def _tags(words: tuple[str, ...]) -> list[str]:
    """The names that a command gives to the image it builds."""
    if words[0].rpartition("/")[2] not in BUILDERS or not {"build", "tag"} & set(words[1:4]):
        return []
    named = [after for word, after in pairwise(words) if word in ("-t", "--tag")]
    named += [word.partition("=")[2] for word in words if word.startswith("--tag=")]
    return named + ([words[-1]] if "tag" in words[1:3] else [])
