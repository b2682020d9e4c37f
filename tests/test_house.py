"""The architecture, written down and checked: who may import whom, and what the data must say of itself."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mldebt.checks
from mldebt.knowledge import lend
from mldebt.model import Table
from mldebt.registry import checks_of

SOURCE = Path(__file__).parents[1] / "src" / "mldebt"
RULES = SOURCE.parents[1] / "rules"

ROOMS: dict[str, set[str]] = {
    "lazily": set(),
    "patterns": set(),
    "copies": {"store"},  # which knows where the cache lies
    "doors": set(),
    "model": set(),
    "store": {"model"},
    "knowledge": {"model", "store"},  # the compiled copies lie where the cache does
    "discover": {"model"},
    "settings": {"model"},
    "flow": {"model", "knowledge"},
    "read": {"model", "knowledge", "flow"},  # a tree is lent to flow, which reduces it; it never leaves the two rooms
    "link": {"model", "knowledge", "flow"},  # flow interprets what it reduced, now across files
    "score": {"model", "knowledge"},
    "gate": {"model"},
    "fingerprints": {"model"},
    "debts": {"model", "score", "fingerprints", "link"},  # link knows who answers for a practice
    "past": {"model", "fingerprints"},
    "pool": {"model"},
    "report": {"model"},
    "api": {"model", "knowledge", "link"},
    "checks": {"api"},
    "roster": {"model"},
    "registry": {"api", "model", "doors", "roster"},
    "runner": {"model"},
    "audit": {
        "model", "knowledge", "discover", "read", "link", "runner", "registry", "score", "gate", "debts", "pool",
        "fingerprints", "past", "store",
    },
    "survey": {"model", "knowledge", "discover", "read", "audit", "pool"},
    "collect": {"model", "read"},  # a crontab is read the same way wherever it lies
    "testing": {"model", "audit", "registry", "settings"},
    "cli": {
        "model", "audit", "registry", "settings", "report", "discover", "collect", "survey", "past",
        "store",
        "knowledge",  # `rules --peers` is a table
        "link",  # `pipelines` and `impact` ask for one project fact
        "score",  # the history orders what people read, after the audit
    },
}  # fmt: skip
"""Each room, and the rooms it may import. An arrow that is missing here is missing for a reason."""

HEAVY = {"rich", "yaml", "sqlglot", "tree_sitter", "tree_sitter_bash", "tree_sitter_scala", "radon", "pandas",
         "sklearn", "numpy", "typer", "click", "packaging", "pip_requirements_parser"}  # fmt: skip


EVERYWHERE = {"lazily", "patterns", "copies"}
"""What every room may import: how imports and patterns are put off, and where copies of what was read once lie."""


def _modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path.name != "__main__.py")


def _name(path: Path) -> str:
    parts = ("mldebt", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def _imports(path: Path, *, lazily: bool = True) -> Iterator[str]:
    """Absolute names of what a module imports; `lazily` counts imports inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = _name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree) if lazily else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join((*base, node.module) if node.module else base)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: _name(path))
def test_every_module_is_placed_and_every_arrow_is_on_the_map(path: Path) -> None:
    room = _room(_name(path))
    if not room:
        return
    assert room in ROOMS, f"nobody placed {_name(path)}"
    ours = {_room(name) for name in _imports(path) if name.startswith("mldebt.")} - {
        room,
        "",
        "__version__",
        *EVERYWHERE,
    }
    assert ours <= ROOMS[room], f"{_name(path)} imports {sorted(ours - ROOMS[room])}"


def test_there_is_no_import_cycle() -> None:
    modules = {_name(path): path for path in _modules()}
    arrows = {
        name: {imported for imported in _imports(path, lazily=False) if imported in modules and imported != name}
        for name, path in modules.items()
    }
    # A package's __init__ gathers its modules; their siblings reach it only through the package's name.
    arrows = {name: {to for to in tos if not name.startswith(to + ".")} for name, tos in arrows.items()}
    seen: set[str] = set()
    while ready := {name for name, tos in arrows.items() if name not in seen and tos <= seen}:
        seen |= ready
    assert set(modules) - seen == set()


def test_what_a_package_offers_is_there_and_no_module_hides_it() -> None:
    for path in _modules():
        package = import_module(_name(path))
        for name in getattr(package, "__all__", ()):
            assert not isinstance(getattr(package, name), ModuleType), f"{_name(path)}.{name}"


def test_only_knowledge_reads_rules_and_only_the_cli_prints() -> None:
    for path in _modules():
        text = path.read_text(encoding="utf-8")
        calls = {node.func.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Name)}  # fmt: skip
        assert "print" not in calls or _room(_name(path)) == "cli", path
        rooms = ("knowledge", "cli", "report", "store")  # SARIF calls its checks rules; store looks at their times
        assert '"rules"' not in text or _room(_name(path)) in rooms, path


def test_nothing_heavy_is_imported_at_start_up() -> None:
    entry = ["__init__", "__main__", "cli/__init__"]
    for path in (SOURCE / f"{name}.py" for name in entry):
        roots = {name.partition(".")[0] for name in _imports(path, lazily=False)}
        assert not roots & HEAVY, path


def test_a_scan_that_is_told_again_imports_next_to_nothing() -> None:
    allowed = {"os", "sys", "_sqlite3", "sqlite3", "zlib", "hashlib", "time", "mldebt", "collections.abc"}
    for path in (SOURCE / "store" / f"{name}.py" for name in ("__init__", "place", "book", "manifest", "replay")):
        names = set(_imports(path, lazily=False)) - {"collections.abc.Iterable", "zlib.crc32"}
        ours = {name for name in names if name.startswith("mldebt.")}
        assert names - ours <= allowed, path
        assert all(name.startswith("mldebt.store") or name == "mldebt.__version__" for name in ours), path


def _tables(kind: type[Any] = Table) -> Iterator[type[Table[Any]]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _tables(inner)


for _path in _modules():  # packages offer their names lazily, and only what was imported is a subclass
    import_module(_name(_path))


OURS = sorted((t for t in _tables() if t.__module__.startswith("mldebt.")), key=lambda t: t.__name__)


@pytest.mark.parametrize("table", OURS, ids=lambda table: table.__name__)
def test_every_row_of_knowledge_names_its_source(table: type[Table[Any]]) -> None:
    rows = list(lend(table))
    assert rows
    assert all(len(row.source) > 3 for row in rows)


def test_every_file_of_rules_has_a_table() -> None:
    assert {path.name for path in RULES.glob("*.yaml")} == {table.file for table in OURS}


def test_a_check_file_has_a_page_and_a_page_has_a_check_file() -> None:
    for folder in (SOURCE / "checks").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            code = {path.stem for path in folder.glob("*.py")} - {"__init__"}
            pages = {path.stem for path in folder.glob("*.md")}
            assert code == pages, folder.name


def test_a_check_is_short_and_its_practice_is_known() -> None:
    from mldebt.knowledge import Families

    families = lend(Families)
    for check in checks_of(mldebt.checks, "mldebt"):
        function = next(node for node in ast.walk(ast.parse(check.page.with_suffix(".py").read_text()))
                        if isinstance(node, ast.FunctionDef))  # fmt: skip
        assert (function.end_lineno or 0) - function.lineno < 26, check.slug
        assert check.family in families, check.slug
        assert check.practice is None or check.practice in families[check.family].practices, check.slug


def test_three_places_may_catch_everything_and_each_has_its_reason() -> None:
    broad = [
        f"{_name(path)}"
        for path in _modules()
        for line in path.read_text(encoding="utf-8").splitlines()
        if "noqa: BLE001" in line
    ]
    assert sorted(broad) == ["mldebt.cli.app", "mldebt.read", "mldebt.runner"]
