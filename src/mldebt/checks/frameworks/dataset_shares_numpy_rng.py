from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.MEDIUM, minutes=15)
def dataset_shares_numpy_rng(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("dataset-shares-numpy-rng")
