"""Vocabulary: the names that expressions stored in an app's documents may use, as the app sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from dougong.system_entities import system_entities
from dougong_form import FIELD_TYPES, FORM_PREFIX, Entity, Field, system_fields
from dougong_formula import (
    BLANK_TYPE,
    BOOLEAN,
    DATE,
    NUMBER,
    TABLES,
    TEXT,
    DecisionMember,
    Member,
    Type,
    list_of,
    policy_of,
    record_of,
)
from dougong_rule import cell_expression

SETTING_TYPES: Mapping[str, Type] = {
    "text": TEXT,
    "long_text": TEXT,
    "select": TEXT,
    "role": TEXT,
    "number": NUMBER,
    "percent": NUMBER,
    "money": NUMBER,
    "switch": BOOLEAN,
    "date": DATE,
    "team": record_of("team"),
    "person": record_of("person"),
    "department": record_of("department"),
}
"""Types of an app's settings in expressions."""

_USER = {
    "id": (record_of("person"), "Me", "我"),
    "name": (TEXT, "My name", "我的姓名"),
    "department": (record_of("department"), "My department", "我的部门"),
    "departments": (list_of(record_of("department")), "My departments", "我的部门及下级"),
    "teams": (list_of(record_of("team")), "My teams", "我的团队"),
    "roles": (list_of(TEXT), "My roles", "我的角色"),
    "reports": (list_of(record_of("person")), "Everybody below me", "我的下属"),
}


class AppNames:
    """The members of every entity of an app and of the system, made once for a set of documents."""

    def __init__(
        self,
        document: Mapping[str, Any],
        entities: Mapping[str, Entity],
        tables: Mapping[str, Mapping[str, Any]],
        open_forms: Mapping[str, str] | None = None,
    ) -> None:
        self.open_forms = open_forms or {}
        self._document = document
        self._entities = entities
        self._tables = tables
        self._known: dict[str, Mapping[str, Member]] = {}

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity by key; an unknown entity has none."""
        if entity not in self._known:
            self._known[entity] = self._members(entity)
        return self._known[entity]

    def holds_files(self, entity: str | None, key: str) -> bool:
        """Say whether a field holds files: no expression can name it, but documents do."""
        found = None
        if entity is not None and entity in self._entities:
            found = self._entities[entity].fields.get(key)
        return found is not None and found.type.holds_files

    def _members(self, entity: str) -> Mapping[str, Member]:
        if entity in self._entities:
            return self._of_entity(self._entities[entity])
        if entity == "@user":
            return {
                key: Member(key, type_, {"en": en, "zh": zh}, key) for key, (type_, en, zh) in _USER.items()
            }
        if entity == "@settings":
            return self._settings
        if entity == TABLES:
            return {key: table for key, body in self._tables.items() if (table := _table(key, body))}
        if entity.startswith("@") and entity[1:] in FIELD_TYPES:
            return {part.key: _member(part.field) for part in FIELD_TYPES[entity[1:]].parts}
        return self._of_system(entity)

    def _of_entity(self, entity: Entity) -> dict[str, Member]:
        found = {
            key: _member(field)
            for key, field in {**system_fields(entity.key, entity.parent), **entity.fields}.items()
            if field.type.named and not field.type.holds_files
        }
        for other in self._entities.values():
            for field in other.fields.values():
                inverse = field.settings.get("inverse")
                if inverse and field.entity == entity.key:
                    label = inverse.get("label") or other.name
                    found[inverse["key"]] = Member(
                        inverse["key"], list_of(record_of(other.key)), label, field.id
                    )
        return found

    @cached_property
    def _settings(self) -> dict[str, Member]:
        return {
            one["key"]: Member(
                one["key"],
                SETTING_TYPES.get(one.get("type", ""), TEXT),
                one.get("name", {}),
                one.get("id", ""),
            )
            for one in self._document.get("settings", ())
        }

    def _of_system(self, key: str) -> dict[str, Member]:
        system = system_entities().get(key)
        if system is None:
            return {}
        found = {"id": Member("id", record_of(key), {"en": "Id", "zh": "标识"}, "id")}
        for one in system.fields.values():
            settings = {"entity": one.entity} if one.entity else {}
            found[one.key] = _member(
                Field(id=one.key, key=one.key, type=FIELD_TYPES[one.type], label=one.label, settings=settings)
            )
        return found


def _table(key: str, body: Mapping[str, Any]) -> DecisionMember | None:
    """Return a decision table as formulas ask it; None while its document has no shape that could be asked."""
    try:
        inputs = tuple(str(one.get("expression") or one["key"]) for one in body.get("inputs", ()))
        outputs = tuple(str(one["key"]) for one in body["outputs"])
        rows = tuple((tuple(map(_cell, row["in"])), tuple(map(str, row["out"]))) for row in body["rows"])
    except (AttributeError, KeyError, TypeError):
        return None
    if not outputs or any((len(cells), len(out)) != (len(inputs), len(outputs)) for cells, out in rows):
        return None
    return DecisionMember(
        key=key,
        type=BLANK_TYPE,
        label=body.get("name", {}),
        entity=str(body.get("entity")),
        inputs=inputs,
        outputs=outputs,
        rows=rows,
        policy=policy_of(body),
        cell=cell_expression,
    )


def _cell(text: object) -> str | None:
    """Return the text of a cell; None for one that takes everything."""
    return None if text is None or str(text).strip() in ("", "-") else str(text)


def _member(field: Field) -> Member:
    options = {option.key: option.label for option in field.options}
    return Member(field.key, field.type.formula_type(field), field.label, field.id, options)


class AppVocabulary:
    """The vocabulary of one place: an entity whose fields stand bare, and the prefixes present there.

    `form` is the entity that is filled in where a picker's condition is asked: its record is `form.`.
    """

    def __init__(self, names: AppNames, root: str | None, *prefixes: str, form: str | None = None) -> None:
        self._names = names
        self.root = root
        self.prefixes: Mapping[str, Type] = {
            name: record_of(root) if name == "old" and root else record_of(f"@{name}") for name in prefixes
        }
        if form is not None:
            self.prefixes = {**self.prefixes, FORM_PREFIX: record_of(form)}

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity by key."""
        return self._names.members(entity)
