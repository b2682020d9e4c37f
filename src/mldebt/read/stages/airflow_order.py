"""In which order do the tasks of a DAG stand? `a >> [b, c]`, `chain`, `set_upstream`, and what is handed from call to
call."""

import ast
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise, product

from ..outline import Outline
from ..walk import Definition

MOST = 100
"""So many tasks under one name are looked through."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """The call that makes it. `repeated`: it is made any number of times, or its name is not known."""

    node: ast.Call
    name: str
    kind: str
    function: Definition | None
    repeated: bool


class Orders:
    """Filled when it is made. `known` says that nothing in the file orders tasks in a way that cannot be followed."""

    def __init__(self, outline: Outline, tasks: list[Task]) -> None:
        self.known = True
        self._outline = outline
        self._made = {task.node: task for task in tasks}
        self._before: dict[Task, set[str]] = defaultdict(set)
        self._named: dict[tuple[Definition | None, str], list[Task]] = defaultdict(list)
        for task in tasks:
            for name in self._names(task.node):
                self._named[outline.function(task.node), name].append(task)
        for operation in outline.of(ast.BinOp):
            if isinstance(operation.op, ast.RShift | ast.LShift) and not isinstance(
                outline.parent(operation), ast.BinOp
            ):
                self._value(operation)
        for call in outline.of(ast.Call):
            self._call(call)

    def before(self, task: Task) -> tuple[str, ...]:
        return tuple(sorted(self._before[task] - {task.name}))

    def _names(self, node: ast.expr) -> list[str]:
        """The variables that the task is assigned to."""
        parent = self._outline.parent(node)
        while isinstance(parent, ast.BinOp | ast.Attribute | ast.Call):
            if isinstance(parent, ast.BinOp):
                return []  # `x = a >> b`
            parent = self._outline.parent(parent)
        targets = (
            parent.targets
            if isinstance(parent, ast.Assign)
            else [parent.target]
            if isinstance(parent, ast.AnnAssign)
            else []
        )
        return [target.id for target in targets if isinstance(target, ast.Name)]

    def _call(self, call: ast.Call) -> None:
        name = self._outline.name(call)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in ("set_upstream", "set_downstream") and isinstance(call.func, ast.Attribute) and call.args:
            own, other = self._value(call.func.value), self._value(call.args[0])
            self._link(*((other, own) if method == "set_upstream" else (own, other)))
        elif name.startswith("airflow.") and name.endswith(".chain"):
            groups = [self._each(argument) for argument in call.args]
            for left, right in pairwise(groups):
                if len(left) == len(right) > 1:
                    for one, other in zip(left, right, strict=True):
                        self._link(one, other)
                else:
                    self._link(*([task for part in side for task in part] for side in (left, right)))
        elif name.startswith("airflow.") and name.endswith(".cross_downstream") and len(call.args) == 2:
            self._link(self._value(call.args[0]), self._value(call.args[1]))
        elif call in self._made:
            self._handed(call)

    def _handed(self, call: ast.Call) -> None:
        """What the task is given by other tasks: their results as arguments."""
        task = self._made[call]
        waiting: list[ast.AST] = [*call.args, *(one.value for one in call.keywords)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Name | ast.Call) and (found := self._tasks(node)):
                self._before[task] |= {one.name for one in found}
            elif not isinstance(node, ast.Lambda):
                waiting.extend(ast.iter_child_nodes(node))

    def _tasks(self, node: ast.expr) -> list[Task]:
        if isinstance(node, ast.Call):
            return [self._made[node]] if node in self._made else []
        if not isinstance(node, ast.Name):
            return []
        here = self._outline.function(node)
        made = self._named.get((here, node.id)) or self._named.get((None, node.id)) or []
        above = [task for task in made[:MOST] if task.node.lineno <= node.lineno]
        return above[-1:] or made[:1]

    def _value(self, node: ast.expr) -> list[Task]:
        """The tasks that an operand stands for; what cannot be followed makes the whole order unknown."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift | ast.LShift):
            left, right = self._value(node.left), self._value(node.right)
            self._link(*((left, right) if isinstance(node.op, ast.RShift) else (right, left)))
            return right
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [task for part in node.elts for task in self._value(part)]
        if isinstance(node, ast.Constant):
            return []  # a shift of numbers
        found = self._tasks(node)
        if not found:
            self.known = False
        return found

    def _each(self, node: ast.expr) -> list[list[Task]]:
        parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        return [self._value(part) for part in parts]

    def _link(self, first: list[Task], then: list[Task]) -> None:
        for one, other in product(first, then):
            self._before[other].add(one.name)
