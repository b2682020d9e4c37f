from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UndeclaredStageReads, check, hops_of_undeclared

DECLARED = {"dvc": "deps", "make": "prerequisites", "snakemake": "input"}


@check(severity=Severity.MEDIUM, minutes=20, confidence=Confidence.MEDIUM)
def undeclared_stage_dependency(reads: UndeclaredStageReads) -> Iterator[Finding]:
    for one in reads.found:
        stage, writer, where = one.stage.name, one.writer.name, DECLARED.get(one.stage.tool)
        message = f"{stage} reads {one.paths}, which {writer} writes, and does not run after it"
        fix = f"{writer} >> {stage}"
        if where:
            message = f"{stage} reads {one.paths}, which {writer} writes, and does not name it in its {where}"
            fix = f"add {one.paths} to the {where} of {stage}"
        yield Finding(one.stage.where, message, hops_of_undeclared(one), subject=f"{stage} {one.paths}", fix=fix)
