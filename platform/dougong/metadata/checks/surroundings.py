"""Surroundings: the other documents that a document may speak of, seen by its check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from dougong.metadata.asked_by_steps import messages_of, open_forms_of
from dougong.metadata.connectors import actions_of, channels_of
from dougong.metadata.vocabulary import AppNames, AppVocabulary
from dougong.system_entities import system_entities
from dougong_form import WRITABLE_SYSTEM_FIELDS, Entity, Field
from dougong_formula import FormulaError, Type, parse_expression
from dougong_model import Problem, localised
from dougong_rule import Surroundings as RuleSurroundings


class Surroundings:
    """All documents of a draft by kind and key, its parsed entities, and the names that they give."""

    def __init__(
        self,
        documents: Mapping[str, Mapping[str, Mapping[str, Any]]],
        entities: Mapping[str, Entity],
        language: str = "en",
    ) -> None:
        self.documents = documents
        self.entities = entities
        self.language = language
        self.app: Mapping[str, Any] = documents.get("app", {}).get("app", {})
        self.names = AppNames(self.app, entities, documents.get("table", {}))

    def of(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the documents of a kind by key."""
        return self.documents.get(kind, {})

    def name_of(self, field: Field) -> str:
        """Return what people call a field: its label, or its key where it has none."""
        return localised(field.label, self.language) or field.key

    def knows_entity(self, key: str) -> bool:
        """Say whether an entity of the app or of the system has this key."""
        return key in self.entities or key in self.of("entity") or key in system_entities()

    def vocabulary_of(self, entity: str) -> AppVocabulary | None:
        """Return the names of an entity with `user` and `settings`; None when there is no such entity."""
        if entity not in self.entities and entity not in system_entities():
            return None
        return AppVocabulary(self.names, entity, "user", "settings")

    @cached_property
    def rules(self) -> RuleSurroundings:
        """Return what the readers of rules, cards and tables ask for."""
        return RuleSurroundings(
            entities=_Vocabularies(self),
            keys={kind: tuple(found) for kind, found in self.documents.items()},
            writable={key: _writable(entity) for key, entity in self.entities.items()},
            references={
                key: {
                    name: target
                    for name, field in entity.fields.items()
                    if field.columns and (target := field.entity) is not None
                }
                for key, entity in self.entities.items()
            },
            attachments={
                key: {name for name, field in entity.fields.items() if field.type.holds_files}
                for key, entity in self.entities.items()
            },
            states={
                key: entity.states.field for key, entity in self.entities.items() if entity.states is not None
            },
            unique={key: entity.unique for key, entity in self.entities.items()},
            comparable={
                key: {name for name, field in entity.fields.items() if field.columns and field.type.keys}
                | {"owner"}
                for key, entity in self.entities.items()
            },
            matched={
                key: entity.duplicates.match
                for key, entity in self.entities.items()
                if entity.duplicates is not None
            },
            signals=messages_of(self.of("flow")),
            open_forms=open_forms_of(self.of("form")),
            channels=channels_of(self.of("connection")),
            actions=actions_of(self.of("connection")),
            spoken_of={
                key: str(one["entity"]) for key, one in self.of("message").items() if one.get("entity")
            },
            sequences={key: str(one.get("entity")) for key, one in self.of("sequence").items()},
            sub_tables={
                key: {name: str(field.entity) for name, field in entity.sub_tables.items()}
                for key, entity in self.entities.items()
            },
            language=self.language,
            totals={
                key
                for key, table in self.of("table").items()
                if table.get("hit") == "collect" and table.get("collect", "list") != "list"
            },
        )

    def expression(
        self,
        text: Any,
        pointer: str,
        root: str | None,
        *prefixes: str,
        expected: Type | None = None,
        form: str | None = None,
    ) -> list[Problem]:
        """Return what is wrong with an expression, with positions; `form` is the entity that `form.` is of."""
        if text is None:
            return []
        try:
            parse_expression(str(text), AppVocabulary(self.names, root, *prefixes, form=form), expected)
        except FormulaError as error:
            return [one.to_problem(pointer) for one in error.problems]
        return []

    def unknown(self, kind: str, keys: Iterable[Any], pointer: str) -> list[Problem]:
        """Return a problem for each key that names no document of a kind."""
        known = self.of(kind)
        return [
            Problem(
                code="unknown_reference",
                pointer=pointer,
                message=f"There is no {kind} “{key}”.",
                hint="One of: " + ", ".join(sorted(known)) if known else None,
            )
            for key in keys
            if key not in known
        ]

    def unknown_fields(
        self, entity: str, keys: Iterable[Any], pointer: str, *, paths: bool = False
    ) -> list[Problem]:
        """Return a problem for each key (or path, `customer.name`) that is no field of an entity."""
        found = []
        for index, key in enumerate(keys):
            if not self._reaches(entity, str(key), paths):
                found.append(
                    Problem(
                        code="unknown_field",
                        pointer=f"{pointer}/{index}",
                        message=f"There is no field “{key}” in {entity}.",
                    )
                )
        return found

    def _reaches(self, entity: str, path: str, paths: bool) -> bool:
        declared = self.entities.get(entity)
        if declared is not None and path in declared.fields:
            return True
        here: str | None = entity
        steps = path.split(".") if paths else [path]
        for step in steps:
            member = self.names.members(here or "").get(step)
            if member is None:
                return False
            here = member.type.entity
        return True


class _Vocabularies:
    """The vocabularies of entities, as the rule engine asks for them."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def vocabulary(self, entity: str) -> AppVocabulary | None:
        """Return the vocabulary with an entity's fields bare."""
        return self._surroundings.vocabulary_of(entity)


def _writable(entity: Entity) -> frozenset[str]:
    written = {
        key for key, one in entity.fields.items() if not one.computed and one.type.name != "auto_number"
    }
    return frozenset(written) | WRITABLE_SYSTEM_FIELDS
