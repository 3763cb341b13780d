"""Apps of the tests with a few documents changed or added, each for one story."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Edit = Callable[[dict[str, Any]], object] | Mapping[str, Any]


def edited(folder: Path, place: Path, edits: Mapping[str, Edit]) -> Path:
    """Return a copy of an app's folder; `edits` are functions over documents by path, or new documents."""
    copy = place / folder.name
    shutil.copytree(folder, copy)
    for path, edit in edits.items():
        file = copy / path
        if callable(edit):
            document = json.loads(file.read_text())
            edit(document)
        else:
            document = dict(edit)
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(document))
    return copy
