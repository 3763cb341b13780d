"""The published schemas agree with the engines, and the desk fits them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from dougong_form import FIELD_TYPES
from dougong_model import EFFECTS

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text("utf-8"))
    for file in sorted((ROOT / "docs" / "schemas").glob("*.json"))
}
DESK = sorted((ROOT / "tests" / "apps" / "desk").rglob("*.json"))
FOLDERS = {"entities": "entity"}


def kind_of(file: Path) -> str:
    """Return the kind of a document by its folder."""
    folder = file.parent.name
    return "app" if file.name == "app.json" else FOLDERS.get(folder, folder.removesuffix("s"))


def own_members() -> dict[str, Any]:
    """Return what the entity schema knows of x-dougong."""
    fields = SCHEMAS["entity"]["properties"]["schema"]["properties"]["properties"]
    found: dict[str, Any] = fields["additionalProperties"]["properties"]["x-dougong"]["properties"]
    return found


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_schema_is_a_schema_with_title_and_description(kind: str) -> None:
    """Draft 2020-12, closed, and readable by people."""
    schema = SCHEMAS[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:dougong:schema:{kind}"
    assert schema["title"]
    if kind != "common":
        assert schema["additionalProperties"] is False
        assert schema["description"]
        assert {"format", "id", "key"} <= set(schema["required"])


def test_the_entity_schema_knows_every_field_type_and_setting() -> None:
    """A new field type is not forgotten there."""
    members = own_members()
    assert members["type"]["enum"] == list(FIELD_TYPES)
    assert {name for one in FIELD_TYPES.values() for name in one.settings_schema} <= set(members)


def test_a_step_is_one_of_the_effects() -> None:
    """One closed vocabulary."""
    assert SCHEMAS["common"]["$defs"]["step"]["propertyNames"]["enum"] == list(EFFECTS)


@pytest.mark.parametrize("file", DESK, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_desk_fits_its_schemas(file: Path) -> None:
    """The worked example is valid as it stands."""
    common = SCHEMAS["common"]
    registry = jsonschema_rs.Registry([(common["$id"], common)])
    validator = jsonschema_rs.Draft202012Validator(SCHEMAS[kind_of(file)], registry=registry)
    assert [error.message for error in validator.iter_errors(json.loads(file.read_text("utf-8")))] == []
