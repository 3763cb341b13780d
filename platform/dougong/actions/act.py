"""Act: one thing that somebody does, with everything that follows from it in the same transaction.

It holds what the changes, rules, cards, flows and effects of the act share: the records read, the runs of
rules, the notices, and what is to leave after the commit. How a change is saved and an effect carried out is
given by apply.py, so that an effect can cause further ones without knowing how the loop works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from dougong.access.settings_types import typed_settings
from dougong.access.values import user_mapping
from dougong.actions.letters import letters
from dougong.actions.readers import readable
from dougong.actions.rows import Names, Row, Rows
from dougong.automation import outbox, runs
from dougong.automation.organisation import Departments, People
from dougong.automation.runs import Run, StepRun
from dougong.context import Context, Principal
from dougong.errors import DougongError, Invalid
from dougong.failpoints import reach
from dougong.metadata import App, settings_of
from dougong.notify import notices
from dougong.notify.follows import is_followed
from dougong.notify.live import LiveEvent
from dougong.notify.notices import Notice
from dougong.notify.screens import Changed, moved, tell_screens
from dougong.plans import Asked
from dougong.queue import enqueue
from dougong.records.changes import Change, Written
from dougong.working_calendar import calendar_of
from dougong.workspace import workspace_currency
from dougong_flow import Chosen
from dougong_form import CompiledForm
from dougong_model import Effect, Event, Problem, Value

DEPTH_LIMIT = 8
RECORD_LIMIT = 200
LIVE_LIMIT = 50

Picks = Mapping[str, Chosen]
"""Whom somebody picks for the nodes of the requests that his save starts, by flow."""

Save = Callable[["Act", Sequence[Change], int, CompiledForm | None, bool, UUID | None], list[Written]]
Carry = Callable[["Act", Effect, "Site"], Mapping[str, Any]]
Happened = Callable[["Act", Sequence[Event], int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where an effect happens: the record it is about, the event behind it, how deep in the chain.

    `cause` is what history says (`rule:<key>`, `button:<key>`, `flow:<key>`); `key` is stable for this step,
    so that an outside effect happens once; `reserved` are names such as `event`, `old` and `flow`.
    `position` is that of the step in its run. Inside another step, `parent` is the entity of the record that
    this one is about, when it goes through others, and `inner` takes down what the steps inside it do. `buried`:
    the record may lie in the trash, and is changed all the same.
    """

    entity: str
    record: UUID
    cause: str
    key: str
    depth: int
    reserved: Mapping[str, Any] = field(default_factory=dict)
    event: Event | None = None
    run: UUID | None = None
    position: int = 0
    parent: str | None = None
    inner: list[StepRun] | None = None
    buried: bool = False

    def at(self, position: int) -> Site:
        """Return the place of the step at a position of the same list."""
        return replace(self, position=position, key=f"{self.key.rsplit('/', 1)[0]}/{position}")

    def inside(self, name: str) -> Site:
        """Return the place of the first of the steps inside this one; `name` tells them from others inside it."""
        return replace(self, key=f"{self.key}/{name}/0")

    def about(self, act: Act, entity: str, record: UUID) -> Site:
        """Return the place of steps inside this one that are about another record: this one's is `parent`."""
        reserved = {name: value for name, value in self.reserved.items() if name != "old"}
        reserved["parent"] = act.rows.row(self.entity, self.record)
        inner = replace(self, entity=entity, record=record, parent=self.entity, reserved=reserved)
        return inner.inside(str(record))


class Act:
    """What one transaction does. Made by apply.py; effects get it as their first argument."""

    def __init__(self, context: Context, app: App, *, save: Save, carry: Carry, happened: Happened) -> None:
        self.context = context
        self.app = app
        self._save, self._carry, self._happened = save, carry, happened
        self.rows = Rows(context, app)
        self.rows.names = self.names
        self.runs: list[Run] = []
        self.notices: list[Notice] = []
        self.outside: list[dict[str, Any]] = []
        self.live: list[dict[str, Any]] = []
        self.written: list[Changed] = []
        self.later: list[dict[str, Any]] = []
        self.warnings: list[Problem] = []
        self.done: dict[tuple[str, UUID, Value], None] = {}
        self.changed_again: dict[UUID, None] = {}
        self.settled: dict[UUID, tuple[Asked, LiveEvent]] = {}
        """Seats that are not asked any more, with whether a notice had asked, and what the person's screens are told then."""
        self.following: dict[UUID, list[tuple[Any, int]]] = {}
        """Flow instances that are being moved now, with the commands that wait until they have come to rest, and how deep each is."""
        self.moved: dict[tuple[str, UUID], None] = {}
        """Records about which a request has gone on, by entity."""
        self.removed: set[UUID] = set()
        """Records that the act has put into the trash: nothing that reacts does anything with them any more."""
        self.importing = False
        self.chosen: Picks = {}
        self.observed: list[Written] | None = None
        """What is written, when whoever made the act wants to tell of it."""
        self.touched = 0
        self._held: dict[UUID, Change] | None = None
        """Changes that are saved as one set when all of them are known."""
        self.open: tuple[str, UUID] | None = None

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """Return the names of the moment: `user`, `settings`, today, now and the zone."""
        return {
            "user": user_mapping(self.app, self.person),
            "settings": typed_settings(self.app, settings_of(self.context.conn, self.app)),
            "$today": self.context.today,
            "$now": self.context.now,
            "$zone": self.context.zone,
            **calendar_of(self.context).names(),
        }

    @property
    def person(self) -> Principal:
        """Return who is behind the act: the caller, or the one in whose name he acts."""
        return self.context.on_behalf_of or self.context.principal

    @cached_property
    def departments(self) -> Departments:
        """Return the main departments of people."""
        return Departments(self.context.conn)

    @cached_property
    def people(self) -> People:
        """Return the people whom rules may assign to or tell."""
        return People(self.context, self.app)

    @cached_property
    def currency(self) -> str:
        """Return the workspace's currency."""
        return workspace_currency(self.context.conn)

    def scope(self, entity: str, record: UUID, reserved: Mapping[str, Any] | None = None) -> Names:
        """Return the names of an expression over a record as it is now."""
        return Names(self.rows.row(entity, record), {**self.names, **(reserved or {})})

    def scope_of(self, row: Row, reserved: Mapping[str, Any] | None = None) -> Names:
        """Return the names of an expression over a row that may not be written yet."""
        return Names(row, {**self.names, **(reserved or {})})

    def as_(self, kind: Literal["rule", "flow"], cause: str) -> Context:
        """Return the context in which a rule or flow acts in the person's name."""
        principal = Principal(kind=kind, name=cause, reference=cause.partition(":")[2])
        return self.context.with_(principal=principal, on_behalf_of=self.person, cause=cause)

    def save(
        self,
        changes: Sequence[Change],
        depth: int = 0,
        *,
        form: CompiledForm | None = None,
        rules: bool = True,
        batch: UUID | None = None,
    ) -> list[Written]:
        """Save changes as the caller himself, by the rules of a form when one is given, and let everything
        react to them unless `rules` is off; `batch` marks their history. Raises Invalid when refused."""
        return self._save(self, changes, depth, form, rules, batch)

    def change(self, changes: Sequence[Change], site: Site) -> list[Written]:
        """Save changes that a step asks for, but for those of records that the act has removed, and let
        everything react to them; raises Invalid when refused."""
        changes = [one for one in changes if one.buried or one.id not in self.removed]
        if not changes:
            return []
        if self._held is not None:
            if any(one.id in self._held for one in changes):
                self._save_held(site)
            self._held.update((one.id, one) for one in changes)
            return []
        self.touched += len(changes)
        before = self.context
        self.context = self.as_("flow" if site.cause.startswith("flow:") else "rule", site.cause)
        try:
            return self._save(self, changes, site.depth + 1, None, not site.buried, None)
        except Invalid as error:
            error.entity = error.entity or changes[0].entity
            raise
        finally:
            self.context = before

    @contextmanager
    def together(self, site: Site) -> Iterator[None]:
        """Save what is asked for within as one set at its end, in the name of whoever acts at a site.

        A record that is asked for again begins another set. What is saved here does not count for how much
        may follow from an act.
        """
        self._held = {}
        try:
            yield
            self._save_held(site)
        finally:
            self._held = None

    def _save_held(self, site: Site) -> None:
        held, self._held = self._held, None
        if held:
            self.touched -= len(held)
            self.change(list(held.values()), site)
        self._held = {}

    def at_moment(self, now: datetime) -> None:
        """Let expressions see a moment as the present one."""
        local = now.astimezone(self.context.zone)
        self.names = {**self.names, "$now": now, "$today": local.date()}
        self.rows.names = self.names

    def carry_out(self, effect: Effect, site: Site) -> Mapping[str, Any]:
        """Carry out an effect and return what is worth showing of it."""
        return self._carry(self, effect, site)

    def happened(self, events: Sequence[Event], depth: int) -> None:
        """Let rules, cards and flows react to events that are not changes: a button, a hook, a flow's
        step."""
        self._happened(self, events, depth)

    @contextmanager
    def undone_when_refused(self) -> Iterator[None]:
        """Do something under a savepoint: what is refused leaves nothing behind, and is told upward."""
        kept = [(gathered, len(gathered)) for gathered in self._gathered()]
        noted = [(notes, len(notes)) for notes in (self.done, self.changed_again, self.settled)]
        before = self.touched, self.open, set(self.removed)
        savepoint = self.context.conn.begin_nested()
        try:
            yield
            savepoint.commit()
        except DougongError:
            savepoint.rollback()
            for gathered, length in kept:
                del gathered[length:]
            for notes, length in noted:
                while len(notes) > length:
                    notes.popitem()
            self.touched, self.open, self.removed = before
            self.rows.clear()
            raise

    def _gathered(self) -> tuple[list[Any], ...]:
        """Return the lists that the act adds to as it goes on."""
        observed = () if self.observed is None else (self.observed,)
        return (
            *observed,
            self.runs,
            self.notices,
            self.outside,
            self.live,
            self.written,
            self.later,
            self.warnings,
        )

    def tell(self, notice: Notice) -> None:
        """Write a notice at the end of the act, and show it on the person's open screens."""
        self.notices.append(notice)

    def announce(self, event: dict[str, Any]) -> None:
        """Tell open screens something after the commit."""
        if len(self.live) < LIVE_LIMIT and event not in self.live:
            self.live.append(event)

    def finish(self) -> None:
        """Write what the act gathered: runs, notices, and at most one outbox row with its job; open screens hear
        of it when it has committed."""
        reach("act.finish.before")
        runs.write(self.context, self.app, self.runs)
        self._write_notices()
        outbox.leave(self.context, self.outside)
        tell_screens(self.context.conn, self.written, [*self.live, *self._moved()], self.settled.values())
        self.tell_followers("change", [one[1:] for one in self.written])
        if self.later:
            person = self.person.person
            enqueue(
                self.context.conn,
                "run_rules",
                {"app": self.app.key, "person": str(person) if person else None, "items": self.later},
            )
        reach("act.finish.after")

    def _moved(self) -> list[LiveEvent]:
        """Return what open screens are told of requests that went on; of very many at once not of all."""
        return [
            moved(self.app.key, entity, record, trash=record in self.removed)
            for entity, record in islice(self.moved, LIVE_LIMIT)
        ]

    def tell_followers(self, kind: str, records: Sequence[tuple[str, UUID, int, bool]]) -> None:
        """Leave word for those who follow these records, or conditions on their kind, of what happened to them."""
        entities = {entity: self.app.entities[entity].entity.id for entity, *_ in records}
        conn = self.context.conn
        if not records or not is_followed(conn, entities.values(), [one[1] for one in records]):
            return
        person = self.person.person
        happened = {
            "app": self.app.key,
            "person": str(person) if person else None,
            "at": self.context.now.isoformat(),
            "kind": kind,
            "records": [(entity, str(one), version, gone) for entity, one, version, gone in records],
        }
        enqueue(conn, "tell_followers", {"happened": happened})

    def _write_notices(self) -> None:
        """Write what people are told; not what a later reaction of the act has made no business of theirs."""
        deleted = [identity for _app, _entity, identity, _version, gone in self.written if gone]
        meant = [one for one in self.notices if one.seat not in self.settled]
        told = readable(self.context, self.app, meant, deleted)
        self.outside += letters(self.context, self.app, told)
        notices.write(self.context, told)
        for one in told:
            self.announce(one.live)


def json_plain(value: Any) -> Value:
    """Return a value as traces keep it: references by id, texts and numbers as texts, long lists cut."""
    if isinstance(value, dict) and "id" not in value:
        return {str(key): json_plain(one) for key, one in value.items()}
    if isinstance(value, Mapping):
        return str(value.get("id"))
    if isinstance(value, list | tuple):
        return [json_plain(one) for one in value[:20]]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
