"""Generate the reference pages that are made from code: `make docs`. Each page's test fails when it is stale."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dougong.settings import Settings
from dougong_form import Field, FieldType, Option
from dougong_form.field_types import FIELD_TYPES

REFERENCE = Path(__file__).resolve().parent / "reference"


_NEEDED: dict[str, dict[str, Any]] = {
    "money": {"currency": "CNY"},
    "reference": {"entity": "customer"},
    "tree_parent": {"entity": "unit"},
    "sub_table": {"entity": "line"},
}
"""What a field of a type must say before it can be described."""
_OPTIONS = (Option(key="a", label={"en": "Alpha"}), Option(key="b", label={"en": "Beta"}))
_BRANCHES = (*_OPTIONS, Option(key="c", label={"en": "Gamma"}, parent="a"))
_NAMES = {"text[]": "text[]", "timestamptz": "timestamp with time zone"}


def _example(kind: FieldType) -> Field:
    options = _BRANCHES if kind.name == "cascade" else _OPTIONS if "select" in kind.name else ()
    settings = _NEEDED.get(kind.name, {})
    return Field(id="abcd1234", key="field", type=kind, label={}, options=options, settings=settings)


def _columns(kind: FieldType, field: Field) -> str:
    if kind.computed:
        return "none, computed when read; two, value and error, when `stored`"
    if kind.holds_files:
        return "none, the files are tied to the record"
    found = [
        f"{_NAMES.get(one.kind, one.kind)}" + (f" (`{one.suffix}`)" if one.suffix else "")
        for one in kind.columns(field)
    ]
    return ", ".join(found) or "none, rows of a table of their own"


def _forms(kind: FieldType) -> Iterator[str]:
    """Yield what a value of a type looks like: in JSON, in the database, in expressions, in a table."""
    field = _example(kind)
    sample = kind.sample(field)
    if not kind.computed:
        yield f"- JSON: `{json.dumps(sample, ensure_ascii=False)}`"
    yield f"- columns: {_columns(kind, field)}"
    if kind.parts:
        parts = (f"`.{part.key}` ({part.type.formula_type(part.field)})" for part in kind.parts)
        yield f"- in expressions: a record with {', '.join(parts)}"
    elif kind.name == "lookup":
        yield "- in expressions: as the field that it shows"
    elif kind.name in ("formula", "roll_up"):
        yield "- in expressions: as its `result` says"
    elif kind.holds_files:
        yield "- in expressions: not named"
    else:
        yield f"- in expressions: {kind.formula_type(field)}"
    if kind.columns(field) and kind.formula_type(field).kind != "record":
        yield f"- in an imported or exported table: `{kind.to_text(field, kind.parse(field, sample))}`"


def field_types() -> str:
    """Return the page of field types."""
    parts = [
        "# Field types\n\nOne section for each; a field is a JSON-Schema property with `x-dougong`, whose `type` is the"
        " heading. This page is made from `engines/dougong_form/field_types/`. Creator, editor, owner and department are"
        " fields that every record has (`created_by`, `updated_by`, `owner`, `department`) and need no type of their own.\n"
    ]
    for kind in FIELD_TYPES.values():
        sentence = (type(kind).__doc__ or "").strip().splitlines()[0]
        settings = ", ".join(f"`{name}`" for name in kind.settings_schema) or "–"
        becomes = ", ".join(sorted(kind.conversions - {kind.name})) or "–"
        parts.append(
            f"## {kind.name}\n\n{kind.label['en']} · {kind.label['zh']}. {sentence}\n\n"
            f"- group: {kind.group}; widget: {kind.widget}; computed: {'yes' if kind.computed else 'no'}\n"
            + "".join(f"{line}\n" for line in _forms(kind))
            + f"- own settings: {settings}\n- operators: {', '.join(kind.operators)}\n- can become: {becomes}\n"
        )
    return "\n".join(parts)


def settings() -> str:
    """Return the page of settings."""
    rows = [
        f"| `{name.upper()}` | {f'`{field.default}`' if field.default not in (None, '') else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = "# Settings\n\nRead from the environment when a process starts.\n\n| name | default | meaning |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


PAGES = {"field-types.md": field_types, "settings.md": settings}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
