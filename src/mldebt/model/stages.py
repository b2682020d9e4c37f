"""Facts about what orchestrators declare: the steps of a flow, what each runs, reads and writes, and their order."""

from typing import Literal, NamedTuple

from .files import FileFact
from .places import Place

Tool = Literal[
    "dvc", "make", "snakemake", "airflow", "prefect", "dagster", "kubeflow", "metaflow", "kedro", "luigi", "databricks",
    "argo", "gitlab", "compose",
]  # fmt: skip


class Stage(NamedTuple):
    """A step that a file declares: a stage of dvc.yaml, a target of a Makefile, a task of a DAG.

    `flow` is what it belongs to (a DAG's name, the file itself where empty); names in `after` are those of the same
    flow. `body` is the first and the last line of what it runs, whose commands are its own. `function` is the Python
    function that it runs, by full name (`.load` for one of the same file), `scripts` files named beside the commands.
    `reads` and `writes` are paths as declared, seen from `folder`, in which the tool runs the step; `complete` says
    that the tool knows of no others, so a path that is missing there is not declared. `ordered`: all that comes before
    it is known. `alarmed`: somebody is told when it fails. `told`: what it runs may be handed parameters.
    """

    tool: Tool
    name: str
    where: Place
    body: tuple[int, int]
    flow: str = ""
    function: str = ""
    scripts: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    folder: str = ""
    complete: bool = False
    ordered: bool = True
    alarmed: bool = False
    told: bool = False

    def holds(self, place: Place) -> bool:
        """What stands at the place is part of the step."""
        return place.path == self.where.path and self.body[0] <= place.line <= self.body[1]


class Stages(FileFact):
    """Which steps does the file declare, and in which order? In source order."""

    __slots__ = ()


class Dataset(NamedTuple):
    """A name under which a catalogue knows data, and the path or address of that data."""

    name: str
    path: str
    where: Place


class Datasets(FileFact):
    """Which data does a catalogue name?"""

    __slots__ = ()
