"""Where does the code use Airflow or Spark against its grain?"""

from collections.abc import Iterator

from mldebt.model import Lend, Slip

from ..outline import Outline
from .airflow import clocks, parse_time_reads, schedules
from .spark import collected_whole, recomputed


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    if outline.imports("airflow"):
        yield from parse_time_reads(outline, lend)
        yield from schedules(outline)
        yield from clocks(outline)
    if outline.imports("pyspark"):
        yield from collected_whole(outline, lend)
        yield from recomputed(outline, lend)
