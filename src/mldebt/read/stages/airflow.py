"""Which tasks do the DAGs of a file have, what does each run, and in which order?"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mldebt.knowledge import Operator, Operators
from mldebt.model import Language, Schedule, Stage

from ..outline import Outline
from ..sql_statements import with_holes
from ..texts import TEMPLATE
from .airflow_order import Orders, Task
from .nouns import Aside, Found, Marks, definitions, in_loop, keyword, known_text, lines_of, mark_of, texts_in

SCHEDULES = ("schedule", "schedule_interval", "timetable")
ALARMS = ("on_failure_callback", "sla_miss_callback", "email")
WITH_OPTIONS = frozenset({"override", "partial", "expand", "expand_kwargs"})
"""Methods of a marked function that give it options before it is called."""
DATA = frozenset({"Dataset", "Asset"})


class Dag(NamedTuple):
    """The call or decorator that makes it, its name, and the tree in which its tasks stand."""

    node: ast.expr
    name: str
    inside: ast.AST | None


def collect(outline: Outline, marks: Marks, operators: Operators, found: Found) -> None:
    dags = list(_dags(outline, marks))
    made = [*_operator_tasks(outline, operators), *_function_tasks(outline, marks)]
    if not made:
        return
    made = list(_renamed(made))
    orders = Orders(outline, made)
    for dag in dags:
        schedule = _schedule(dag, outline)
        if schedule is not None:
            found.schedules.append(schedule)
    for task in made:
        own = _dag_of(task.node, dags, outline)
        alarmed = _is_alarmed(task.node, outline) or (own is not None and _is_alarmed(own.node, outline))
        known = orders.known and not task.repeated
        found.stages.append(_stage(task, own, orders, outline, operators, known, alarmed))
        found.asides += _asides(task, outline, operators)


def _renamed(made: list[Task]) -> Iterator[Task]:
    """A function that is called again makes a task of another name."""
    seen: dict[str, int] = {}
    for task in sorted(made, key=lambda one: (one.node.lineno, one.node.col_offset)):
        count = seen.get(task.name, 0)
        seen[task.name] = count + 1
        yield replace(task, name=f"{task.name}__{count}") if count and task.function is not None else task


def _dags(outline: Outline, marks: Marks) -> Iterator[Dag]:
    for call in outline.of(ast.Call):
        if outline.name(call).rpartition(".")[2] == "DAG" and outline.name(call).startswith("airflow."):
            block = next((one for one in outline.parents(call) if isinstance(one, ast.With)), None)
            inside = block if block and any(call is item.context_expr for item in block.items) else None
            name = known_text(keyword(call, "dag_id") or (call.args[0] if call.args else None), outline)
            yield Dag(call, name, inside)
    for function in outline.of(ast.FunctionDef):
        for mark in function.decorator_list:
            if mark_of(mark, outline, marks) == ("airflow", "flow"):
                yield Dag(mark, known_text(keyword(mark, "dag_id"), outline) or function.name, function)


def _operator_tasks(outline: Outline, operators: Operators) -> Iterator[Task]:
    """Calls of classes with a task_id; inner ones of `X.partial(task_id=...).expand(...)` as well."""
    for call in outline.of(ast.Call):
        named = keyword(call, "task_id")
        kind = outline.name(call).removesuffix(".partial").rpartition(".")[2]
        if named is None or (kind not in operators and not kind[:1].isupper()):
            continue
        text = known_text(named, outline)
        function = outline.function(call)
        in_helper = function is not None and not function.decorator_list and "*" in (text or "*")
        repeated = in_loop(call, outline) or in_helper or "*" in (text or "*")
        yield Task(call, text or "*", kind, None, repeated)


def _function_tasks(outline: Outline, marks: Marks) -> Iterator[Task]:
    """Calls of functions that are marked as tasks."""
    functions = {
        one.name: one for one in definitions(outline)
        if any((mark_of(mark, outline, marks) or ("", ""))[1] == "task" for mark in one.decorator_list)
    }  # fmt: skip
    for call in outline.of(ast.Call) if functions else ():
        base, mapped = _base(call)
        outer = outline.parent(call)
        if base in functions and not (isinstance(outer, ast.Attribute) and outer.attr in WITH_OPTIONS):
            yield Task(call, base, "", functions[base], in_loop(call, outline) or mapped)


def _base(call: ast.Call) -> tuple[str, bool]:
    """The name behind `f(...)`, `f.override(...)(...)`, `f.expand(...)`, and whether it runs once an item."""
    node, mapped = call.func, False
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute) and node.attr not in WITH_OPTIONS:
            return "", False
        mapped = mapped or (isinstance(node, ast.Attribute) and node.attr in ("expand", "expand_kwargs"))
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return (node.id if isinstance(node, ast.Name) else ""), mapped


def _dag_of(node: ast.AST, dags: list[Dag], outline: Outline) -> Dag | None:
    """The DAG that the task is told, or that stands around it, or the only one of the file."""
    given = keyword(node, "dag") if isinstance(node, ast.Call) else None
    if isinstance(given, ast.Name):
        for dag in dags:
            parent = outline.parent(dag.node)
            if isinstance(parent, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == given.id for t in parent.targets
            ):
                return dag
    around = list(outline.parents(node))
    inside = next((dag for dag in dags if dag.inside is not None and dag.inside in around), None)
    return inside or (dags[0] if len(dags) == 1 else None)


def _stage(
    task: Task, dag: Dag | None, orders: Orders, outline: Outline, operators: Operators, known: bool, alarmed: bool
) -> Stage:  # fmt: skip
    row = operators.get(task.kind) or Operator(name="", source="")
    body = lines_of(task.function or task.node, outline)
    function = f".{task.function.name}" if task.function is not None else ""
    called = keyword(task.node, row.function) if row.function else None
    if called is not None:
        function = outline.name(called)
    named = [text for text, _ in texts_in(keyword(task.node, row.script), outline)] if row.script else []
    named += [text for text, _ in texts_in(keyword(task.node, row.sql or "sql"), outline) if text.endswith(".sql")]
    classes = texts_in(keyword(task.node, row.jvm), outline) if row.jvm else []
    named += [f"{text.replace('.', '/')}.scala" for text, _ in classes]
    written = (
        [text for text, _ in texts_in(keyword(task.node, row.writes), outline)] if row.writes and not row.table else []
    )
    return Stage(
        "airflow", task.name, outline.place(task.node), body, dag.name if dag is not None else "", function,
        tuple(text for text in named if "{{" not in text), _data(task.node, "inlets", outline),
        (*written, *_data(task.node, "outlets", outline)), orders.before(task),
        ordered=known and dag is not None, alarmed=alarmed,
    )  # fmt: skip


def _data(call: ast.Call, name: str, outline: Outline) -> tuple[str, ...]:
    """Addresses of Datasets and Assets in a list, also where they have a name of their own."""
    given = keyword(call, name)
    parts = given.elts if isinstance(given, ast.List | ast.Tuple) else [given] if given is not None else []
    return tuple(filter(None, (_address(part, outline) for part in parts)))


def _address(node: ast.expr, outline: Outline) -> str:
    if isinstance(node, ast.Name):
        made = [one.value for one in outline.of(ast.Assign) for target in one.targets
                if isinstance(target, ast.Name) and target.id == node.id]  # fmt: skip
        node = made[0] if len(made) == 1 else node
    if not isinstance(node, ast.Call) or outline.name(node).rpartition(".")[2] not in DATA:
        return ""
    return known_text(keyword(node, "uri") or (node.args[0] if node.args else None), outline)


def _schedule(dag: Dag, outline: Outline) -> Schedule | None:
    """What starts the DAG; None where it is started by hand or by other data."""
    given = next((one for name in SCHEDULES if (one := keyword(dag.node, name)) is not None), None)
    if given is None or isinstance(given, ast.List | ast.Tuple) or outline.value(given).kind == "none":
        return None
    text = known_text(given, outline) or " ".join(ast.unparse(given).split())
    where = outline.place(given)
    if not text or text in ("None", "@once") or len(text) > 80:
        return None
    return Schedule("flow", text, "", where, (1, outline.text.count("\n") + 1))


def _is_alarmed(node: ast.expr, outline: Outline) -> bool:
    """Somebody is told when it fails, by an argument of its own or in the default arguments."""
    if any(keyword(node, name) is not None for name in ALARMS):
        return True
    given = keyword(node, "default_args")
    if isinstance(given, ast.Name):
        made = [one.value for one in outline.of(ast.Assign) for target in one.targets
                if isinstance(target, ast.Name) and target.id == given.id]  # fmt: skip
        given = made[0] if len(made) == 1 else None
    if isinstance(given, ast.Dict):
        keys = {str(key.value): value for key, value in zip(given.keys, given.values, strict=True)
                if isinstance(key, ast.Constant)}  # fmt: skip
        told = outline.value(keys["email_on_failure"]).value if "email_on_failure" in keys else True
        return "on_failure_callback" in keys or ("email" in keys and told is not False)
    return False


def _asides(task: Task, outline: Outline, operators: Operators) -> Iterator[Aside]:
    """Shell text and SQL among the arguments."""
    row = operators.get(task.kind)
    if row is None:
        return
    for name, language in ((row.shell, Language.SHELL), (row.sql, Language.SQL)):
        for text, node in texts_in(keyword(task.node, name), outline) if name else ():
            if language is Language.SHELL or not text.endswith(".sql"):
                yield Aside(language, _filled(text, language), node.lineno, node.end_lineno or node.lineno)


def _filled(text: str, language: Language) -> str:
    """Templates as what the reader of the language takes for unknown."""
    if language is Language.SQL:
        return with_holes(text)
    return TEMPLATE.sub("${_}", text)
