"""Problem codes: every code with which a fault is told, with its messages, found in the code that tells it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "engines", ROOT / "platform" / "dougong")
CATALOGUE = ROOT / "platform" / "dougong" / "messages" / "zh.json"

_TELLING = frozenset(
    {
        "NameRefused",
        "ReportError",
        "ValueRefused",
        "_problem",
        "_warning",
        "formula_error",
        "problem",
        "refused",
        "wrong",
    }
)
"""What makes a problem of a code that stands first among its arguments."""
_CODE = re.compile(r"[a-z][A-Za-z_0-9]*\Z")
_HOLE = re.compile(r"\{[^{}]*\}")
_VALIDATION = ROOT / "engines" / "dougong_form" / "validate.py"


MEANT: Mapping[str, tuple[str, str]] = {
    "check": (
        "A check of the document does not hold; it has its own words.",
        "不满足文档中的校验，消息由文档给出。",
    ),
    "cycle": (
        "A computed field is computed from itself, alone or by way of others; the message names the way.",
        "计算字段直接或经由其他字段由自己计算，消息列出其路径。",
    ),
    "file_kind": ("A file is of another kind than the field takes.", "文件类型不符合字段的要求。"),
    "internal": ("The server met something it did not expect.", "服务器遇到意外情况。"),
    "referenced": ("Other records point to this one; they are named.", "还有其他记录引用它，消息中列出。"),
    "refused": ("What was to be written was refused for another reason.", "写入因其他原因被拒绝。"),
    "roll_up": (
        "The roll-up cannot be computed so; the message says why.",
        "汇总字段的写法有误，消息说明原因。",
    ),
    "transition_when": ("The condition of a step between states does not fit.", "状态流转的条件有误。"),
    "translation": ("A text lacks a language of the app.", "有文字缺少应用的一种语言。"),
}
"""What codes mean whose messages come from elsewhere."""


def codes() -> dict[str, list[str]]:
    """Return the messages of each code, with `{}` where something is filled in."""
    found: dict[str, dict[str, None]] = {}
    for folder in FOLDERS:
        for file in sorted(folder.rglob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            for code, message in (*_told(tree), *(_schema_words(tree) if file == _VALIDATION else ())):
                found.setdefault(code, {})
                if message:
                    found[code][message] = None
    return {code: list(found[code]) for code in sorted(found, key=str.casefold)}


def _told(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            named = _assigned(function)
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield from _told_by(node, named)


def _assigned(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Return the texts that a function gives to its names."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).extend(_texts(node.value, {}))
    return found


def _told_by(call: ast.Call, assigned: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    named = {one.arg: one.value for one in call.keywords}
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    first = call.args[0] if call.args and function in _TELLING else None
    given = [named["message"]] if "message" in named else call.args
    for code in _literals(named.get("code", first)):
        yield code, ""
        for text in (one for argument in given for one in _texts(argument, assigned)):
            if " " in text:
                yield code, text
                if "message" not in named:
                    break


def _texts(node: ast.expr, assigned: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the texts that an expression may give."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, assigned)
        yield from _texts(node.orelse, assigned)
    elif isinstance(node, ast.Name):
        yield from assigned.get(node.id, ())
    elif text := _text(node):
        yield text


def _literals(node: ast.expr | None) -> Iterator[str]:
    """Yield the codes that an expression may give: a word, or one of two."""
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.match(node.value):
        yield node.value


def _schema_words(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the keywords of JSON Schema by which values of fields are checked, with their sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case) and isinstance(node.pattern, ast.MatchValue):
            said = next((one for one in ast.walk(node) if isinstance(one, ast.Return)), None)
            for code in _literals(node.pattern.value):
                yield code, "" if said is None else _text(said.value)


def _text(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("{", "(").replace("}", ")")
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value).replace("{", "(").replace("}", ")") if isinstance(one, ast.Constant) else "{}"
            for one in node.values
        )
    return ""


def chinese() -> Mapping[str, str]:
    """Return the Chinese of each message, by the message with `{}` for what is filled in."""
    told: Mapping[str, str] = json.loads(CATALOGUE.read_text("utf-8"))["messages"]
    return {_HOLE.sub("{}", english): text for english, text in told.items()}


def shown(message: str) -> str:
    """Write a message for a table: what is filled in is an ellipsis."""
    return _HOLE.sub("…", message).replace("|", "\\|").replace("\n", " ")
