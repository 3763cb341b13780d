"""Chinese texts use the marks of Chinese: ，。；：？！（） beside a Chinese character, never the narrow ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NARROW = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?=\s|$)")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`")


def _said(document: Any) -> Iterator[str]:
    """Yield the Chinese texts of a document."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from (value,) if key == "zh" and isinstance(value, str) else _said(value)
    elif isinstance(document, list):
        for one in document:
            yield from _said(one)


@pytest.mark.parametrize(
    "folder", sorted(path.name for path in (ROOT / "apps_catalog").iterdir() if path.is_dir())
)
def test_texts_of_documents(folder: str) -> None:
    """Labels, helps and messages of every app of the catalogue."""
    files = sorted((ROOT / "apps_catalog" / folder).rglob("*.json"))
    assert files
    wrong = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        for text in _said(json.loads(path.read_text("utf-8")))
        if _NARROW.search(text)
    ]
    assert wrong == []


def test_words_of_the_interface() -> None:
    """The word lists of the screens."""
    files = [path for path in (ROOT / "frontend" / "src").rglob("*.ts") if path.name in _LISTS]
    assert len(files) > 20
    texts = [
        (path, next(filter(None, found.groups()), ""))
        for path in files
        for found in _QUOTED.finditer(path.read_text("utf-8"))
    ]
    assert [f"{path.relative_to(ROOT)}: {text}" for path, text in texts if _NARROW.search(text)] == []


_LISTS = {"words.ts", "words.zh.ts", "zh.ts"}
