"""Apply: the one writer. Changes are prepared, written, reacted to, until quiet; then one commit by the
caller.

Form, API, import, flow decision, rule, button, hook, undo and restore all enter here, set-wise: a single
record is a set of one. Rights were checked by the caller's Scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dougong.access.scope import ALL_ROWS, Rows
from dougong.actions.act import Act, Site
from dougong.actions.creation import permit_created
from dougong.actions.draft import Draft
from dougong.actions.effects import EFFECTS
from dougong.actions.events import after_events
from dougong.actions.prepare import placed, prepare
from dougong.actions.reactions import react
from dougong.actions.recompute import follow
from dougong.actions.scoring import score
from dougong.actions.sequences import leave_after
from dougong.actions.trash import following, note_buried, refuse_pointed_to
from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change, Written
from dougong.records.stored_values import hold_ahead
from dougong.records.write import write
from dougong_form import CompiledForm
from dougong_model import Effect, Event, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an act did: the records written (in the order of the changes), remarks, and changes left out."""

    written: tuple[Written, ...]
    warnings: tuple[Problem, ...] = ()
    refused: Mapping[int, Sequence[Problem]] | None = None
    open: tuple[str, UUID] | None = None


def new_act(context: Context, app: App) -> Act:
    """Return an act in which changes can be saved and effects carried out; call `finish` at its end."""
    return Act(context, app, save=_save, carry=_carry, happened=_happened)


def apply(
    context: Context,
    app: App,
    changes: Sequence[Change],
    *,
    form: CompiledForm | None = None,
    submitted: bool = True,
    rules: bool = True,
    leave_out: bool = False,
    batch: UUID | None = None,
    act: Act | None = None,
    create_rows: Rows = ALL_ROWS,
) -> Applied:
    """Write changes and everything that follows from them; raises Invalid, Stale or NotFound.

    `form`: the form they were filled in with; `submitted` says that it was as a whole, which is an event.
    `rules` off (imports may ask for it) runs no rule, card or flow.
    `leave_out`: refused changes are left out and reported by their place in `changes`, the others written.
    `create_rows` are those on which the caller may make records, where his right says more than yes.
    `batch` marks the history rows of an import. Within an `act` that goes on, whoever made it finishes it.
    """
    finishing = act is None
    act = act or new_act(context, app)
    act.importing = batch is not None
    hold_ahead(context, app, changes)
    drafts = prepare(act, changes, form=form, rules=rules, submitted=submitted, in_place=not submitted)
    if not leave_out and any(draft.problems for draft in drafts):
        raise Invalid("Some values are refused.", problems=[one for draft in drafts for one in placed(draft)])
    permit_created(act, drafts, create_rows, leave_out=leave_out)
    refused = {at: placed(draft) for at, draft in enumerate(drafts) if draft.problems}
    accepted = [draft for draft in drafts if not draft.problems]
    written = _write(act, accepted, form if submitted else None, 0, rules=rules, batch=batch)
    if finishing:
        act.finish()
    if act.changed_again:
        written = [_present(act, one) for one in written]
    return Applied(written=tuple(written), warnings=tuple(act.warnings), refused=refused, open=act.open)


def _present(act: Act, one: Written) -> Written:
    """Give what was written the version that reactions have left it at."""
    if one.id not in act.changed_again:
        return one
    return replace(one, version=int(act.rows.stored(one.entity, one.id)["version"]))  # type: ignore[arg-type]


def _save(
    act: Act,
    changes: Sequence[Change],
    depth: int,
    form: CompiledForm | None = None,
    rules: bool = True,
    batch: UUID | None = None,
) -> list[Written]:
    """Save what a step asks for; raises Invalid when any of it is refused."""
    hold_ahead(act.context, act.app, changes)
    drafts = prepare(act, changes, form=form, rules=rules, submitted=False)
    problems = [problem for draft in drafts for problem in placed(draft)]
    if problems:
        raise Invalid("The step's values are refused.", problems=problems)
    act.changed_again.update(dict.fromkeys(change.id for change in changes))
    return _write(act, drafts, None, depth, rules=rules, batch=batch)


def _write(
    act: Act,
    drafts: Sequence[Draft],
    form: CompiledForm | None,
    depth: int,
    *,
    rules: bool,
    batch: UUID | None,
) -> list[Written]:
    refuse_pointed_to(act, drafts)
    note_buried(act, drafts)
    before = {draft.id: draft.old for draft in drafts if draft.old is not None and draft.writes}
    changes = [draft.as_change() for draft in drafts]
    written = write(act.context, act.app, changes, before=before, batch=batch)
    if act.observed is not None:
        act.observed += written
    for one in written:
        act.rows.wrote(one.entity, one.id, one.after)
        if one.kind == "delete":
            act.removed.add(one.id)
        elif one.kind == "restore":
            act.removed.discard(one.id)
        if one.kind != "update" or one.changed:
            act.written.append((act.app.key, one.entity, one.id, one.version, one.kind == "delete"))
    follow(act.context, act.app, written)
    _warn_of_duplicates(act, drafts, written)
    along = following(act, drafts)
    if along:
        _save(act, along, depth)
    if rules:
        _react(act, drafts, written, None if form is None else form.form.key, depth)
    return written


def _react(
    act: Act, drafts: Sequence[Draft], written: Sequence[Written], form: str | None, depth: int
) -> None:
    happened: list[Event] = []
    for draft, one in zip(drafts, written, strict=True):
        draft.events = after_events(act, draft, one, form, depth)
        happened += draft.events
    for draft in drafts:
        if draft.events:
            react(act, draft.entity, draft.id, draft.old, draft.events)
    score(act, written, happened, depth)
    leave_after(act, written, happened, depth)


def _warn_of_duplicates(act: Act, drafts: Sequence[Draft], written: Sequence[Written]) -> None:
    act.warnings.extend(
        Problem(
            code="duplicate",
            pointer=draft.change.place,
            message="Another record counts as the same.",
            hint=str(identity),
        )
        for draft, one in zip(drafts, written, strict=True)
        for identity in one.duplicates
    )


def _happened(act: Act, events: Sequence[Event], depth: int) -> None:
    """React to events that are not changes."""
    happened = [replace(event, depth=depth) for event in events]
    for event in happened:
        if event.record is not None:
            react(act, event.entity, event.record, None, [event])
    score(act, (), happened, depth)
    leave_after(act, (), happened, depth)


def _carry(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Carry out one effect by its file in effects/."""
    return EFFECTS[effect.kind](act, effect, site)
