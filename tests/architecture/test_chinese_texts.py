"""Chinese texts use the marks of Chinese: ，。：；？！（） beside a Chinese character, never the narrow ones."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_HAN = "[\u4e00-\u9fff]"
_NARROW = re.compile(
    rf"{_HAN} ?[,;:?!(]|[,;:?!)] ?{_HAN}|{_HAN}\.(?=\s|$|{_HAN})"
    # Behind or before a value, which may be Chinese: “{name}: ” and “, {name}”.
    r"|\}[,;?!](?=\s|$)|\}: |[,;] \{"
)
_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`([^`]*)`")
_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)

_SPELLED = {
    "不支持 (?…) 形式的分组。": "a group of a regular expression",
    "位置写作 [列, 行, 宽, 高]，共十二列。": "a list in a document",
    "请写 {{m}}、{{m,}} 或 {{m,n}}，数字不超过 {most}。": "a repetition of a regular expression",
    "例如 SUM(": "a formula",
    "v1=HMAC-SHA256(密钥, 时间戳 + '.' + 正文)。": "a formula",
    "相关记录的字段，同 引用.字段。": "a path of names",
    "`客户.名`": "a path of names",
}
"""Texts that show how something is written, and what they show."""


def _said(document: Any) -> Iterator[str]:
    """Yield the Chinese texts of a document."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from (value,) if key == "zh" and isinstance(value, str) else _said(value)
    elif isinstance(document, list):
        for one in document:
            yield from _said(one)


def _wrong(path: Path, texts: Iterator[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {text}"
        for text in texts
        if re.search(_HAN, text) and _NARROW.search(text) and not any(one in text for one in _SPELLED)
    ]


@pytest.mark.parametrize("folder", ["apps_catalog", "tests/apps"])
def test_texts_of_documents(folder: str) -> None:
    """Labels, helps and messages of every app."""
    files = sorted((ROOT / folder).rglob("*.json"))
    assert files
    assert [one for path in files for one in _wrong(path, _said(json.loads(path.read_text("utf-8"))))] == []


def test_demo_data() -> None:
    """The records, comments and names that a demo begins with."""
    files = sorted((ROOT / "apps_catalog").rglob("*.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert _wrong(path, iter(cells)) == []


def test_messages_of_the_server() -> None:
    """What the server tells in Chinese, in its catalogue and beside the English text."""
    path = ROOT / "platform/dougong/messages/zh.json"
    sections: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    wrong = _wrong(path, (text for section in sections.values() for text in section.values()))
    for folder in ("engines", "platform"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            wrong += _wrong(file, (text for text in texts if isinstance(text, str) and _is_prose(text)))
    assert wrong == []


def _is_prose(text: str) -> bool:
    """Say whether a text is for people: neither a regular expression nor the English help of a command."""
    return not re.search(r"\\[sd]", text) and not re.match("Dougong 斗拱: ", text)


def test_words_of_the_interface() -> None:
    """The word lists of the screens, and the Chinese that stands elsewhere in the code of the browser."""
    files = [
        path
        for path in sorted((ROOT / "frontend" / "src").rglob("*.ts*"))
        if not path.name.endswith((".test.ts", ".test.tsx")) and path.suffix in {".ts", ".tsx"}
    ]
    assert len([path for path in files if path.name in {"words.ts", "words.zh.ts", "zh.ts"}]) > 20
    wrong = []
    for path in files:
        text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        wrong += _wrong(path, (next(filter(None, one.groups()), "") for one in _QUOTED.finditer(text)))
    assert wrong == []


def test_pages_of_the_documentation() -> None:
    """The pages in Chinese; what stands in them as code is written as code."""
    files = sorted((ROOT / "docs" / "zh").glob("*.md"))
    assert files
    assert [one for path in files for one in _wrong(path, iter(_lines(path)))] == []


def _lines(path: Path) -> list[str]:
    return _CODE.sub("", path.read_text("utf-8")).splitlines()
