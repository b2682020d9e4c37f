"""Does an expression hold text, or numbers? By what is done to it, and by what people call such things."""

import ast

from mldebt import patterns as re

from .descent import within

TEXT_METHODS = frozenset({"split", "lower", "upper", "strip", "read", "readlines", "splitlines", "replace", "join",
                          "decode", "format", "rsplit", "title", "casefold", "group", "findall"})  # fmt: skip
TEXT_CALLS = frozenset({"str", "repr", "input", "word_tokenize", "tokenize"})
NUMBER_CALLS = frozenset({"range", "int", "len", "float", "round", "arange", "randint", "ord", "id"})
TEXT_NAME = re.compile(
    r"(?:^|_)(?:all)?(?:words?|chars?|characters?|tokens?|vocab(?:ulary)?|texts?|letters?|corpus|sentences?|names?"
    r"|strings?|titles?|genres?|tags?|smiles|alphabet|sequence_str)(?:_|$)"
)
NUMBER_NAME = re.compile(
    r"(?:^|_)(?:idx|index|indices|inds?|nums?|numbers?|ints?|counts?|years?|ages?|size|lengths?)(?:_|$)"
)


def holds_text(node: ast.expr) -> bool:
    """Something in it is certainly text, or bears the name of text."""
    keys = {id(inner.slice) for inner in within(node) if isinstance(inner, ast.Subscript)}
    for inner in within(node):
        if isinstance(inner, ast.JoinedStr) or (isinstance(inner, ast.Constant) and isinstance(inner.value, str)):
            if id(inner) not in keys:  # `rows["label"]`: the text only names a column
                return True
        elif isinstance(inner, ast.Call):
            name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
            if name in TEXT_CALLS or (isinstance(inner.func, ast.Attribute) and name in TEXT_METHODS):
                return True
        elif isinstance(inner, ast.Name | ast.Attribute) and TEXT_NAME.search(_called(inner)):
            return True
    return False


def holds_numbers(node: ast.expr) -> bool:
    """It is made of numbers, whose hashes are the same in each run."""
    match node:
        case ast.Constant():
            return isinstance(node.value, int | float)
        case ast.BinOp():
            return holds_numbers(node.left) or holds_numbers(node.right)
        case ast.List() | ast.Tuple() | ast.Set():
            return bool(node.elts) and all(map(holds_numbers, node.elts))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            made = [node.elt, node.generators[0].iter] if isinstance(node.elt, ast.Name) else [node.elt]
            return any(map(holds_numbers, made))
        case ast.Name() | ast.Attribute():
            return bool(NUMBER_NAME.search(_called(node)))
        case ast.Call():
            return _gives_numbers(node)
    return False


def _gives_numbers(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    if name == "map":
        return isinstance(first, ast.Name) and first.id in NUMBER_CALLS
    return name in NUMBER_CALLS or (name in ("list", "sorted") and first is not None and holds_numbers(first))


def _called(node: ast.Name | ast.Attribute) -> str:
    """What people call it, in small letters."""
    return (node.id if isinstance(node, ast.Name) else node.attr).lower()
