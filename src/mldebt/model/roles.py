"""What a file is for, which decides whether it is audited and whether it counts as size."""

from enum import StrEnum


class Role(StrEnum):
    """What a file is for. Only application, training and serving files count as size; the last five never do."""

    APPLICATION = "application"
    TRAINING = "training"
    SERVING = "serving"
    EXAMPLE = "example"
    DOCS = "docs"
    MIGRATION = "migration"
    TEST = "test"
    VENDORED = "vendored"
    GENERATED = "generated"


SIZED = frozenset({Role.APPLICATION, Role.TRAINING, Role.SERVING, Role.EXAMPLE})
"""Roles whose logical lines are the size of the project."""

PROGRAM = SIZED - {Role.EXAMPLE}
"""Roles of the code that the project lives from."""

AUDITED = SIZED
"""Roles in which a check looks for debt unless it says otherwise; the others only lend their facts."""
