"""How much of a module only moves data between libraries? Counted a statement at a time, inside functions."""

import ast

CONVERSIONS = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple", "set", "bytes"})


class GlueCount:
    """Statements of functions, those among them that are glue, and functions that are nothing but glue."""

    __slots__ = (
        "_clean",
        "_depth",
        "_imported",
        "_own",
        "forwarding",
        "functions",
        "glue",
        "libraries",
        "statements",
        "third_party",
    )

    def __init__(self, third_party: frozenset[str]) -> None:
        self.third_party = third_party
        self.statements = self.glue = self.functions = self.forwarding = 0
        self.libraries: dict[str, None] = {}
        self._depth, self._own, self._clean = 0, 0, True
        self._imported: set[str] = set()

    def imports(self, module: str) -> None:
        root = module.partition(".")[0]
        if root in self.third_party:
            self._imported.add(root)

    def enter(self, judged: bool) -> None:
        """A function begins. Without two libraries there is nothing to be glued."""
        self._depth, self._own, self._clean = int(judged and len(self._imported) > 1), 0, True

    def leave(self) -> None:
        self.functions += 1
        self.forwarding += bool(self._own and self._clean)
        self._depth = 0

    def logic(self) -> None:
        """A statement that decides or computes."""
        if self._depth:
            self.statements += 1
            self._clean = False

    def statement(self, node: ast.expr) -> None:
        """A statement whose whole work is this expression."""
        if not self._depth:
            return
        self.statements += 1
        roots = self._forwards(node)
        if roots:
            self.glue += 1
            self._own += 1
            self.libraries.update(dict.fromkeys(sorted(roots)))
        else:
            self._clean = False

    def _forwards(self, node: ast.expr) -> set[str]:
        """The libraries between which the expression only converts and forwards; empty if it does anything else."""
        roots: set[str] = set()
        stack: list[ast.AST] = [node]
        while stack:
            inner = stack.pop()
            if type(inner) is ast.Name or type(inner) is ast.Constant:
                continue
            if type(inner) is ast.Call:
                name = str(getattr(inner, "dotted", ""))
                root = name.partition(".")[0]
                if root in self.third_party:
                    roots.add(root)
                elif name not in CONVERSIONS:
                    return set()
                stack.extend((*inner.args, *(keyword.value for keyword in inner.keywords)))
                if isinstance(inner.func, ast.Attribute):
                    stack.append(inner.func.value)
            elif isinstance(inner, ast.Attribute | ast.Starred | ast.Subscript):
                stack.append(inner.value)
            elif isinstance(inner, ast.List | ast.Tuple):
                stack.extend(inner.elts)
            elif isinstance(inner, ast.Dict):
                stack.extend(filter(None, (*inner.keys, *inner.values)))
            else:
                return set()
        return roots
