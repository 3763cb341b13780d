"""Compile: documents to an App, immutable and shared by threads: tables, validators, typed expressions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from dougong.metadata.documents import Document, digest_of
from dougong.metadata.lookups import looked_up
from dougong.metadata.physical import build_links, build_tables, key_columns
from dougong.metadata.stored_graph import StoredGraph
from dougong.metadata.vocabulary import AppNames, AppVocabulary
from dougong_form import (
    PARENT_COLUMN,
    SYSTEM_COLUMNS,
    Check,
    CompiledForm,
    CompiledStates,
    Entity,
    Field,
    Validator,
    compile_checks,
    compile_form,
    compile_states,
    compile_validator,
    parse_entity,
    parse_form,
    system_fields,
)
from dougong_formula import Expression, FormulaError, parse_expression
from dougong_model import DocumentError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A named action on a record; `do` are steps as the rule engine reads them, `link` an address to open."""

    id: str
    key: str
    label: Mapping[str, str]
    do: tuple[Mapping[str, Any], ...]
    link: str | None = None
    available_when: Expression | None = None
    document: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Return what the button mainly does: `convert`, `start_flow`, … after its first step, or `link`."""
        if not self.do:
            return "link"
        name = next(iter(self.do[0]))
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@dataclass(frozen=True, kw_only=True)
class CompiledEntity:
    """An entity ready for use.

    `columns` maps every stored field, system fields included, to its columns; `links` those that hold several
    records to their link tables. `vocabulary` has the fields
    bare, `user` and `settings`. `computed` and `defaults` are expressions by field.
    """

    entity: Entity
    table: sa.Table
    columns: Mapping[str, tuple[sa.Column[Any], ...]]
    links: Mapping[str, sa.Table]
    computed: Mapping[str, Expression]
    defaults: Mapping[str, Expression]
    validator: Validator
    vocabulary: AppVocabulary
    checks: tuple[Check, ...]
    states: CompiledStates | None
    buttons: Mapping[str, Button]

    @property
    def key(self) -> str:
        """Return the entity's key."""
        return self.entity.key

    @property
    def id(self) -> str:
        """Return the entity's id."""
        return self.entity.id

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Return declared and system fields by key."""
        return {**system_fields(self.entity.key, self.entity.parent), **self.entity.fields}


class App:
    """One version of an app, compiled. Two processes that compile the same documents have equal apps."""

    def __init__(
        self,
        documents: Iterable[Document],
        version: int,
        currency: str,
        unfilled: frozenset[str] = frozenset(),
    ) -> None:
        """Compile documents that passed `check`; raises DocumentError for those that did not.

        Amounts whose documents name no currency are in `currency`, the workspace's. `unfilled` are the ids of
        stored computed fields whose columns are still to be filled: they are computed when read. What others
        derive from a version lives as long as it does: `derived` is theirs (access.kept).
        """
        self.all_documents = tuple(documents)
        self.derived: dict[Hashable, Any] = {}
        self.version = version
        self.unfilled = unfilled
        by_kind: dict[str, dict[str, Mapping[str, Any]]] = {}
        for one in self.all_documents:
            by_kind.setdefault(one.kind, {})[one.key] = one.body
        self._by_kind = {kind: MappingProxyType(found) for kind, found in by_kind.items()}
        self.document: Mapping[str, Any] = self._by_kind["app"]["app"]
        self.key: str = str(self.document["key"])
        self.id: str = str(self.document["id"])
        self.currency = currency
        parsed = {
            key: entity.counted_in(currency)
            for key, entity in parse_entities(self.documents("entity")).items()
        }
        self.names = AppNames(self.document, parsed, self.documents("table"))
        tables = build_tables(parsed)
        links = build_links(parsed, tables)
        self.entities: Mapping[str, CompiledEntity] = MappingProxyType(
            {key: self._entity(entity, tables[key], links[key], parsed) for key, entity in parsed.items()}
        )
        self.forms: Mapping[str, CompiledForm] = MappingProxyType(
            {key: self._form(key, body) for key, body in self.documents("form").items()}
        )

    def documents(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the documents of a kind by key; an empty mapping when there are none."""
        return self._by_kind.get(kind, MappingProxyType({}))

    @cached_property
    def stored_graph(self) -> StoredGraph:
        """Return what the stored computed fields are made of."""
        return StoredGraph(
            {key: one.entity for key, one in self.entities.items()},
            lambda entity, key: self.entities[entity].computed.get(key),
        )

    @cached_property
    def digest(self) -> str:
        """Return the fingerprint of the documents."""
        return digest_of(self.all_documents)

    @property
    def name(self) -> Mapping[str, str]:
        """Return what people call the app."""
        name: Mapping[str, str] = self.document["name"]
        return name

    def vocabulary(self, root: str | None, *prefixes: str) -> AppVocabulary:
        """Return the names for an expression of the app's own documents, with the given prefixes."""
        return AppVocabulary(self.names, root, *prefixes)

    def forms_of(self, entity: str) -> tuple[CompiledForm, ...]:
        """Return the forms of an entity, the default one first."""
        found = [form for form in self.forms.values() if form.form.entity == entity]
        return tuple(sorted(found, key=lambda form: (not form.form.default, form.form.key)))

    def _entity(
        self,
        entity: Entity,
        table: sa.Table,
        links: Mapping[str, sa.Table],
        parsed: Mapping[str, Entity],
    ) -> CompiledEntity:
        vocabulary = self.vocabulary(entity.key, "user", "settings")
        with _Place(f"entity {entity.key}"):
            return CompiledEntity(
                entity=entity,
                table=table,
                columns=_columns(entity, table),
                links=links,
                computed={
                    key: parse_expression(
                        field.type.expression(field),
                        self.vocabulary(entity.key, *field.type.prefixes),
                        field.type.formula_type(field),
                    )
                    for key, field in entity.fields.items()
                    if field.computed
                },
                defaults={
                    key: parse_expression(
                        field.settings["default"], vocabulary, field.type.formula_type(field)
                    )
                    for key, field in entity.fields.items()
                    if "default" in field.settings
                },
                validator=compile_validator(entity, parsed),
                vocabulary=vocabulary,
                checks=compile_checks(entity, vocabulary),
                states=compile_states(entity, vocabulary),
                buttons={one["key"]: _button(one, vocabulary) for one in entity.document.get("buttons", ())},
            )

    def _form(self, key: str, body: Mapping[str, Any]) -> CompiledForm:
        entity = self.entities.get(str(body["entity"]))
        if entity is None:
            raise DocumentError(
                [
                    Problem(
                        code="unknown_reference",
                        pointer="/entity",
                        file=f"forms/{key}.json",
                        message=f"There is no entity “{body['entity']}”.",
                    )
                ]
            )
        with _Place(f"form {key}"):
            return compile_form(
                parse_form(body, entity.entity),
                entity.entity,
                entity.vocabulary,
                lambda target: AppVocabulary(self.names, target, "user", "settings", form=entity.key),
            )


class _Place:
    """Turns a formula error into a DocumentError that says in which element it happened."""

    def __init__(self, element: str) -> None:
        self._element = element

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FormulaError):
            raise DocumentError(
                [
                    replace(one.to_problem(), message=f"{self._element}: {one.message}")
                    for one in error.problems
                ]
            ) from error


def parse_entities(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Entity]:
    """Parse all entity documents; raises DocumentError with the problems of all of them."""
    parsed: dict[str, Entity] = {}
    problems: list[Problem] = []
    for key, body in documents.items():
        try:
            parsed[key] = parse_entity(body)
        except DocumentError as error:
            problems += [replace(one, file=f"entities/{key}.json") for one in error.problems]
    if problems:
        raise DocumentError(problems)
    return looked_up(parsed)


def _columns(entity: Entity, table: sa.Table) -> dict[str, tuple[sa.Column[Any], ...]]:
    found: dict[str, tuple[sa.Column[Any], ...]] = {
        key: (table.c[name],) for key, name in SYSTEM_COLUMNS.items()
    }
    if entity.parent is not None:
        found["parent"] = (table.c[PARENT_COLUMN],)
    for key, field in entity.stored.items():
        first = key_columns(entity, table, (key,))[0]
        found[key] = tuple(table.c[first.name + column.suffix] for column in field.columns)
    return found


def _button(body: Mapping[str, Any], vocabulary: AppVocabulary) -> Button:
    when = body.get("available_when")
    return Button(
        id=body["id"],
        key=body["key"],
        label=body["label"],
        do=tuple(body.get("do", ())),
        link=body.get("link"),
        available_when=None if when is None else parse_expression(when, vocabulary),
        document=body,
    )
