"""Messages: the texts that the sources tell people, read from their syntax trees.

A text is a message when it is a sentence, when it is given as `message=`, `hint=` or `detail=`, when it is
the title of an error, or when it is what an exception is raised with. Texts for others are left out: logs,
faults of this code itself, help that stands beside its Chinese form, the command line, descriptions of the
API.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("engines", "platform/dougong")
_APART = ("platform/dougong/commands/", "platform/dougong/cli.py", "platform/dougong/settings.py")
_FOR_OTHERS = re.compile(
    r"log\..*|.*\.(debug|info|warning)|RuntimeError|AssertionError|TypeError|ValueError|Counter|Gauge|Histogram"
    r"|Field|sa\..*|sa\.exc\..*|FastAPI|HTMLResponse|special|strict|internal"
)
_TOLD_BY_NAME = {"message", "hint", "detail"}
_SENTENCE = re.compile(r"[A-Za-z“{`](?s:.* .*)[.?]")
_WORDS = re.compile(r"[A-Za-z]{2}")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def told() -> dict[str, str]:
    """Return every message with its values as `{}`, and one place where it stands."""
    found: dict[str, str] = {}
    for file in sources():
        for line, text in _Reading(ast.parse(file.read_text("utf-8"))).messages():
            found.setdefault(text.strip(), f"{file.relative_to(ROOT)}:{line}")
    return found


def texts() -> set[str]:
    """Return every text of the sources, with its values as `{}`."""
    return {
        _flat(node)
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if _is_text(node)
    }


def sources() -> Iterator[Path]:
    """Yield the files whose messages people read on screens."""
    for folder in _FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if not file.relative_to(ROOT).as_posix().startswith(_APART):
                yield file


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _flat(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text.replace("{", "{{").replace("}", "}}")
        case ast.JoinedStr(values=parts):
            return "".join(_flat(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _flat(left) + _flat(right)
    return "{}"


class _Reading:
    """One file, with the way up from each node."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.above = {below: node for node in ast.walk(tree) for below in ast.iter_child_nodes(node)}

    def messages(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self.tree):
            if _is_text(node) and not self._is_part(node) and self._is_told(node):
                yield node.lineno, _flat(node)  # type: ignore[attr-defined]

    def _is_part(self, node: ast.AST) -> bool:
        above = self.above.get(node)
        return isinstance(above, ast.JoinedStr | ast.Expr) or (above is not None and _is_text(above))

    def _is_told(self, node: ast.AST) -> bool:
        text = _flat(node)
        own = text.replace("{}", "")
        if not _WORDS.search(own) or self._for_others(node):
            return False
        given, call = self._given(node)
        raised = any(isinstance(one, ast.Raise) for one in self._up(node)) and call is not None and " " in own
        if call is not None and _is_named(node, given, call):
            return True
        return (
            bool(_SENTENCE.fullmatch(text.strip()))
            or given in _TOLD_BY_NAME
            or raised
            or self._is_title(node)
        )

    def _up(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a text stands in, up to its statement."""
        while (node := self.above.get(node, self.tree)) is not self.tree:
            yield node
            if isinstance(node, ast.stmt):
                return

    def _for_others(self, node: ast.AST) -> bool:
        for above in self._up(node):
            match above:
                case ast.Call(func=func, args=args):
                    if _FOR_OTHERS.fullmatch(ast.unparse(func)) or any(map(_is_chinese, args)):
                        return True
                case ast.Dict(keys=keys):
                    if any(isinstance(key, ast.Constant) and key.value == "en" for key in keys):
                        return True
                case ast.Tuple(elts=parts) if any(map(_is_chinese, parts)):
                    return True
                case ast.Assign(targets=[ast.Name(id="DESCRIPTION" | "_LIST_PARAMETERS")]):
                    return True
                case ast.Compare() | ast.Subscript():
                    return True
        return False

    def _given(self, node: ast.AST) -> tuple[str | None, ast.Call | None]:
        """Return by which name, and to which call, a text is given itself or as one of two."""
        name = None
        for above in self._up(node):
            match above:
                case ast.IfExp() | ast.BoolOp() | ast.BinOp():
                    continue
                case ast.keyword(arg=name):
                    continue
                case ast.Call():
                    return name, above
            return None, None
        return None, None

    def _is_title(self, node: ast.AST) -> bool:
        """Say whether a text is the third of `status, code, title = …`, or a `title = …` of a class."""
        for above in self._up(node):
            if isinstance(above, ast.Assign):
                names = ast.unparse(above.targets[0])
                values = above.value.elts if isinstance(above.value, ast.Tuple) else [above.value]
                return (
                    names in {"title", "(status, code, title)", "status, code, title"} and node is values[-1]
                )
        return False


def _is_named(node: ast.AST, given: str | None, call: ast.Call) -> bool:
    """Say whether a text is the title of an answer, or what a reader of documents notes as a problem."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return (given == "title" and name == "problem_response") or (
        name in {"problem", "refuse", "mismatch"} and given is None and not _is_key(node)
    )


def _is_key(node: ast.AST) -> bool:
    text = _flat(node)
    return text.startswith(("/", "{}")) or text.isidentifier()


def _is_chinese(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_HAN.search(node.value))
