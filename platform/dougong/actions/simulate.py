"""Simulate a rule, a decision table or a score card of the draft: on one record, on a sample of records, or on what
happened in the last days. Everything is undone and nothing is sent; what it would have done is told.

The document is that of the draft, everything around it (other rules too) that of the published app. Of what
happened, a rule's condition is asked with the values that the record itself had just after; what it points at, and
the steps, take the records as they are now. Each record or event is simulated alone.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access.shapes import shape_of
from dougong.actions.act import Act, json_plain
from dougong.actions.apply import new_act
from dougong.actions.events import event_about
from dougong.actions.import_records import context_of
from dougong.actions.old_values import old_again
from dougong.actions.reactions import reserved_names, rule_scope, run_rule
from dougong.actions.rows import Row
from dougong.automation import assignments, scores
from dougong.automation.definitions import surroundings_of, tables_of
from dougong.automation.reasons import reason
from dougong.automation.runs import Run, acted_on
from dougong.context import Context
from dougong.errors import Invalid
from dougong.identity.home import home_zone
from dougong.identity.people import names_of
from dougong.identity.tables import team
from dougong.metadata import App, published
from dougong.metadata.drafts import read_document
from dougong.metadata.told_errors import told_error
from dougong.records.batches import history_since
from dougong.records.changes import Written
from dougong.records.meeting import meeting
from dougong.records.read import get_in, scope_in, visible_in
from dougong.records.titles import titles
from dougong.settings import Settings
from dougong.user_jobs import UserJob
from dougong_model import DocumentError, Event
from dougong_rule import (
    Card,
    DecisionTable,
    EventRule,
    OncePer,
    considered,
    decide,
    evaluate_card,
    parse_decision_table,
    parse_event_rule,
    parse_score_card,
)
from dougong_rule.match import fits

KIND = "simulate"
MOST_SIMULATED = 1000
"""So many records or events are simulated at once; of what happened, the latest."""
MOST_DAYS = 92
SHOWN_SIMULATED = 50
_TOLD_EVERY = 20
_READ = 20_000
_KINDS = {"create": "record.created", "update": "record.changed", "restore": "record.restored"}
_REMEMBERED = frozenset({*_KINDS.values(), "state.entered", "form.submitted"})

Kind = Literal["rule", "table", "scorecard"]
KINDS: Sequence[Kind] = ("rule", "table", "scorecard")
Definition = EventRule | DecisionTable | Card
_PARSERS: Mapping[str, Callable[..., Definition]] = {
    "rule": parse_event_rule,
    "table": parse_decision_table,
    "scorecard": parse_score_card,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to simulate: a record, and for a rule what happened to it, with its own values just after.

    Events of one `save` start a rule once.
    """

    record: UUID
    kind: str | None = None
    save: UUID | None = None
    at: datetime | None = None
    data: Mapping[str, Any] | None = None
    old: Mapping[str, Any] | None = None
    changed: Mapping[str, tuple[Any, Any]] | None = None
    then: Mapping[str, Any] | None = None


def simulate_one(context: Context, app: App, kind: Kind, key: str, record: UUID) -> dict[str, Any]:
    """Return what a document of the draft would do to a record now."""
    definition = drafted(context, app, kind, key)
    get_in(context, app, definition.entity, record)
    return Simulation(context, app, definition).of([Case(record=record)], lambda _done: None)


def start_simulation(
    context: Context, app: App, kind: Kind, key: str, *, days: int | None, condition: str | None
) -> UUID:
    """Start a simulation on the records that meet a condition, or on the events of the last days; returns the job.

    Raises BadRequest for a condition that cannot be read, Invalid for a document that has errors.
    """
    definition = drafted(context, app, kind, key)
    if days is None:
        meeting(context, scope_in(context, app, definition.entity), condition or "TRUE", 1)
    arguments = {"kind": kind, "key": key, "days": days, "condition": condition}
    return user_jobs.start(context, KIND, arguments, app=app.key)


def simulate_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Simulate case after case in one transaction; each of them is undone."""
    asked = job.arguments
    with job.database.begin() as conn:
        context = context_of(conn, job, f"simulation:{asked['key']}")
        conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
        app = published(conn, str(job.app))
        definition = drafted(context, app, asked["kind"], asked["key"])
        cases = _cases(context, app, definition, asked)
        job.progress(0, len(cases))
        return Simulation(context, app, definition).of(cases, lambda done: job.progress(done))


def parse(app: App, kind: Kind, document: Mapping[str, Any]) -> Definition:
    """Read a document against an app; raises DocumentError."""
    return _PARSERS[kind](document, surroundings_of(app))


def drafted(context: Context, app: App, kind: Kind, key: str) -> Definition:
    """Read a document of the draft against the published app; raises Invalid with its problems."""
    document = read_document(context.conn, app.key, kind, key).document.body
    if str(document.get("entity")) not in app.entities:
        raise Invalid("Publish the entity first: there are no records of it yet.")
    try:
        return parse(app, kind, document)
    except DocumentError as error:
        message = "This cannot be tried with the published app as it is."
        raise Invalid(message, problems=error.problems) from None


def _cases(context: Context, app: App, definition: Definition, asked: Mapping[str, Any]) -> list[Case]:
    scope = scope_in(context, app, definition.entity)
    if asked["days"] is None:
        found = meeting(context, scope, asked["condition"] or "TRUE", MOST_SIMULATED)
        return [Case(record=one) for one in found]
    since = context.now - timedelta(days=asked["days"])
    cases = list(_happened(context, app, definition, since))
    seen = visible_in(context, scope, list({one.record for one in cases}))
    return [one for one in cases if one.record in seen][:MOST_SIMULATED]


def _happened(context: Context, app: App, definition: Definition, since: datetime) -> Iterator[Case]:
    """Yield what history tells of the records, newest first, each with the values just after it."""
    shape = shape_of(app, definition.entity)
    states = app.entities[definition.entity].entity.states
    keys = {one.field.id: key for key, one in shape.fields.items() if one.kept}
    later: dict[UUID, dict[str, Any]] = {}
    for row in history_since(context.conn, shape.id, since, _READ):
        changed = {keys[field]: tuple(pair) for field, pair in row.changes.items() if field in keys}
        then = later.setdefault(row.record_id, {})
        about = {
            "record": row.record_id,
            "save": row.id,
            "at": row.at,
            "changed": changed,
            "old": None if row.kind == "create" else {key: pair[0] for key, pair in changed.items()},
            "then": dict(then),
        }
        # The cases are taken from the end.
        if row.cause.startswith("form:"):
            yield Case(**about, kind="form.submitted", data={"form": row.cause.partition(":")[2]})
        if states is not None and states.field in changed and changed[states.field][1] is not None:
            yield Case(**about, kind="state.entered", data={"state": changed[states.field][1]})
        if row.kind in _KINDS:
            yield Case(**about, kind=_KINDS[row.kind], data={})
        then.update(old_again(app, definition.entity, {key: pair[0] for key, pair in changed.items()}) or {})


class Simulation:
    """Simulates one definition on cases and adds up what it would have done."""

    def __init__(self, context: Context, app: App, definition: Definition) -> None:
        self._context, self._app, self._definition = context, app, definition
        self._acted: dict[UUID, datetime] = {}
        """When the rule acted on records, of one that acts once for each of them or for an episode."""

    def of(self, cases: Sequence[Case], progress: Callable[[int], None]) -> dict[str, Any]:
        """Return what is told of the cases: counts, and the first of those that something came of."""
        items: deque[dict[str, Any]] = deque(maxlen=SHOWN_SIMULATED)
        counts: Counter[str] = Counter()
        fields: Counter[tuple[str, str]] = Counter()
        changed: set[str] = set()
        if isinstance(self._definition, EventRule):
            self._acted = acted_on(self._context.conn, self._definition, [one.record for one in cases])
        # What happened first comes first, as what acts once acts then.
        begun: UUID | None = None
        for done, case in enumerate(reversed(cases), 1):
            item = None if case.save and case.save == begun else self._simulated(case)
            if item is None:
                continue
            begun = case.save
            if item["state"] == "done" and self._acts_again(case):
                counts["repeated"] += 1
                if len(cases) == 1:
                    items.appendleft({**item, "repeated": True})
                continue
            counts[item["state"]] += 1
            counts["told"] += len(item["told"])
            counts["sent"] += len(item["sent"])
            for change in item["changes"]:
                changed.add(change["record"])
                fields.update((change["entity"], key) for key in change["fields"])
            if len(cases) == 1 or item["state"] != "skipped":
                items.appendleft(item)
            if done % _TOLD_EVERY == 0:
                progress(done)
        return {
            "looked_at": len(cases),
            "acted": counts["done"],
            "failed": counts["failed"],
            "not_matched": counts["skipped"],
            "repeated": counts["repeated"],
            "records": len(changed),
            "told": counts["told"],
            "sent": counts["sent"],
            "fields": [
                {"entity": entity, "field": key, "count": count}
                for (entity, key), count in fields.most_common()
            ],
            "forgotten": self._forgotten() if any(one.kind for one in cases) or not cases else [],
            "items": list(items),
            "labels": self._labels(items),
        }

    def _acts_again(self, case: Case) -> bool:
        """Say whether a rule has acted on the record before and does not act once more; else note that it does now."""
        rule = self._definition
        if not isinstance(rule, EventRule) or rule.once_per is OncePer.EVENT:
            return False
        at = case.at or self._context.now
        return self._acted.setdefault(case.record, at) < at

    def _forgotten(self) -> list[str]:
        """Return the events of a rule of which no history is kept, so that nothing can be said of them."""
        if not isinstance(self._definition, EventRule):
            return []
        return sorted({one.event for one in self._definition.triggers} - _REMEMBERED)

    def _simulated(self, case: Case) -> dict[str, Any] | None:
        """Simulate one case and undo it; None for what the rule does not listen to, or that is gone."""
        savepoint = self._context.conn.begin_nested()
        try:
            act = new_act(self._context, self._app)
            act.observed = []
            return self.told(act, case)
        finally:
            savepoint.rollback()

    def told(self, act: Act, case: Case) -> dict[str, Any] | None:
        """Do in an act that is undone afterwards what comes of a case, and tell it; None for what the rule does not
        listen to, or that is gone.
        """
        if not act.rows.stored(self._definition.entity, case.record):
            return None
        item: dict[str, Any] = {
            "record": str(case.record),
            "event": case.kind,
            "at": case.at and case.at.isoformat(),
            "changes": [],
            "assigned": [],
            "told": [],
            "sent": [],
            "why": None,
            "error": None,
            "values": {},
            "outputs": {},
            "rows": [],
            "repeated": False,
        }
        match self._definition:
            case EventRule() as rule:
                told = self._rule(act, rule, case)
            case DecisionTable() as table:
                told = self._table(act, table, case)
            case Card() as card:
                told = self._card(act, card, case)
        return None if told is None else {**item, **told}

    def _rule(self, act: Act, rule: EventRule, case: Case) -> dict[str, Any] | None:
        kind = case.kind or (rule.triggers[0].event if rule.triggers else "record.changed")
        event = event_about(act, rule.entity, case.record, kind, data=case.data, changed=case.changed)
        starts = case.kind is None or any(fits(one, event) for one in rule.triggers)
        if not starts and rule.once_per is not OncePer.EPISODE:
            return None
        before = old_again(self._app, rule.entity, case.old)
        verdict = considered(rule, event, self._names(act, rule, case, event, before))
        if not verdict.matched and rule.once_per is OncePer.EPISODE:
            self._acted.pop(case.record, None)
        if not starts:
            return None
        told = {
            "state": "skipped",
            "why": reason(self._app, rule.key, verdict.why, self._context.language, rule.condition),
            "values": {key: json_plain(value) for key, value in verdict.values.items()},
        }
        if not verdict.matched:
            return told
        run = run_rule(act, verdict, case.record, before)
        people = names_of(self._context.conn, [one.person for one in act.notices])
        return {
            **told,
            "state": "failed" if run.state == "failed" else "done",
            "error": next(
                (
                    told_error(step.error, self._context.language, self._app, rule.entity)
                    for step in run.steps
                    if step.error
                ),
                None,
            ),
            "changes": _difference(act.observed or ()),
            "assigned": self._assigned(rule, run),
            "told": [people.get(one.person, "") for one in act.notices],
            "sent": [f"{one['connection']}: {one['action']}" for one in act.outside],
        }

    def _assigned(self, rule: EventRule, run: Run) -> list[str]:
        """Return to whom the steps of a run would give the record, and why not to others."""
        results = [step.result for step in (*run.steps, *run.inner) if step.kind == "Assign" and step.result]
        fields = self._app.entities[rule.entity].fields
        told = assignments.told_results(self._context, self._app, rule.entity, results, fields)
        return [sentence for sentences in told for sentence in sentences]

    def _names(self, act: Act, rule: EventRule, case: Case, event: Event, before: Any) -> Mapping[str, Any]:
        if not case.then:
            return rule_scope(act, rule.entity, case.record, before, event)
        reserved = reserved_names(act, rule.entity, case.record, before, event)
        return act.scope_of(Row(act.rows, rule.entity, case.record, case.then), reserved)

    def _table(self, act: Act, table: DecisionTable, case: Case) -> dict[str, Any]:
        scope = act.scope(table.entity, case.record)
        decision = decide(table, scope)
        live = tables_of(self._app).get(table.key)
        was = {} if live is None else decide(live, scope).outputs
        rows = [
            {"row": at, "matched": one.matched, "failed": one.failed}
            for at, one in enumerate(decision.rows, start=1)
        ]
        return {
            "state": "failed" if decision.conflict else "done" if decision.numbers else "skipped",
            "error": None,
            "values": {key: json_plain(value) for key, value in decision.inputs.items()},
            "outputs": _beside(was, decision.outputs),
            "rows": rows,
        }

    def _card(self, act: Act, card: Card, case: Case) -> dict[str, Any]:
        zone = home_zone(self._context.conn)
        kept = scores.kept_lines(self._context.conn, card, [case.record], zone)[case.record]
        today = self._context.now.astimezone(zone).date()
        result = evaluate_card(card, act.scope(card.entity, case.record), kept, today)
        before = scores.total_of(self._context.conn, card, case.record)
        same = before == result.total
        return {
            "state": "skipped" if same else "done",
            "outputs": _beside({"total": before}, {"total": result.total})
            | ({} if result.band is None else {"band": {"old": None, "new": result.band.key}}),
            "rows": [
                {"line": one.line.reason, "matched": one.matched, "points": json_plain(one.points)}
                for one in result.lines
            ],
        }

    def _labels(self, items: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Return the titles of the records that items are about or name, by id, as far as the caller sees them."""
        wanted: dict[str, set[UUID]] = {}
        given = set(
            _identities(pair[side] for item in items for pair in item["outputs"].values() for side in pair)
        )
        wanted["person"] = given
        for item in items:
            wanted.setdefault(self._definition.entity, set()).add(UUID(item["record"]))
            for change in item["changes"]:
                if change["kind"] != "create":
                    wanted.setdefault(change["entity"], set()).add(UUID(change["record"]))
                fields = self._app.entities[change["entity"]].fields
                for key, pair in change["fields"].items():
                    entity = fields[key].entity if key in fields else None
                    if entity:
                        wanted.setdefault(entity, set()).update(_identities(pair.values()))
        conn = self._context.conn
        people = names_of(conn, wanted.pop("person"))
        teams = conn.execute(sa.select(team.c.id, team.c.name).where(team.c.id.in_(given)))
        labels = {str(key): name for key, name in people.items()} | {str(one.id): one.name for one in teams}
        return labels | {
            str(one): title
            for entity, identities in wanted.items()
            for one, title in titles(self._context, self._app, entity, identities).items()
        }


def _difference(observed: Sequence[Written]) -> list[dict[str, Any]]:
    """Return what was written, one entry for each record: its fields before and after all of it."""
    found: dict[tuple[str, UUID], dict[str, Any]] = {}
    for one in observed:
        entry = found.setdefault(
            (one.entity, one.id),
            {"entity": one.entity, "record": str(one.id), "kind": one.kind, "fields": {}},
        )
        if one.kind == "delete":
            entry["kind"] = "delete"
        for key, (old, new) in one.changed.items():
            first = entry["fields"].get(key, {"old": old})
            entry["fields"][key] = {"old": first["old"], "new": new}
    for entry in found.values():
        entry["fields"] = {key: pair for key, pair in entry["fields"].items() if pair["old"] != pair["new"]}
    return [entry for entry in found.values() if entry["fields"] or entry["kind"] != "update"]


def _beside(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {key: {"old": json_plain(old.get(key)), "new": json_plain(value)} for key, value in new.items()}


def _identities(values: Any) -> Iterator[UUID]:
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            try:
                yield UUID(str(one.get("id") if isinstance(one, Mapping) else one))
            except ValueError:
                continue
