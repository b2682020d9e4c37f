from collections.abc import Iterator

from mldebt.api import Finding, FloatingBases, Severity, check, tag_of


@check(severity=Severity.MEDIUM, minutes=15)
def base_image_unpinned(bases: FloatingBases) -> Iterator[Finding]:
    for base in bases.found:
        tag = tag_of(base.image)
        said = f"{base.image} follows a tag that moves" if tag else f"{base.image} has no tag"
        name = base.image.removesuffix(f":{tag}")
        yield Finding(
            base.where,
            f"{said}, so the next build may start from another image",
            subject=base.image,
            fix=f"FROM {name}:<version of today>, or FROM {name}@sha256:<digest of today>",
        )
