"""What is a file for? Told by its folders and its name, and by its first lines where these may mislead.

Only the path below the scanned root counts, so a folder of examples that is scanned by itself is a project.
"""

from collections.abc import Iterable
from pathlib import Path

from mldebt import patterns as re
from mldebt.model import Language, Role

from .languages import Peek
from .peek import beginning, is_regular

VENDORED = frozenset({
    "vendor", "vendored", "_vendor", "third_party", "third-party", "thirdparty", "extern", "externals", "site-packages",
    "node_modules",
})  # fmt: skip
TESTS = frozenset({"tests", "unit_tests", "unittests", "integration_tests"})
PERHAPS_TESTS = frozenset({"test", "testing"})
"""In a machine-learning project these may as well hold the evaluation of a model."""
DOCS = frozenset({"docs", "doc", "docs_src"})
EXAMPLES = frozenset({"examples", "example", "samples", "tutorials", "tutorial", "demo", "demos"})
TRAINING = frozenset({"training", "train", "trainer", "trainers"})
SERVING = frozenset({"serving", "serve", "server", "inference", "api"})

TEST_NAME = re.compile(r"test\.py|tests?_.*\.py|.*_tests?\.py")
TRAINING_NAME = re.compile(r"(?:.*[^a-z])?train(?:ing|er)?(?:[^a-z].*)?")
SERVING_NAME = re.compile(r"(?:.*[^a-z])?(?:serve|server|serving|inference|app)(?:[^a-z].*)?")
GENERATED_NAME = re.compile(r".*_pb2(?:_grpc)?\.py|versioneer\.py|_version\.py")

TEST_LIBRARY = re.compile(rb"\b(?:pytest|unittest|TestCase|absltest)\b")
TEST_FUNCTION = re.compile(rb"^\s*(?:async )?def test_|^class Test", re.MULTILINE)
GENERATED = re.compile(
    rb"^[\s#/*;\"'-]*(?!.*(?:colab|jupyter|jupytext|nbconvert|gpt|copilot|\bai\b))"
    rb"(?:@generated\b|(?:(?:this|the) )?(?:file|code|module|script) (?:is|was|has been) "
    rb"(?:auto(?:matically)?[- ]?)?generated\b|(?:auto(?:matically)?[- ]?|code )generated (?:by|from|with)\b"
    rb"|(?-i:Generated) by\b)",
    re.MULTILINE | re.IGNORECASE,
)
"""What a header says first in a line. Scripts exported from notebooks, and what an assistant wrote, are not meant:
these are maintained like any other code."""


def role_of(path: str, language: Language, test_folders: frozenset[str], peek: Peek) -> Role:
    """The role of one file; `test_folders` are the ambiguous folders that turned out to hold tests."""
    folder, _, name = path.lower().rpartition("/")
    parts = frozenset(folder.split("/"))
    if parts & VENDORED:
        return Role.VENDORED
    if _is_generated(name, language, peek):
        return Role.GENERATED
    if parts & TESTS or _suite(path) in test_folders or _is_test(name, peek):
        return Role.TEST
    if "migrations" in parts or f"{folder}/".endswith("alembic/versions/"):
        return Role.MIGRATION
    if parts & DOCS:
        return Role.DOCS
    if parts & EXAMPLES:
        return Role.EXAMPLE
    return _purpose(name.rpartition(".")[0], parts)


def test_folders(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """The folders called `test` or `testing` in which some file is a test."""
    proven: set[str] = set()
    for path in paths:
        suite = _suite(path)
        if suite and suite not in proven and path.endswith(".py") and _is_proof(f"{root}/{path}"):
            proven.add(suite)
    return frozenset(proven)


def _is_proof(path: str) -> bool:
    return is_regular(path) and _reads_as_test(beginning(path, 16384))


def _suite(path: str) -> str:
    """The path of the outermost ambiguous folder around a file; empty where there is none."""
    folder = path.rpartition("/")[0]
    parts = folder.split("/")
    for index, part in enumerate(parts):
        if part.lower() in PERHAPS_TESTS:
            return "/".join(parts[: index + 1])
    return ""


def _is_generated(name: str, language: Language, peek: Peek) -> bool:
    if GENERATED_NAME.fullmatch(name):
        return True
    if language not in (Language.PYTHON, Language.SQL, Language.SHELL):
        return False
    head = peek(400)
    if b"generated" not in head.lower():  # nearly every file; the expression is slow
        return False
    return b"DO NOT EDIT" in head or GENERATED.search(head) is not None


def _is_test(name: str, peek: Peek) -> bool:
    if name in ("conftest.py", "tests.py"):
        return True
    return TEST_NAME.fullmatch(name) is not None and _reads_as_test(peek(16384))


def _reads_as_test(head: bytes) -> bool:
    """A test and not a script that evaluates a model, whose functions may be called `test_epoch`."""
    if TEST_LIBRARY.search(head):
        return True
    return TEST_FUNCTION.search(head) is not None and b"assert" in head and b"argparse" not in head


def _purpose(stem: str, parts: frozenset[str]) -> Role:
    if TRAINING_NAME.fullmatch(stem):
        return Role.TRAINING
    if SERVING_NAME.fullmatch(stem):
        return Role.SERVING
    if parts & TRAINING:
        return Role.TRAINING
    return Role.SERVING if parts & SERVING else Role.APPLICATION
