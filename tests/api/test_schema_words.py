"""What a document lacks is told in sentences for people who build apps, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dougong.messages import translated
from dougong.metadata.schema_words import _WORDS
from dougong.metadata.schemas import KINDS, schema_of, shape_problems

ASKING = frozenset({"required", "additionalProperties", "anyOf", "oneOf"})
"""Keywords whose faults are told by their parts."""
FAULTS = frozenset({*_WORDS, *ASKING})
CONSTRAINTS = FAULTS | {
    "multipleOf",
    "not",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "minContains",
    "maxContains",
}
RULE: dict[str, Any] = {
    "format": 1,
    "id": "r1a2b3c4",
    "key": "tell",
    "entity": "lead",
    "name": {"en": "Tell", "zh": "告知"},
    "on": {"created": True},
    "do": [{"SetFields": {"a": "1"}}],
}


def keywords(schema: object) -> Iterator[str]:
    """Yield the keywords of a schema at all depths."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name in ("properties", "$defs"):
                for one in value.values():
                    yield from keywords(one)
            elif name not in ("enum", "const", "default", "examples", "required"):
                yield name
                yield from keywords(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from keywords(one)


@pytest.mark.parametrize("kind", [*KINDS, "common"])
def test_every_keyword_of_our_schemas_has_its_words(kind: str) -> None:
    """Nothing is left to the words of the schema library."""
    assert {name for name in keywords(schema_of(kind)) if name in CONSTRAINTS} <= FAULTS


@pytest.mark.parametrize(
    ("change", "pointer", "message", "hint"),
    [
        ({"do": []}, "/do", "The list is empty.", "Add at least one entry."),
        ({"entity": ""}, "/entity", "This is empty.", "Fill it in."),
        (
            {"entity": "Lead!"},
            "/entity",
            "“Lead!” is not written as it must be here.",
            "Use lowercase letters",
        ),
        ({"name": {}}, "/name", "This is empty.", "Fill in at least one part of it."),
        ({"priority": "high"}, "/priority", "A whole number is needed here.", None),
        ({"colour": 1}, "/colour", "“colour” does not belong here.", "Take it out"),
        ({"phase": "during"}, "/phase", "“during” cannot be chosen here.", "One of: before, after"),
        ({"phase": None}, "/phase", "Nothing is chosen here.", "One of: before, after"),
        ({"do": [{"Explode": {}}]}, "/do/0", "“Explode” is not known here.", "One of: SetFields"),
        ({"do": [{}]}, "/do/0", "This is empty.", "Fill in at least one part of it."),
    ],
)
def test_faults_in_plain_words(change: dict[str, Any], pointer: str, message: str, hint: str | None) -> None:
    """Each at its place, with a way out, in both languages."""
    assert shape_problems("rule", RULE) == []
    found = {one.pointer: one for one in shape_problems("rule", {**RULE, **change})}
    assert found[pointer].message == message
    assert (found[pointer].hint or "").startswith(hint or "")
    for text in (found[pointer].message, found[pointer].hint):
        assert text is None or translated(text, "zh") != text
    lacking = {key: value for key, value in RULE.items() if key != "do"}
    (missing,) = shape_problems("rule", lacking)
    assert (missing.pointer, missing.message, missing.hint) == ("/do", "“do” is missing.", "Add it.")
