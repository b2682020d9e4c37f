"""How is code quoted in a sentence?"""

import ast

LONGEST = 60


def code(node: ast.expr | ast.stmt) -> str:
    """The code on one line, its middle left out where it is long."""
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20].rstrip()} … {text[-16:].lstrip()}"


def spelling(node: ast.AST) -> str:
    """The code itself; quicker than `ast.unparse` for a name and its attributes."""
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.append(inner.attr)
        inner = inner.value
    return ".".join((inner.id, *reversed(attributes))) if isinstance(inner, ast.Name) else ast.unparse(node)


def is_switched_on(call: ast.Call, name: str) -> bool:
    """The call says `name=True`."""
    return any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )


def root(node: ast.expr) -> str:
    """What a chain of selections and calls begins with: `df` of `df[mask].price`."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Attribute) and isinstance(inner, ast.Name) and inner.id in ("self", "cls"):
            break
        node = inner
    return code(node)
