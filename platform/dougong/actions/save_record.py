"""Save a record: what a person hands in is permitted, read and applied; the one way in for forms and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from dougong.access import Scope
from dougong.access.scope import NO_ROWS
from dougong.actions.act import Act, Picks
from dougong.actions.apply import Applied, apply, new_act
from dougong.actions.held import refuse_held
from dougong.context import Context
from dougong.errors import BadRequest, Invalid, NotFound
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.merging import refuse_merged
from dougong.records.permit import permit_fields, permit_rows, permit_values
from dougong.records.permit_lists import Handed, permit_lists
from dougong.records.read import scope_in
from dougong_form import CompiledForm
from dougong_model import Problem, uuid7


@dataclass(slots=True, kw_only=True)
class Wish:
    """One record that somebody wants created, changed, deleted or restored; `values` are JSON values."""

    kind: Literal["create", "update", "delete", "restore"]
    id: UUID
    values: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None
    place: str = ""
    ticked: frozenset[int] = frozenset()


_RIGHTS = {"create": "create", "update": "change", "delete": "delete", "restore": "delete"}
_HOLDERS = frozenset({"owner", "department"})


def _right(scope: Scope, wish: Wish) -> str:
    """Return the right that a wish needs: who gives a record away, and changes nothing else, assigns it."""
    given = wish.kind == "update" and wish.values.keys() and wish.values.keys() <= _HOLDERS
    return "assign" if given and scope.allows("assign") else _RIGHTS[wish.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """The form in which something was filled in, and its variant; both by key.

    `in_place`: it was not submitted as a whole, one value was changed where it stands; its rules hold all the
    same.
    """

    form: str | None = None
    variant: str | None = None
    in_place: bool = False


NO_FORM = FormChoice()


def form_of(app: App, entity: str, choice: FormChoice) -> CompiledForm | None:
    """Return the chosen form of an entity; raises BadRequest when there is no such form or variant."""
    if choice.form is None:
        return None
    found = app.forms.get(choice.form)
    if found is None or found.form.entity != entity:
        raise BadRequest.at("/form", f"There is no form “{choice.form[:60]}” of this entity.")
    if choice.variant is None:
        return found
    try:
        return found.varied(choice.variant)
    except KeyError:
        raise BadRequest.at("/variant", f"The form has no variant “{choice.variant[:60]}”.") from None


def own_entity(app: App, entity: str) -> None:
    """Raise NotFound unless the entity is one of the app's that people write to directly."""
    if entity not in app.entities:
        raise NotFound("There is no such entity.")


def create_record(
    context: Context,
    app: App,
    entity: str,
    values: Mapping[str, Any],
    *,
    form: FormChoice = NO_FORM,
    chosen: Picks | None = None,
) -> Applied:
    """Create one record as the caller, who picks people for the requests that it starts; raises Invalid with a
    pointer for each problem.
    """
    wish = Wish(kind="create", id=uuid7(), values=values)
    return _save_one(context, app, entity, wish, form, chosen or {})


def change_record(
    context: Context,
    app: App,
    entity: str,
    record: UUID,
    values: Mapping[str, Any],
    version: int | None,
    *,
    form: FormChoice = NO_FORM,
    act: Act | None = None,
    ticked: Sequence[int] = (),
    chosen: Picks | None = None,
) -> Applied:
    """Change one record as the caller, who ticked so many points of the step's checklist, and picks people for the
    requests that the change starts.

    Raises Stale when `version` is not its present one.
    """
    wish = Wish(kind="update", id=record, values=values, expected_version=version, ticked=frozenset(ticked))
    if act is None:
        return _save_one(context, app, entity, wish, form, chosen or {})
    return save_records(context, app, entity, [wish], form=form, act=act)


def _save_one(
    context: Context, app: App, entity: str, wish: Wish, form: FormChoice, chosen: Picks
) -> Applied:
    act = new_act(context, app)
    act.chosen = chosen
    applied = save_records(context, app, entity, [wish], form=form, act=act)
    act.finish()
    return applied


def save_records(
    context: Context,
    app: App,
    entity: str,
    wishes: Sequence[Wish],
    *,
    form: FormChoice = NO_FORM,
    rules: bool = True,
    leave_out: bool = False,
    batch: UUID | None = None,
    action: str | None = None,
    act: Act | None = None,
) -> Applied:
    """Save wishes for records of one entity as the caller: all, or with `leave_out` those that are right.

    `action` is a right asked for besides (import); `act` is one that goes on afterwards. Raises NotAllowed, NotFound, Invalid, Stale.
    """
    own_entity(app, entity)
    scope = scope_in(context, app, entity)
    for right in dict.fromkeys([*(_right(scope, wish) for wish in wishes), *([action] if action else [])]):
        if not scope.allows("see") and not scope.allows(right):
            raise NotFound("There is no such entity.")
        scope.require(right)
    if not leave_out:
        permit_values(scope, [(_right(scope, wish), wish.place, wish.values) for wish in wishes])
    _permit_rows(context, scope, wishes)
    refuse_held(context, app, entity, [wish.id for wish in wishes if wish.kind != "create"])
    refuse_merged(context, [wish.id for wish in wishes if wish.kind == "restore"])
    changes, refused = _read(context, app, scope, wishes)
    if refused and not leave_out:
        raise Invalid(
            "Some values are refused.", problems=[one for found in refused.values() for one in found]
        )
    accepted = [place for place in range(len(wishes)) if place not in refused]
    applied = apply(
        context,
        app,
        [changes[place] for place in accepted],
        form=form_of(app, entity, form),
        submitted=not form.in_place,
        rules=rules,
        leave_out=leave_out,
        batch=batch,
        act=act,
        create_rows=scope.rows.get("create", NO_ROWS),
    )
    if leave_out:
        refused |= {accepted[place]: problems for place, problems in (applied.refused or {}).items()}
        return Applied(written=applied.written, warnings=applied.warnings, refused=refused, open=applied.open)
    return applied


def _permit_rows(context: Context, scope: Scope, wishes: Sequence[Wish]) -> None:
    asked: dict[tuple[str, bool], list[Wish]] = {}
    for wish in wishes:
        if wish.kind != "create":
            asked.setdefault((_right(scope, wish), wish.kind == "restore"), []).append(wish)
    for (right, trash), mine in asked.items():
        fields = dict.fromkeys(key for wish in mine for key in wish.values)
        permit_rows(context, scope, [wish.id for wish in mine], right, fields, trash=trash)


def _read(
    context: Context, app: App, scope: Scope, wishes: Sequence[Wish]
) -> tuple[dict[int, Change], dict[int, Sequence[Problem]]]:
    """Return typed changes and, for wishes whose values do not fit, their problems; both by place."""
    validator = app.entities[scope.entity].validator
    changes: dict[int, Change] = {}
    refused: dict[int, Sequence[Problem]] = {}
    lists = permit_lists(context, app, scope, [_handed(wish) for wish in wishes])
    for place, (wish, listed) in enumerate(zip(wishes, lists, strict=True)):
        problems = permit_fields(scope, wish.values, wish.place, action=_right(scope, wish))
        problems += listed.problems
        values: Mapping[str, Any] = {}
        if not problems and wish.kind in {"create", "update"}:
            values, found = validator.read(listed.values, partial=True)
            if found:
                problems = [
                    Problem(
                        code=one.code, pointer=wish.place + one.pointer, message=one.message, hint=one.hint
                    )
                    for one in validator.worded(found, context.language)
                ]
        if problems:
            refused[place] = problems
        else:
            changes[place] = Change(
                entity=scope.entity,
                kind=wish.kind,
                id=wish.id,
                values=values,
                expected_version=wish.expected_version,
                place=wish.place,
                ticked=wish.ticked,
            )
    return changes, refused


def _handed(wish: Wish) -> Handed:
    return Handed(record=None if wish.kind == "create" else wish.id, place=wish.place, values=wish.values)
