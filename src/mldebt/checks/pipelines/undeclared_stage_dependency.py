from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UndeclaredStageReads, check, hops_of_undeclared

DECLARED = {"dvc": "deps", "make": "prerequisites", "snakemake": "input"}


@check(severity=Severity.MEDIUM, minutes=20, confidence=Confidence.MEDIUM)
def undeclared_stage_dependency(reads: UndeclaredStageReads) -> Iterator[Finding]:
    for one in reads.found:
        stage, path = one.stage, one.read.path
        where = DECLARED.get(stage.tool)
        missing = f"does not name in its {where}" if where else "does not run after"
        subject = f"{stage.name} {path}"
        message = (
            f"{stage.name} reads {path}, which {one.writer.name} writes and which it {missing}"
            if where
            else f"{stage.name} reads {path}, which {one.writer.name} writes, and does not run after it"
        )
        fix = f"add {path} to the {where} of {stage.name}" if where else f"{one.writer.name} >> {stage.name}"
        yield Finding(stage.where, message, hops_of_undeclared(one), subject=subject, fix=fix)
