"""Which steps does a YAML file declare, with what each needs, makes and waits for? Stages of dvc, jobs of GitLab,
services of compose, tasks of Databricks and of Argo."""

from collections.abc import Iterator
from posixpath import dirname, normpath
from typing import TYPE_CHECKING

from mldebt import patterns as re
from mldebt.model import Dataset, Source, Stage

from .yaml_nodes import child, children, entries, items, line_of, text_at, texts

if TYPE_CHECKING:
    from yaml import Node

MOST = 50
"""Items of a `foreach` that are followed."""
RESERVED = frozenset({
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
    "after_script", "pages",
})  # fmt: skip
"""Keys of GitLab's file that are no jobs."""
FILES = {"notebook_task": "notebook_path", "spark_python_task": "python_file"}
"""Kinds of tasks of Databricks, and where in them the file stands."""

_HOLE = re.compile(r"\$\{[^{}]*\}")


def stages_in(root: "Node", source: Source) -> Iterator[Stage]:
    """The stages of one document, by what the file is called and what it holds."""
    name = source.file.path.rpartition("/")[2]
    if name == "dvc.yaml":
        yield from _dvc(root, source)
    elif ".gitlab-ci" in source.file.path:
        yield from _gitlab(root, source)
    elif re.fullmatch(r"(?:docker-)?compose[\w.-]*\.ya?ml", name):
        yield from _compose(root, source)
    elif text_at(root, "apiVersion").startswith("argoproj.io/"):
        yield from _argo(root, source)
    elif "task_key" in source.text:
        yield from _databricks(root, source)


def _span(key: "Node", value: "Node", source: Source) -> tuple[int, int]:
    first = source.place(line_of(key)).line
    last = source.place(max(value.end_mark.line, line_of(key))).line
    return first, max(first, last)


def _dvc(root: "Node", source: Source) -> Iterator[Stage]:
    for key, value in entries(child(root, "stages")):
        name, body = str(key.value), child(value, "do") or value
        home = normpath(f"{dirname(source.file.path)}/{text_at(body, 'wdir')}").lstrip("/")
        first, last = _span(key, value, source)
        for suffix, known in _items(value):
            reads = [_filled(path, known) for path in _paths(child(body, "deps"))]
            writes = [
                _filled(path, known) for kind in ("outs", "metrics", "plots") for path in _paths(child(body, kind))
            ]
            yield Stage(
                "dvc", name + suffix, source.place(first), (first, last), reads=tuple(reads), writes=tuple(writes),
                folder="" if home == "." else home, complete=True,
            )  # fmt: skip


def _items(stage: "Node") -> Iterator[tuple[str, dict[str, str]]]:
    """One empty item for a plain stage; each item of a `foreach`, which may itself be a template."""
    given = child(stage, "foreach")
    if given is None:
        yield "", {}
        return
    listed = texts(given) if items(given) else []
    found = [(text, {"item": text}) for text, _ in listed]
    for key, value in entries(given):
        inner = {f"item.{name.value}": str(one.value) for name, one in entries(value)}
        found.append((str(key.value), {"key": str(key.value), "item": str(getattr(value, "value", "*")), **inner}))
    for name, known in found[:MOST] or [("*", {})]:
        yield f"@{name}", known


def _filled(path: str, known: dict[str, str]) -> str:
    return _HOLE.sub(lambda found: known.get(found.group()[2:-1].strip(), "*"), path)


def _paths(node: "Node | None") -> Iterator[str]:
    """Paths in a list, where one with options is a key: `- data.csv: {cache: false}`."""
    for item in items(node):
        pairs = list(entries(item))
        yield str(pairs[0][0].value) if pairs else str(item.value)
    for key, _ in entries(node):
        yield str(key.value)


def _gitlab(root: "Node", source: Source) -> Iterator[Stage]:
    """Jobs; `needs` tells their order, and so does the list of stages."""
    order = [text for text, _ in texts(child(root, "stages"))]
    jobs = [(str(key.value), key, value) for key, value in entries(root)
            if child(value, "script") is not None and key.value not in RESERVED]  # fmt: skip
    for name, key, value in jobs:
        own = text_at(value, "stage") or "test"
        needed = child(value, "needs")
        after = [str(text_at(item, "job") or item.value) for item in items(needed)]
        if needed is None and own in order:
            after = [other for other, _, job in jobs if (text_at(job, "stage") or "test") in order[: order.index(own)]]
        first, last = _span(key, value, source)
        writes = [text for text, _ in texts(child(child(value, "artifacts"), "paths"))]
        yield Stage(
            "gitlab", name, source.place(first), (first, last), writes=tuple(writes),
            after=tuple(sorted({*after} - {name})),
            ordered=child(value, "extends") is None,
        )  # fmt: skip


def _compose(root: "Node", source: Source) -> Iterator[Stage]:
    for key, value in entries(child(root, "services")):
        if child(value, "command") is None and child(value, "entrypoint") is None:
            continue
        waits = child(value, "depends_on")
        after = [text for text, _ in texts(waits)] + [
            str(name.value) for name, _ in entries(waits) if name.value != "<<"
        ]
        first, last = _span(key, value, source)
        yield Stage("compose", str(key.value), source.place(first), (first, last), after=tuple(after))


def _argo(root: "Node", source: Source) -> Iterator[Stage]:
    """Templates that run a container or a script; the tasks of a `dag` tell their order."""
    spec = child(root, "spec")
    spec = child(spec, "workflowSpec") or spec
    templates = items(child(spec, "templates"))
    task_of: dict[str, str] = {}
    before: dict[str, list[str]] = {}
    for template in templates:
        for task in items(child(child(template, "dag"), "tasks")):
            name = text_at(task, "name")
            task_of[name] = text_at(task, "template")
            told = [text for text, _ in texts(child(task, "dependencies"))] or re.findall(
                r"[\w-]+", text_at(task, "depends")
            )
            before.setdefault(task_of[name], []).extend(told)
    for template in templates:
        name = text_at(template, "name")
        if child(template, "container") is not None or child(template, "script") is not None:
            first, last = _span(template, template, source)
            after = {task_of[one] for one in before.get(name, ()) if one in task_of}
            yield Stage("argo", name, source.place(first), (first, last), after=tuple(sorted(after - {name})))


def _databricks(root: "Node", source: Source) -> Iterator[Stage]:
    """Tasks of a job, wherever in the file it stands; `depends_on` tells their order."""
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        name = text_at(node, "task_key")
        if name and any(child(node, kind) is not None for kind in FILES):
            files = [text_at(child(node, kind), key) for kind, key in FILES.items()]
            after = [text_at(item, "task_key") for item in items(child(node, "depends_on"))]
            first, last = _span(node, node, source)
            yield Stage(
                "databricks", name, source.place(first), (first, last), scripts=tuple(filter(None, files)),
                after=tuple(after), told="parameters" in source.text,
            )  # fmt: skip
        waiting.extend(reversed(children(node)))


def datasets_in(root: "Node", source: Source) -> Iterator[Dataset]:
    """Entries of Kedro's catalogue that lie at a path or in a table."""
    for key, value in entries(root):
        path = text_at(value, "filepath") or text_at(value, "path") or text_at(value, "table_name")
        if path:
            yield Dataset(str(key.value), _HOLE.sub("*", path), source.place(line_of(key)))
