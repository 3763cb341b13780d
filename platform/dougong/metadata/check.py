"""Check: everything that can be known to be wrong with a draft, each with file, pointer, message and hint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dougong.metadata.checks import CHECKS, Surroundings
from dougong.metadata.checks.choices import unknown_choices
from dougong.metadata.checks.computed import computed_cycles, stored_values
from dougong.metadata.checks.flow_starts import unstarted_flows
from dougong.metadata.checks.process import looping_rules
from dougong.metadata.documents import Document, path_of
from dougong.metadata.lookups import looked_up
from dougong.metadata.schemas import shape_problems
from dougong_form import Entity, read_entity
from dougong_model import Problem, Severity

MOST_PROBLEMS = 500


def check_documents(documents: Iterable[Document], language: str = "en") -> list[Problem]:
    """Return the problems of an app's documents; errors first, at most `MOST_PROBLEMS`.

    A document that breaks its schema is told only that; the others are checked against the rest. Of an entity
    that cannot be read that alone is told, before everything else: what is about it (its forms, views, rules)
    is checked again when it can be. One that merely names fields or choices which are not there can be read, so
    whoever removes one learns of every place at once. Names that stand in a message are those of `language`.
    """
    documents = tuple(documents)
    causes: list[Problem] = []
    sound: dict[str, dict[str, Mapping[str, Any]]] = {}
    for one in documents:
        faults = shape_problems(one.kind, one.body)
        causes += _placed(one, faults)
        if not faults:
            sound.setdefault(one.kind, {})[one.key] = one.body
    if not any(one.kind == "app" for one in documents):
        causes.append(Problem(code="no_app", file="app.json", message="There is no app.json."))
    causes += _same_ids(documents)
    entities = _entities(sound.get("entity", {}), causes)
    unread = {one.key for one in documents if one.kind == "entity"} - entities.keys()
    around = Surroundings(sound, entities, language)
    problems: list[Problem] = []
    for kind, by_key in sound.items():
        check = CHECKS.get(kind)
        for key, body in by_key.items():
            if check is not None and body.get("entity") not in unread:
                problems += _placed(Document(kind=kind, key=key, body=body), check(body, around))
    cycles = computed_cycles(around, language)
    problems += cycles or stored_values(around, language)
    problems += looping_rules(around)
    problems += unstarted_flows(around)
    problems += unknown_choices(around, language)
    problems += _translations(documents, sound.get("app", {}).get("app", {}))
    problems.sort(key=_order)
    return [*sorted(causes, key=_order), *problems][:MOST_PROBLEMS]


def _order(problem: Problem) -> tuple[bool, str, str]:
    return (problem.severity is Severity.WARNING, problem.file or "", problem.pointer)


def surroundings_of_draft(documents: Iterable[Document], language: str = "en") -> Surroundings:
    """Return what the documents of a draft may speak of, as far as they can be read."""
    sound: dict[str, dict[str, Mapping[str, Any]]] = {}
    for one in documents:
        if not shape_problems(one.kind, one.body):
            sound.setdefault(one.kind, {})[one.key] = one.body
    return Surroundings(sound, _entities(sound.get("entity", {}), []), language)


def check_document(documents: Iterable[Document], kind: str, key: str, language: str = "en") -> list[Problem]:
    """Return the problems of one document among the others."""
    path = path_of(kind, key)
    return [one for one in check_documents(documents, language) if one.file == path]


def _placed(document: Document, problems: Iterable[Problem]) -> Iterator[Problem]:
    for one in problems:
        yield one if one.file is not None else replace(one, file=document.path)


def _entities(bodies: Mapping[str, Mapping[str, Any]], problems: list[Problem]) -> dict[str, Entity]:
    entities = {}
    for key, body in bodies.items():
        entity, found = read_entity(body)
        problems += [replace(one, file=path_of("entity", key)) for one in found]
        if entity is not None:
            entities[key] = entity
    return looked_up(entities)


def _same_ids(documents: Iterable[Document]) -> list[Problem]:
    """Return a problem for each id that two elements share; fields count over all entities of the app."""
    owners: dict[str, str] = {}
    problems = []
    for one in documents:
        for identity, pointer in _ids(one):
            if identity in owners:
                problems.append(
                    Problem(
                        code="duplicate_id",
                        file=one.path,
                        pointer=pointer,
                        message=f"The id “{identity}” stands in {owners[identity]} too.",
                        hint="Ids are never copied: give the new element its own.",
                    )
                )
            owners.setdefault(identity, one.path)
    return problems


def _ids(document: Document) -> Iterator[tuple[str, str]]:
    if isinstance(document.body.get("id"), str):
        yield document.body["id"], "/id"
    schema = document.body.get("schema")
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if document.kind != "entity" or not isinstance(properties, Mapping):
        return
    for key, prop in properties.items():
        own = prop.get("x-dougong") if isinstance(prop, Mapping) else None
        if isinstance(own, Mapping) and isinstance(own.get("id"), str):
            yield own["id"], f"/schema/properties/{key}/x-dougong/id"


_NO_TEXT = {"en": "No English text yet", "zh": "No Chinese text yet"}


def _translations(documents: Iterable[Document], app: Mapping[str, Any]) -> list[Problem]:
    """Warn of texts that lack one of the app's languages (by default those of its own name)."""
    name = app.get("name")
    languages = set(app.get("languages", ())) or (set(name) if isinstance(name, Mapping) else set())
    problems = []
    for one in documents:
        for pointer, text in _texts(one.body, ""):
            for one_language in sorted(languages - set(text)):
                problems.append(
                    Problem(
                        code="translation",
                        file=one.path,
                        pointer=pointer,
                        severity=Severity.WARNING,
                        message=_NO_TEXT.get(one_language) or f"No text in the language “{one_language}” yet",
                    )
                )
    return problems


_TEXTS = frozenset(
    {
        "name",
        "label",
        "summary",
        "help",
        "message",
        "subject",
        "body",
        "guidance",
        "title",
        "section",
        "tab",
        "step",
        "reason",
        "placeholder",
        "consent",
    }
)
_LISTS_OF_TEXTS = frozenset({"checklist"})


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, f"{pointer}/{index}")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name in _TEXTS and _is_text(one):
                yield f"{pointer}/{name}", one
            elif name in _LISTS_OF_TEXTS and isinstance(one, list):
                yield from (
                    (f"{pointer}/{name}/{index}", each) for index, each in enumerate(one) if _is_text(each)
                )
            else:
                yield from _texts(one, f"{pointer}/{name}")


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(len(language) == 2 and isinstance(text, str) for language, text in value.items())
    )
