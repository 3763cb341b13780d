"""Cases: the conformance files, their vocabulary, and rows as each runtime takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import dougong_formula
from dougong_formula import (
    BLANK_TYPE,
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TABLES,
    TEXT,
    TIME,
    DecisionMember,
    Member,
    PlainVocabulary,
    Type,
    list_of,
    policy_of,
    record_of,
)
from dougong_model import ErrorCode, FormulaErrorValue, number_text
from dougong_rule import cell_expression

FOLDER = Path(dougong_formula.__file__).parent / "conformance"
_KINDS = {
    "text": TEXT,
    "number": NUMBER,
    "integer": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "datetime": DATETIME,
}
SPECIFICATION: dict[str, Any] = json.loads((FOLDER / "vocabulary.json").read_text("utf-8"))


def type_of(text: str) -> Type:
    """Read a type of the vocabulary file: `number`, `record:person`, `list:text`."""
    kind, _, rest = text.partition(":")
    if kind == "list":
        return list_of(type_of(rest))
    return record_of(rest) if kind == "record" else _KINDS[kind]


def table_of(key: str, body: Mapping[str, Any]) -> DecisionMember:
    """Read a decision table of the vocabulary file."""
    return DecisionMember(
        key=key,
        type=BLANK_TYPE,
        label={"en": key},
        entity=body["entity"],
        inputs=tuple(body["inputs"]),
        outputs=tuple(body["outputs"]),
        rows=tuple(
            (tuple(None if cell == "-" else cell for cell in cells), tuple(outputs))
            for cells, outputs in body["rows"]
        ),
        policy=policy_of(body),
        cell=cell_expression,
    )


VOCABULARY = PlainVocabulary(
    root=SPECIFICATION["root"],
    prefixes={name: type_of(text) for name, text in SPECIFICATION["prefixes"].items()},
    entities={
        entity: {key: Member(key, type_of(text), {"en": key}) for key, text in fields.items()}
        for entity, fields in SPECIFICATION["entities"].items()
    }
    | {TABLES: {key: table_of(key, body) for key, body in SPECIFICATION["tables"].items()}},
)


@dataclass(frozen=True)
class Case:
    """One example: a formula, the row it is given, and its answer, error or refusal."""

    file: str
    index: int
    expression: str
    row: Mapping[str, Any]
    expected: Any = None
    error: str | None = None
    refused: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        return f"{self.file}[{self.index}] {self.expression[:60]}"


def load() -> Iterator[Case]:
    """Read every case; a case's row is laid over the row of its file."""
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem in ("vocabulary",):
            continue
        document = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        for index, case in enumerate(document["cases"]):
            row = {**document.get("row", {}), **case.get("row", {})}
            yield Case(
                path.stem,
                index,
                case["expression"],
                row,
                case.get("expected"),
                case.get("error"),
                case.get("refused"),
            )


def identity(path: str) -> UUID:
    """Make the id of a record from its name or place."""
    return uuid5(NAMESPACE_URL, path)


def decode(value: Any, type_text: str, place: str = "row") -> Any:
    """Read a JSON value of a case as Python: `{"error"}` is an error, a record has an id."""
    if isinstance(value, Mapping) and "error" in value:
        return FormulaErrorValue(ErrorCode(value["error"]))
    if value is None:
        return None
    kind, _, rest = type_text.partition(":")
    match kind:
        case "number" | "integer":
            return Decimal(str(value))
        case "date":
            return date.fromisoformat(value)
        case "time":
            return time.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value).astimezone(UTC)
        case "list":
            return [decode(item, rest, f"{place}/{index}") for index, item in enumerate(value)]
        case "record":
            return _record(value, rest, place)
        case _:
            return value


def _record(value: Any, entity: str, place: str) -> Any:
    fields = SPECIFICATION["entities"][entity]
    if isinstance(value, str):
        return {"id": identity(value)}
    record = {key: decode(item, fields[key], f"{place}/{key}") for key, item in value.items() if key != "id"}
    if entity == "@user":
        return {**record, "id": {"id": identity(value["id"])}}
    if entity.startswith("@"):
        return record
    return {**record, "id": identity(value["id"]) if "id" in value else identity(place)}


def scope(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scope of a case's row for to_python."""
    decoded: dict[str, Any] = {}
    fields = SPECIFICATION["entities"][SPECIFICATION["root"]]
    for key, value in row.items():
        if key in SPECIFICATION["prefixes"]:
            decoded[key] = decode(value, SPECIFICATION["prefixes"][key], key)
        elif key == "$today":
            decoded[key] = date.fromisoformat(value)
        elif key == "$now":
            decoded[key] = datetime.fromisoformat(value)
        elif key in ("$holidays", "$workdays"):
            decoded[key] = tuple(date.fromisoformat(day) for day in value)
        elif key == "$zone":
            decoded[key] = value
        else:
            decoded[key] = decode(value, fields[key], f"row/{key}")
    decoded.setdefault("id", identity("row"))
    return decoded


def answer(value: Any) -> Any:
    """Return a value in the one form in which answers are compared: plain JSON."""
    match value:
        case None | bool() | str():
            return value
        case FormulaErrorValue():
            return {"error": value.code.value}
        case Decimal() | int():
            return {"number": number_text(value)}
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return answer(value["id"])
        case _:
            return [answer(item) for item in value]


def expected_answer(case: Case, type_: Type) -> Any:
    """Return the expected answer of a case in that form."""
    if case.error is not None:
        return {"error": case.error}
    if case.expected is None:
        return None
    if type_.kind == "record":
        return str(identity(case.expected))
    if type_.kind == "blank":
        return case.expected
    kind = {"number": "number", "date": "date", "datetime": "datetime", "time": "time"}.get(
        type_.kind, "text"
    )
    return answer(decode(case.expected, kind))
