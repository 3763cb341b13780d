"""The constants of the code that are called like limits."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"engines": ROOT / "engines", "platform": ROOT / "platform"}

_NAME = re.compile(
    r"_?([A-Z]+_)*(MOST|LONGEST|SHORTEST|DEEPEST|HIGHEST|LARGEST|MAX|MINIMUM|LIMIT|FUEL|DAYS|LASTS|LIFETIME|"
    r"FASTEST|IDLE|ABSOLUTE|TOLERANCE|BYTES|MEGABYTES|ADDRESS|LINK)(_[A-Z]+)*\Z"
)


def constants() -> Iterator[tuple[str, str]]:
    """Yield module and name of every constant of the code that is called like a limit and holds one."""
    for folder in FOLDERS.values():
        for file in sorted(folder.rglob("*.py")):
            module = ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
            for name in _assigned(ast.parse(file.read_text("utf-8"))):
                if _NAME.match(name) and _measures(getattr(importlib.import_module(module), name)):
                    yield module, name


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Name):
                    yield one.id


def _measures(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return bool(parts) and all(
        isinstance(one, int | float | timedelta) and not isinstance(one, bool) for one in parts
    )
