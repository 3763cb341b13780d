"""Batch: up to a thousand records of one entity in one call, all or nothing or each for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.actions.save_record import NO_FORM, FormChoice, Wish, save_records
from dougong.context import Context
from dougong.database import taken_back
from dougong.errors import DougongError, Invalid, TooLarge
from dougong.messages import translated
from dougong.metadata import App
from dougong.records.shown import unseen_in
from dougong_model import Problem, uuid7

MOST_ITEMS = 1000


def run_batch(
    context: Context,
    app: App,
    entity: str,
    items: Sequence[Mapping[str, Any]],
    *,
    atomic: bool,
    form: FormChoice = NO_FORM,
) -> dict[str, Any]:
    """Write items `{"op", "id", "version", "values"}`; returns `{"items": [{"id", "version"} or {"error"}]}`,
    with `visible` false for what the caller does not see (any more).

    Atomic, each record may be written once. Not atomic: each item stands in a savepoint of its own, and one that is refused tells why.
    Raises TooLarge above `MOST_ITEMS`; what `save_records` raises points at the items it is about.
    """
    if len(items) > MOST_ITEMS:
        raise TooLarge.at("/items", f"A batch has at most {MOST_ITEMS} items.")
    wishes = [_wish(place, item) for place, item in enumerate(items)]
    if atomic:
        _refuse_repeated(wishes)
        try:
            applied = save_records(context, app, entity, wishes, form=form)
        except DougongError as error:
            error.problems = _at_items(error, dict(enumerate(wishes))) or error.problems
            raise
        answers = [{"id": one.id, "version": one.version} for one in applied.written]
    else:
        answers = [_alone(context, app, entity, place, wish, form) for place, wish in enumerate(wishes)]
    _tell_unseen(context, app, entity, wishes, answers)
    return {"items": answers}


def try_batch(
    context: Context,
    app: App,
    entity: str,
    items: Sequence[Mapping[str, Any]],
    *,
    form: FormChoice = NO_FORM,
) -> dict[str, Any]:
    """Tell what would become of each item of a batch that is not atomic, rules and gates included; write
    nothing.

    What reacts to a change is run and taken back with it, and nothing leaves the house: that waits for a
    commit that never comes.
    """
    with taken_back(context.conn):
        return run_batch(context, app, entity, items, atomic=False, form=form)


def _tell_unseen(
    context: Context, app: App, entity: str, wishes: Sequence[Wish], answers: Sequence[dict[str, Any]]
) -> None:
    kept = [
        answer["id"]
        for wish, answer in zip(wishes, answers, strict=True)
        if "id" in answer and wish.kind != "delete"
    ]
    unseen = unseen_in(context, app, entity, kept) if kept else set()
    for answer in answers:
        if answer.get("id") in unseen:
            answer["visible"] = False


def _at_items(error: DougongError, wishes: Mapping[int, Wish]) -> tuple[Problem, ...]:
    """Return what is wrong with each item whose record an error is about; nothing when it names no records."""
    whole = Problem(code=error.code, pointer="", message=error.detail)
    return tuple(
        replace(one, pointer=f"/items/{place}{'/values' if one.pointer else ''}{one.pointer}")
        for place, wish in wishes.items()
        if wish.id in error.records
        for one in error.problems or (whole,)
    )


def _refuse_repeated(wishes: Sequence[Wish]) -> None:
    """Refuse a record that is named twice: written together, the first of its changes would be lost."""
    seen: set[UUID] = set()
    repeated = []
    for place, wish in enumerate(wishes):
        if wish.id in seen:
            repeated.append(
                Problem(
                    code="repeated",
                    pointer=f"/items/{place}/id",
                    message="An item before this one writes the same record.",
                )
            )
        seen.add(wish.id)
    if repeated:
        raise Invalid("A batch writes each record once.", problems=repeated)


def _wish(place: int, item: Mapping[str, Any]) -> Wish:
    kind, record, version = item["op"], item["id"], item["version"]
    pointer = f"/items/{place}"
    if kind == "create":
        return Wish(kind="create", id=uuid7(), values=item["values"], place=f"{pointer}/values")
    if record is None:
        raise Invalid(
            "An item lacks its id.",
            problems=[Problem(code="required", pointer=f"{pointer}/id", message="Say which record.")],
        )
    if kind == "update" and version is None:
        raise Invalid(
            "An item lacks its version.",
            problems=[
                Problem(
                    code="required", pointer=f"{pointer}/version", message="Say which version you change."
                )
            ],
        )
    return Wish(
        kind=kind,
        id=record,
        values=item["values"] if kind == "update" else {},
        expected_version=version,
        place=f"{pointer}/values",
    )


def _alone(
    context: Context, app: App, entity: str, place: int, wish: Wish, form: FormChoice
) -> dict[str, Any]:
    savepoint = context.conn.begin_nested()
    try:
        applied = save_records(context, app, entity, [wish], form=form)
    except DougongError as error:
        savepoint.rollback()
        if error.status >= 500:
            raise
        return {
            "error": {
                "status": error.status,
                "code": error.code,
                "detail": translated(error.detail or error.title, context.language),
                "errors": [
                    {
                        "pointer": one.pointer,
                        "code": one.code,
                        "message": translated(one.message, context.language),
                    }
                    for one in _at_items(error, {place: wish}) or error.problems
                ],
            }
        }
    savepoint.commit()
    written = applied.written[0]
    return {"id": written.id, "version": written.version}
