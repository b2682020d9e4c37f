from collections.abc import Iterator

from mldebt.api import Confidence, Finding, ModuleInfo, ModuleShape, Role, Severity, Thresholds, check


@check(
    severity=Severity.MEDIUM, minutes=120, confidence=Confidence.MEDIUM,
    roles={Role.APPLICATION, Role.TRAINING, Role.SERVING},
)  # fmt: skip
def glue_module(shapes: ModuleShape, modules: ModuleInfo, thresholds: Thresholds) -> Iterator[Finding]:
    for shape in () if any(module.entry_point for module in modules) else shapes:
        share = shape.glue / shape.statements
        if (
            share >= thresholds["glue_share"].value
            and shape.glue >= thresholds["glue_statements"].value
            and shape.forwarding >= thresholds["glue_functions"].value
            and len(shape.libraries) >= 2
        ):
            between = ", ".join(sorted(shape.libraries)[:4])
            yield Finding(
                shape.where,
                f"{shape.glue} of {shape.statements} statements only convert and forward between {between}; "
                f"{shape.forwarding} of {shape.functions} functions do nothing else",
                subject=f"glue:{between}",
            )
