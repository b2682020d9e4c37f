"""Which runtimes are repaired no more, and which images hold one?"""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class EndedRuntime(Row):
    """A runtime by `language version`, the day on which its makers stopped repairing it, and one that they repair."""

    ended: str
    successor: str


class EndedRuntimes(Table[EndedRuntime]):
    __slots__ = ()
    file = "runtimes.yaml"
    row = EndedRuntime

    def of(self, language: str, version: str) -> EndedRuntime | None:
        """The row of `3.6.9` is that of 3.6; Java counts by its first number, the 8 of `1.8` included."""
        parts = version.split(".")
        if language == "java":
            parts = parts[1:] if parts[0] == "1" else parts
            return self.get(f"java {parts[0]}") if parts else None
        return self.get(f"{language} {'.'.join(parts[:2])}") if len(parts) > 1 else None


@record(kw_only=True)
class RuntimeImage(Row):
    """An image by its name without tag. `language` is the runtime that it is, `prefix` what stands in the tag before
    the version. `libraries`: does it bring those of a graphics card? `packages`: it brings some of Python."""

    language: Literal["python", "java", "r", ""] = ""
    prefix: str = ""
    libraries: Literal["cpu", "gpu"]
    packages: bool = False


class RuntimeImages(Table[RuntimeImage]):
    __slots__ = ()
    file = "runtime_images.yaml"
    row = RuntimeImage

    def of(self, image: str) -> RuntimeImage | None:
        """The row of `registry.example/library/python:3.9-slim` is that of `python`."""
        bare = image.partition("@")[0]
        head, slash, last = bare.rpartition("/")
        name = head + slash + last.partition(":")[0]
        official = name.removeprefix("docker.io/").removeprefix("library/")
        return self.get(official)
