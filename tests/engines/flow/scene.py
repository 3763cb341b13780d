"""The scene of the flow stories: a small company, a deal, and a case that is played command by command."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong_flow import (
    UNDECIDED,
    Command,
    Complete,
    Decide,
    Decided,
    Fail,
    Flow,
    HistoryEvent,
    Instance,
    Organisation,
    Seat,
    SeatState,
    Step,
    Surroundings,
    TimerDue,
    TokenState,
    Verb,
    Visit,
    VisitState,
    Withdraw,
    advance,
    begin,
    from_rows,
    parse_flow,
    to_rows,
)
from dougong_formula import DATE, NUMBER, TEXT, Member, PlainVocabulary, list_of, record_of
from dougong_model import Effect


def person(number: int) -> UUID:
    """Return the id of the company's person of a number."""
    return UUID(int=number)


REP, LEAD, MANAGER, DIRECTOR, VICE, ADMIN, GONE = (person(number) for number in range(1, 8))
TEAM = UUID(int=100)
SALES, HOUSE = UUID(int=200), UUID(int=201)
RECORD = UUID(int=1000)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

COMPANY = Organisation(
    active=frozenset({REP, LEAD, MANAGER, DIRECTOR, VICE, ADMIN}),
    supervisors={REP: GONE, GONE: LEAD, LEAD: MANAGER, MANAGER: DIRECTOR},
    roles={"director": (DIRECTOR, VICE), "manager": (MANAGER,), "nobody": ()},
    teams={TEAM: (MANAGER, VICE)},
    administrators=(ADMIN,),
    departments={REP: SALES},
    parents={SALES: HOUSE},
    heads={SALES: LEAD, HOUSE: DIRECTOR},
)

VOCABULARY = PlainVocabulary(
    root="deal",
    prefixes={"user": record_of("@user"), "settings": record_of("@settings")},
    entities={
        "deal": {
            member.key: member
            for member in (
                Member("id", record_of("deal")),
                Member("amount", NUMBER),
                Member("name", TEXT),
                Member("status", TEXT),
                Member("due", DATE),
                Member("owner", record_of("person")),
                Member("helpers", list_of(record_of("person"))),
                Member("version", NUMBER),
            )
        },
        "person": {
            member.key: member
            for member in (
                Member("id", record_of("person")),
                Member("name", TEXT),
                Member("supervisor", record_of("person")),
            )
        },
        "@user": {"id": Member("id", record_of("person")), "name": Member("name", TEXT)},
        "@settings": {
            "large": Member("large", NUMBER),
            "buyers": Member("buyers", record_of("team")),
            "boss": Member("boss", record_of("person")),
        },
    },
)

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "id": "fl000001",
    "key": "approval",
    "entity": "deal",
    "name": {"en": "Deal approval"},
    "start": {"on": "button", "set": {"status": '"in_approval"'}, "back": {"status": '"draft"'}},
    "nodes": [
        {
            "id": "n0000001",
            "key": "lead",
            "kind": "approve",
            "name": {"en": "Lead"},
            "who": [{"supervisor": 1}],
            "mode": "any",
            "same_person": "consecutive",
        },
        {"id": "n0000002", "key": "amount", "kind": "exclusive", "name": {"en": "How much?"}},
        {
            "id": "n0000003",
            "key": "director",
            "kind": "approve",
            "name": {"en": "Director"},
            "who": [{"role": "director"}],
            "mode": "all",
        },
        {
            "id": "n0000004",
            "key": "approved",
            "kind": "action",
            "do": [{"SetFields": {"status": '"approved"'}}],
        },
        {
            "id": "n0000005",
            "key": "rejected",
            "kind": "action",
            "do": [{"SetFields": {"status": '"rejected"'}}],
        },
        {"id": "n0000006", "key": "end", "kind": "end"},
    ],
    "edges": [
        {"from": "start", "to": "lead"},
        {"from": "lead", "to": "amount", "on": "approved"},
        {"from": "lead", "to": "rejected", "on": "rejected"},
        {"from": "amount", "to": "director", "when": "amount >= settings.large"},
        {"from": "amount", "to": "approved", "default": True},
        {"from": "director", "to": "approved", "on": "approved"},
        {"from": "director", "to": "rejected", "on": "rejected"},
        {"from": "approved", "to": "end"},
        {"from": "rejected", "to": "end"},
    ],
    "withdraw": "before_first_decision",
}


def document(**nodes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scene's flow document with members of nodes (by key) replaced."""
    made = deepcopy(DOCUMENT)
    for node in made["nodes"]:
        node.update(nodes.get(node["key"], {}))
    return made


def flow(raw: Mapping[str, Any] | None = None) -> Flow:
    """Parse a flow document in the scene's vocabulary."""
    return parse_flow(raw or DOCUMENT, VOCABULARY, roles=COMPANY.roles)


class Case:
    """One instance played by commands; carries out SetFields on its record as a host would.

    With `saved`, the instance goes through its rows between any two commands.
    """

    def __init__(
        self,
        definition: Flow,
        *,
        amount: int = 10,
        initiator: UUID = REP,
        saved: bool = False,
        organisation: Organisation = COMPANY,
        chosen: Mapping[str, tuple[UUID, ...]] | None = None,
        **record: Any,
    ) -> None:
        self.flow, self.saved, self.organisation = definition, saved, organisation
        self.failing = False
        self.tables: dict[str, Decided] = {}
        self.record: dict[str, Any] = {
            "id": RECORD,
            "amount": Decimal(amount),
            "status": "draft",
            "owner": {"id": REP},
            "helpers": (),
            "version": Decimal(1),
            "user": {"id": initiator},
            "settings": {"large": Decimal(1000), "buyers": {"id": TEAM}, "boss": {"id": VICE}},
            **record,
        }
        self.now = NOW
        self.numbers = itertools.count(1_000_000)
        self.history: list[HistoryEvent] = []
        self.effects: list[Effect] = []
        step = begin(
            definition,
            instance=UUID(int=1),
            version=3,
            record=RECORD,
            initiator=initiator,
            now=self.now,
            surroundings=self.surroundings(),
            chosen=chosen,
        )
        self.instance: Instance = step.instance
        self._take(step)

    def surroundings(self) -> Surroundings:
        """Return the world as the engine may see it."""
        return Surroundings(
            record=self.record,
            organisation=self.organisation,
            new_id=lambda: UUID(int=next(self.numbers)),
            decide=lambda table, scope: self.tables[table],
        )

    def send(self, command: Command) -> None:
        """Advance by one command and by the completions of the effects that it leads to."""
        self.now += timedelta(minutes=1)
        self._take(advance(self.flow, self.instance, command, self.now, self.surroundings()))

    def _take(self, step: Step) -> None:
        self.instance = from_rows(to_rows(step.instance)) if self.saved else step.instance
        self.history += step.events
        self.effects += step.effects
        for effect in step.effects:
            if effect.kind == "SetFields" and not self.failing:
                self.record |= {key: text.strip('"') for key, text in effect.arguments.items()}
                self.record["version"] += 1
        for visit in step.acting:
            if self.failing:
                self.send(Fail(visit=visit, code="step_failed", message="The step's values are refused."))
            elif self.instance.running and self.visit_of(visit).state is VisitState.OPEN:
                self.send(Complete(visit=visit))

    def visit_of(self, visit: UUID) -> Visit:
        """Return a visit."""
        found = self.instance.visit(visit)
        assert found is not None
        return found

    def later(self, **span: float) -> None:
        """Let time pass, and the timers that fall due meanwhile fire at their moment."""
        end = self.now + timedelta(**span)
        while True:
            due = [one for one in self.instance.timers if one.pending and one.due_at <= end]
            if not due or not self.instance.running or self.instance.suspended_at:
                break
            first = min(due, key=lambda one: one.due_at)
            self.now = max(self.now, first.due_at - timedelta(minutes=1))
            self.send(TimerDue(timer=first.id))
        self.now = max(self.now, end)

    def seat(self, who: UUID) -> Seat:
        """Return somebody's open seat, else his last one."""
        mine = [seat for seat in self.instance.seats if seat.person == who]
        return next((seat for seat in mine if seat.state is SeatState.OPEN), None) or mine[-1]

    def decide(
        self,
        who: UUID,
        verb: str,
        comment: str | None = None,
        to: str | None = None,
        chosen: Mapping[str, tuple[UUID, ...]] | None = None,
    ) -> None:
        """Let somebody use his seat."""
        seat = self.seat(who).id
        self.send(Decide(seat=seat, person=who, verb=Verb(verb), comment=comment, to=to, chosen=chosen or {}))

    def withdraw(self, who: UUID = REP) -> None:
        """Let somebody withdraw."""
        self.send(Withdraw(person=who))

    @property
    def asked(self) -> set[UUID]:
        """Return who holds an open seat."""
        return {seat.person for seat in self.instance.open_seats()}

    @property
    def verbs(self) -> list[str]:
        """Return the verbs of the history so far."""
        return [event.verb for event in self.history]

    @property
    def path(self) -> list[str]:
        """Return the nodes visited, in order."""
        return [visit.node for visit in self.instance.visits]


_DECISIONS = frozenset({"approve", "reject", "complete", "return", "submit", "advise", "auto_same_person"})


def broken_invariants(case: Case) -> list[str]:
    """Return the invariants that an instance breaks; an empty list is the rule."""
    instance = case.instance
    live = [token for token in instance.tokens if token.state is TokenState.LIVE]
    open_visits = [visit for visit in instance.visits if visit.state is VisitState.OPEN]
    open_ids = {visit.id for visit in open_visits}
    undecided = [seat for seat in instance.seats if seat.state in UNDECIDED]
    broken = []
    if sorted(token.id for token in live) != sorted(visit.token for visit in open_visits):
        broken.append("each live token stands in exactly one open visit")
    if any(token.visit not in open_ids for token in live):
        broken.append("a live token knows its visit")
    if instance.running != bool(live):
        broken.append("an instance runs exactly while it has a live token")
    if instance.running and not _waits(instance):
        broken.append("a running instance waits for somebody or something, or shows an incident")
    if any(seat.visit not in open_ids for seat in undecided):
        broken.append("undecided seats are in open visits")
    if any(timer.pending and timer.visit not in open_ids for timer in instance.timers):
        broken.append("timers run at open visits")
    if any(one.resolved_at is None and one.visit not in open_ids for one in instance.incidents):
        broken.append("open incidents are at open visits")
    broken += _broken_seats(case)
    rounds = [(visit.node, visit.round) for visit in instance.visits]
    if len(rounds) != len(set(rounds)):
        broken.append("each visit of a node has its own round")
    if [event.sequence for event in case.history] != list(range(1, instance.sequence + 1)):
        broken.append("the history has no gap")
    keys = [effect.key for effect in case.effects]
    if len(keys) != len(set(keys)):
        broken.append("no effect is asked for twice")
    for region in instance.regions:
        if (region.joined is None) != (region.arrived == 0) or region.arrived > region.expected:
            broken.append("a join counts the tokens of its split")
        inside = [token for token in live if token.region == region.id]
        if region.joined is not None and inside:
            broken.append("nothing is left in a region that was joined")
    return broken


def _waits(instance: Instance) -> bool:
    """Say whether every open visit of a running instance has something that lets it go on."""
    pending = {timer.visit for timer in instance.timers if timer.pending}
    mended = {one.visit for one in instance.incidents if one.resolved_at is None}
    asked = {seat.visit for seat in instance.open_seats()}
    resting = [
        visit
        for visit in instance.visits
        if visit.state is VisitState.OPEN
        and (
            visit.id in pending | mended | asked
            or (visit.waits_for is not None and visit.waits_for != "join")
            or any("outcome" not in child for child in visit.children)
        )
    ]
    joins = [
        visit for visit in instance.visits if visit.state is VisitState.OPEN and visit.waits_for == "join"
    ]
    open_ = [visit for visit in instance.visits if visit.state is VisitState.OPEN]
    return bool(resting) and len(open_) == len({one.id for one in [*resting, *joins]})


def _broken_seats(case: Case) -> list[str]:
    instance = case.instance
    broken = []
    places = [(seat.visit, seat.person) for seat in instance.seats if seat.origin != "copy"]
    if len(places) != len(set(places)):
        broken.append("nobody sits twice in a visit")
    if any((seat.state is SeatState.DONE) != (seat.verb is not None) for seat in instance.seats):
        broken.append("exactly the done seats have a verb")
    decided: set[UUID] = set()
    for event in case.history:
        if event.seat is None:
            continue
        if event.verb == "take_back":
            decided.discard(event.seat)
        elif event.verb in _DECISIONS:
            if event.seat in decided:
                broken.append("no seat decides twice unless it was taken back")
            decided.add(event.seat)
    for seat in instance.seats:
        waiting = seat.state in (SeatState.WAITING_ADDED, SeatState.WAITING_DELEGATE)
        asked = [one for one in instance.seats if one.parent_seat == seat.id and one.state in UNDECIDED]
        if waiting != bool(asked) and (waiting or seat.state is SeatState.OPEN):
            broken.append("a seat waits exactly while somebody asked from it has not decided")
    return broken
