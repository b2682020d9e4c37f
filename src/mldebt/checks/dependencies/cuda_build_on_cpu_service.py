from collections.abc import Iterator

from mldebt.api import Confidence, CudaBuilds, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=30, confidence=Confidence.MEDIUM)
def cuda_build_on_cpu_service(builds: CudaBuilds) -> Iterator[Finding]:
    for one in builds.found:
        yield Finding(
            one.requirement.where,
            f"{one.requirement.name} brings 4.3 GB of libraries for graphics cards into {one.image.image}, "
            "where nothing uses a card",
            evidence=one.hops,
            subject=one.requirement.name,
            fix="take torch from PyTorch's own index of builds for processors (whl/cpu) in this image",
        )
