"""Which commands does a shell script run, with which words, fed by what, writing where? In the order of the script."""

from collections import defaultdict
from dataclasses import dataclass, field
from posixpath import normpath
from typing import TYPE_CHECKING

from mldebt.model import Place, Source

from .shell_nouns import NOTHING, Around, Call, Walked, text_of
from .shell_redirects import REDIRECTS, redirected, rest_of_line
from .shell_words import HOLE, SUBSTITUTIONS, Text, Words, filled, joined_path

if TYPE_CHECKING:
    from tree_sitter import Node

BRANCHES = frozenset({"if_statement", "case_statement", "while_statement", "for_statement", "c_style_for_statement"})
DISCARDS = frozenset({"true", ":", "exit 0", "/bin/true"})


@dataclass(slots=True)
class Walk:
    """Goes through a script once; functions come last, when the script's variables have their values."""

    source: Source
    words: Words
    folder: str = ""
    calls: list[Call] = field(default_factory=list)
    functions: list[tuple[str, "Node"]] = field(default_factory=list)

    def script(self, root: "Node", around: Around) -> list[Call]:
        self.words.unsteady = _unsteady(root)
        self._statement(root, around)
        for name, body in self.functions:
            self.folder = ""
            self._statement(body, Around(scope=name, onward=True))
        return sorted(self.calls, key=lambda call: call.where.order)

    def _statement(self, node: "Node", around: Around) -> Text | None:
        """Visits the statement; answers what it prints, where that is known."""
        kind = node.type
        if kind == "command":
            return self._command(node, around)
        if kind == "pipeline":
            return self._pipeline(node.named_children, node, around)
        if kind == "redirected_statement":
            return self._redirected(node, around)
        if kind == "list":
            return self._list(node, around)
        if kind == "function_definition":
            body = node.child_by_field_name("body")
            name = node.child_by_field_name("name")
            if body is not None and name is not None:
                self.functions.append((text_of(name), body))
            return None
        if kind == "variable_assignment":
            self._assignment(node)
            return None
        return self._block(node, around)

    def _block(self, node: "Node", around: Around) -> Text | None:
        """Any node that only holds others: a program, a branch, a loop, a subshell, an error."""
        branch, folder, printed = node.type in BRANCHES, self.folder, None
        self.words.conditional += branch
        if node.type == "for_statement":
            self._loop_variable(node)
        for child in node.named_children:
            printed = self._statement(child, around) or printed
        self.words.conditional -= branch
        if node.type in ("subshell", *SUBSTITUTIONS):
            self.folder = folder
        return printed

    def _loop_variable(self, node: "Node") -> None:
        variable = node.child_by_field_name("variable")
        values = [self.words.word(value) for value in node.children_by_field_name("value")]
        if variable is not None:
            one = values[0] if len(values) == 1 else Text(HOLE, node.start_point[0])
            self.words.variables[text_of(variable)] = one

    def _list(self, node: "Node", around: Around, last: Around | None = None) -> Text | None:
        """`a && b`, `a || b`; `last` is what surrounds only the last of them."""
        *first, end = node.named_children
        asks = any(text_of(side).lstrip("!").lstrip().startswith(("[", "test ")) for side in first)
        discards = any(child.type == "||" for child in node.children) and text_of(end) in DISCARDS
        inside = around._replace(swallowed=True) if discards else around
        printed = None
        for side in first:
            printed = self._statement(side, inside) or printed
        self.words.conditional += asks
        printed = self._statement(end, last or around) or printed
        self.words.conditional -= asks
        return printed

    def _pipeline(self, parts: list["Node"], whole: "Node", around: Around) -> Text | None:
        operation = around.operation or self._place(whole)
        printed, piped = around.stdin, around.piped
        for part in parts:
            onward = around.onward or part != parts[-1]
            inside = around._replace(operation=operation, stdin=printed, piped=piped, onward=onward)
            printed = self._statement(part, inside)
            piped = True
        return printed

    def _redirected(self, node: "Node", around: Around) -> Text | None:
        body, *redirects = node.named_children
        if body.type in REDIRECTS:  # a redirection without a command
            return None
        before, then = around, list["Node"]()
        for redirect in redirects:
            around = redirected(redirect, self.words, self.folder, around)
            then += rest_of_line(redirect)
        pipes = [part for child in then if child.type == "pipeline" for part in child.named_children]
        after = [child for child in then if child.type != "pipeline"]
        if any(text_of(child) in DISCARDS for child in after):
            around = around._replace(swallowed=True)
        if body.type == "list":
            printed = self._list(body, before, around)
        else:
            printed = self._pipeline([body, *pipes], node, around) if pipes else self._statement(body, around)
        for child in after:
            self._statement(child, Around(around.scope))
        return printed

    def _command(self, node: "Node", around: Around) -> Text | None:
        words: list[Text] = []
        end = -1
        for child in node.named_children:
            if child.type == "variable_assignment":
                around = self._own_assignment(child, node, around)
            elif child.type in REDIRECTS:
                around = redirected(child, self.words, self.folder, around)
            elif words and child.start_byte == end:  # the grammar takes `${A}/$1` for two words
                words[-1] = Text(words[-1].text.removesuffix("$") + HOLE, words[-1].row)
            else:
                words += self.words.split(child)
            end = child.end_byte
        self._run_substitutions(around)
        if not words or not words[0].text:
            return None
        name = node.child_by_field_name("name")
        return self._called(tuple(words), self._place(name or node), around)

    def _called(self, words: tuple[Text, ...], where: Place, around: Around) -> Text | None:
        profile = around.profile or self.words.variables.get("AWS_PROFILE", Text("", 0)).shown
        self.calls.append(Call(
            words, where, around.operation or where, around.scope, filled(self.folder, "*"), around.reads,
            around.writes, around.stdin, around.piped, around.swallowed, profile,
            around.onward,
        ))  # fmt: skip
        program, rest = words[0].text, words[1:]
        if program == "cd" and rest:
            self.folder = normpath(joined_path(self.folder, rest[-1].text))
        elif program == "read":
            self.words.variables.update((word.text, Text(HOLE, word.row)) for word in rest)
        elif program in ("echo", "printf"):
            said = [word for word in rest if word.text not in ("-e", "-n", "-en")]
            return Text(" ".join(word.text for word in said), said[0].row) if said else None
        elif program in ("cat", "envsubst", "tee"):
            return around.stdin
        return None

    def _assignment(self, node: "Node") -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        row = node.start_point[0]
        given = Text("", row) if value is None else self.words.word(value)
        appended = any(child.type == "+=" for child in node.children)
        self.words.assign(text_of(name), Text(HOLE, row) if appended else given)
        self._run_substitutions(Around())

    def _own_assignment(self, node: "Node", command: "Node", around: Around) -> Around:
        """`NAME=value program`: a setting of that program, or of the script where the grammar joined two lines."""
        name = command.child_by_field_name("name")
        if name is not None and name.start_point[0] > node.end_point[0] and b"\\\n" not in (command.text or b""):
            self._assignment(node)
            return around
        value = node.child_by_field_name("value")
        if text_of(node).startswith("AWS_PROFILE=") and value is not None:
            return around._replace(profile=self.words.word(value).shown)
        return around

    def _run_substitutions(self, around: Around) -> None:
        """Commands inside words, each an operation of its own."""
        waiting, self.words.substitutions = self.words.substitutions, []
        for node in waiting:
            self._block(node, Around(around.scope, onward=True))

    def _place(self, node: "Node") -> Place:
        row, column = node.start_point
        return self.source.place(row + 1, column + 1)


def walked(source: Source, around: Around = NOTHING, folder: str = "") -> Walked:
    """The calls of the script, the names of its functions, and whether the grammar understood all of it."""
    root = _tree(source.text)
    walk = Walk(source, Words(source.file.path), folder)
    calls = walk.script(root, around)
    return Walked(calls, frozenset(name for name, _ in walk.functions), not root.has_error)


def _unsteady(root: "Node") -> frozenset[str]:
    """Variables that are given several values in the script, or one that is read from somewhere."""
    given: dict[str, set[str]] = defaultdict(set)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "variable_assignment" and name is not None:
            given[text_of(name)].add("" if value is None else text_of(value))
        elif node.type == "for_statement" and (variable := node.child_by_field_name("variable")) is not None:
            given[text_of(variable)] |= {"", "in"}
        elif node.type == "command" and name is not None and text_of(name) in ("read", "getopts", "printf"):
            for word in text_of(node).split()[1:]:
                given[word] |= {"", "read"}
        waiting.extend(node.named_children)
    return frozenset(name for name, values in given.items() if len(values) > 1)


def _tree(text: str) -> "Node":
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_bash.language()))
    return parser.parse(text.encode("utf-8", "replace")).root_node
