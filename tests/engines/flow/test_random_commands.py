"""Random commands on random flows keep the invariants: no lost token, no stuck case, no second decision."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dougong_flow import (
    AddApprovers,
    AddSign,
    ChildEnded,
    Command,
    Complete,
    Copy,
    Decide,
    Delegate,
    Fail,
    FlowError,
    Jump,
    MarkRead,
    Reassign,
    Remind,
    RemoveAdded,
    RemoveApprover,
    Resume,
    Retry,
    SeatState,
    Signal,
    Skip,
    Suspend,
    TakeBack,
    Terminate,
    TimerDue,
    Transfer,
    Verb,
    VisitState,
    Withdraw,
    allowed_actions,
)
from tests.engines.flow.scene import (
    ADMIN,
    DIRECTOR,
    DOCUMENT,
    LEAD,
    MANAGER,
    REP,
    VICE,
    Case,
    broken_invariants,
    flow,
)

PEOPLE = (REP, LEAD, MANAGER, DIRECTOR, VICE, ADMIN)
WHO: tuple[list[dict[str, Any]], ...] = (
    [{"supervisor": 1}],
    [{"supervisor": 3}],
    [{"supervisors": "top"}],
    [{"department_head": 2}],
    [{"role": "director", "weight": 2}, {"role": "manager"}],
    [{"role": "nobody"}],
    [{"team": "settings.buyers"}],
    [{"field": "owner"}],
    [{"chosen": "previous"}],
    [{"role": "manager"}, {"person": "settings.boss"}],
)
CONDITIONS = ("amount > 100", "amount <= 100", 'status = "draft"', "ISBLANK(due)")
HUMAN = ["approve", "reject", "return", "transfer", "delegate", "add_before", "add_after"]


class Builder:
    """Draws a block-structured flow: sequences of steps, branches that come together, loops back by people."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = itertools.count(1)
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []

    def node(self, kind: str, **members: Any) -> str:
        number = next(self.numbers)
        key = f"{kind}_{number}"
        self.nodes.append({"id": f"n{number:07}", "key": key, "kind": kind, **members})
        return key

    def edge(self, source: str, target: str, **members: Any) -> None:
        self.edges.append({"from": source, "to": target, **members})

    def sequence(self, depth: int) -> tuple[str, str]:
        """Add steps one after another; returns the first and the last."""
        first, last = self.step(depth)
        for _ in range(self.draw(st.integers(0, 2))):
            begin, end = self.step(depth)
            self.edge(last, begin)
            last = end
        return first, last

    def step(self, depth: int) -> tuple[str, str]:
        simple = ["approve", "approve", "handle", "cc", "action", "timer", "wait", "sub_flow"]
        blocks = ["exclusive", "parallel", "inclusive"]
        kind = self.draw(st.sampled_from(simple + (blocks * 2 if depth else [])))
        if kind in blocks:
            return self.block(kind, depth - 1)
        key = self.node(kind, **getattr(self, f"_{kind}")())
        if kind == "wait" and "limit" in self.nodes[-1]:
            after = self.node("action", do=[{"SetFields": {"name": '"late"'}}])
            merge = self.node("cc", who=[{"role": "manager"}])
            self.edge(key, merge)
            self.edge(key, after, on="timeout")
            self.edge(after, merge)
            return key, merge
        return key, key

    def block(self, kind: str, depth: int) -> tuple[str, str]:
        split = self.node(kind)
        join = self.node("cc", who=[{"role": "manager"}]) if kind == "exclusive" else self.node(kind)
        for at in range(self.draw(st.integers(2, 3))):
            condition: dict[str, Any] = {"default": True} if at == 0 else {}
            if at:
                condition = {"when": self.draw(st.sampled_from(CONDITIONS))}
            members = {} if kind == "parallel" else condition
            if kind != "parallel" and at and self.draw(st.booleans()):
                self.edge(split, join, **members)
                continue
            first, last = self.sequence(depth)
            self.edge(split, first, **members)
            self.edge(last, join)
        return split, join

    def _approve(self) -> dict[str, Any]:
        draw = self.draw
        mode = draw(st.sampled_from(["all", "any", "ratio"]))
        made = {
            **self._handle(),
            "mode": mode,
            "any_reject": draw(st.sampled_from(["all", "first"])),
            "verbs": HUMAN,
            **({"ratio": draw(st.sampled_from([1, 34, 50, 66.7, 100]))} if mode == "ratio" else {}),
        }
        reject = draw(st.sampled_from([None, "end", "initiator", "previous"]))
        return made | ({"reject": reject} if reject else {})

    def _handle(self) -> dict[str, Any]:
        draw = self.draw
        limits = [
            {"after": {"hours": 1}, "do": "remind", "every": {"hours": 1}, "times": 2},
            {"after": {"work_hours": 4}, "do": "escalate"},
            {"after": {"work_days": 1}, "do": "transfer", "to": [{"role": "director"}]},
            {"after": {"days": 3}, "do": "approve"},
        ]
        return {
            "who": draw(st.sampled_from(WHO)),
            "order": draw(st.sampled_from(["parallel", "sequential"])),
            "claim": draw(st.integers(0, 4)) == 0,
            "fallback": draw(st.sampled_from(["flow_admin", "auto_pass", "stop"])),
            "initiator": draw(st.sampled_from(["superior", "self", "skip", "department_head"])),
            "same_person": draw(st.sampled_from(["off", "consecutive", "instance"])),
            "after_return": draw(st.sampled_from(["replay", "jump_back"])),
            "people_on_return": draw(st.sampled_from(["resolve", "same"])),
            "verbs": ["complete", "return", "transfer", "delegate", "add_before", "add_after"],
            "limits": draw(st.lists(st.sampled_from(limits), max_size=2)),
        }

    def _cc(self) -> dict[str, Any]:
        return {"who": self.draw(st.sampled_from(WHO))}

    def _action(self) -> dict[str, Any]:
        undo = {"compensate": [{"SetFields": {"name": '"undone"'}}]} if self.draw(st.booleans()) else {}
        return {"do": [{"SetFields": {"name": '"done"'}}], **undo}

    def _timer(self) -> dict[str, Any]:
        return self.draw(
            st.sampled_from(
                [{"after": {"hours": 2}}, {"until": "due"}, {"cycle": "0 9 * * 1", "when": "amount > 100"}]
            )
        )

    def _wait(self) -> dict[str, Any]:
        made = self.draw(
            st.sampled_from([{"message": "paid"}, {"webhook": "bank"}, {"when": "amount > 1000"}])
        )
        return {**made, **({"limit": {"hours": 5}} if self.draw(st.booleans()) else {})}

    def _sub_flow(self) -> dict[str, Any]:
        return {
            "flow": "other",
            "wait": self.draw(st.booleans()),
            "mode": self.draw(st.sampled_from(["all", "any"])),
        }


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a flow document."""
    built = Builder(draw)
    first, last = built.sequence(2)
    end = built.node("end")
    built.edge("start", first)
    built.edge(last, end)
    withdraw = draw(st.sampled_from(["before_first_decision", "until_end", "never"]))
    return {**DOCUMENT, "nodes": built.nodes, "edges": built.edges, "withdraw": withdraw}


def _some(data: st.DataObject, several: Any) -> Any:
    return data.draw(st.sampled_from(list(several)))


def _command(data: st.DataObject, case: Case) -> Command | None:
    """Draw a command of any kind: mostly one that may be carried out, else one that has to be refused."""
    instance = case.instance
    seats, visits = instance.seats, instance.visits
    person = _some(data, PEOPLE)
    kind = data.draw(st.sampled_from(KINDS))
    if instance.suspended_at and data.draw(st.integers(0, 3)):
        kind = "resume"
    seat = _some(data, instance.open_seats() or seats) if seats else None
    if kind in SEAT_KINDS and seat is None:
        return None
    match kind:
        case "decide":
            verbs = allowed_actions(case.flow, instance, seat.person).seats.get(seat.id, tuple(Verb))
            actions = allowed_actions(
                case.flow, instance, seat.person, now=case.now, surroundings=case.surroundings()
            )
            to = _some(data, [None, *actions.returns.get(seat.id, ())])
            verb = _some(data, [one for one in verbs if one not in LATER] or [Verb.APPROVE])
            chosen = dict.fromkeys(actions.choose, (person,)) if verb is not Verb.RETURN else {}
            return Decide(seat=seat.id, person=seat.person, verb=verb, comment="so", to=to, chosen=chosen)
        case "wrong":
            return Decide(
                seat=seat.id, person=person, verb=_some(data, Verb), to=_some(data, [None, "end_1"])
            )
        case "transfer":
            return Transfer(seat=seat.id, person=seat.person, to=person)
        case "delegate":
            return Delegate(seat=seat.id, person=seat.person, to=person)
        case "add":
            after = data.draw(st.booleans())
            return AddSign(seat=seat.id, person=seat.person, people=(person,), after=after)
        case "remove_added":
            asked = [one for one in seats if one.parent_seat] or [seat]
            one = _some(data, asked)
            owner = next((two.person for two in seats if two.id == one.parent_seat), person)
            return RemoveAdded(seat=one.id, person=owner)
        case "take_back":
            done = [one for one in seats if one.state is SeatState.DONE] or [seat]
            one = _some(data, done)
            return TakeBack(seat=one.id, person=one.decided_by or person)
        case "remind":
            return Remind(seat=seat.id, person=person, administrator=data.draw(st.booleans()))
        case "copy":
            return Copy(person=person, people=(_some(data, PEOPLE),))
        case "read":
            return MarkRead(seat=seat.id, person=seat.person)
        case "withdraw":
            return Withdraw(person=instance.initiator)
        case "due":
            timers = [one for one in instance.timers if one.pending]
            if not timers or instance.suspended_at:
                return None
            first = min(timers, key=lambda one: one.due_at)
            case.now = max(case.now, first.due_at)
            return TimerDue(timer=first.id)
        case "early":
            return TimerDue(timer=_some(data, instance.timers).id) if instance.timers else None
        case "signal":
            case.record["amount"] += 500
            return Signal(
                kind=_some(data, ["message", "webhook", "record"]), name=_some(data, ["paid", "bank"])
            )
        case "child":
            waiting = [
                (visit.id, child)
                for visit in visits
                for child in visit.children
                if visit.state is VisitState.OPEN
            ]
            if not waiting:
                return None
            visit, child = _some(data, waiting)
            outcome = _some(data, ["approved", "rejected", "withdrawn"])
            return ChildEnded(visit=visit, child=type(visit)(child["instance"]), outcome=outcome)
        case "mend":
            if not instance.incidents:
                return None
            incident = _some(data, instance.incidents).id
            case.record["due"] = case.now.date()
            skip = Skip(incident=incident, person=ADMIN, comment="go on")
            return _some(data, [skip, Retry(incident=incident, person=ADMIN)])
        case "jump":
            visit = _some(data, visits)
            to = _some(data, [*case.flow.nodes, "initiator"])
            return Jump(visit=visit.id, person=ADMIN, to=to, comment="jump")
        case "reassign":
            return Reassign(seat=_some(data, seats).id, person=ADMIN, to=person, comment="ill")
        case "add_approvers":
            return AddApprovers(visit=_some(data, visits).id, person=ADMIN, people=(person,), comment="too")
        case "remove":
            return RemoveApprover(seat=_some(data, seats).id, person=ADMIN, comment="not he")
        case "suspend":
            return Suspend(person=ADMIN, comment="wait")
        case "resume":
            return Resume(person=ADMIN)
        case "report":
            visit = _some(data, visits).id
            failed = Fail(visit=visit, code="x", message="No.")
            return _some(data, [Complete(visit=visit), failed]) if data.draw(st.booleans()) else None
        case "terminate":
            return Terminate(person=ADMIN, comment="enough") if data.draw(st.integers(0, 9)) == 0 else None
    raise AssertionError(kind)


LATER = frozenset({Verb.TRANSFER, Verb.DELEGATE, Verb.ADD_BEFORE, Verb.ADD_AFTER})
SEAT_KINDS = frozenset(
    [
        "decide",
        "wrong",
        "transfer",
        "delegate",
        "add",
        "remove_added",
        "take_back",
        "remind",
        "read",
        "reassign",
        "remove",
    ]
)
KINDS = (
    ["decide"] * 14
    + ["due", "signal", "child", "mend"] * 2
    + [
        "wrong",
        "transfer",
        "delegate",
        "add",
        "add",
        "remove_added",
        "take_back",
        "take_back",
        "remind",
        "copy",
        "read",
        "withdraw",
        "early",
        "jump",
    ]
    + ["reassign", "add_approvers", "remove", "suspend", "resume", "report", "terminate"]
)


@given(
    document=documents(),
    amount=st.sampled_from([10, 5000]),
    initiator=st.sampled_from(PEOPLE),
    saved=st.booleans(),
    data=st.data(),
)
def test_random_commands_keep_the_invariants(
    document: dict[str, Any], amount: int, initiator: Any, saved: bool, data: st.DataObject
) -> None:
    case = Case(flow(document), amount=amount, initiator=initiator, saved=saved)
    assert broken_invariants(case) == []
    for _ in range(data.draw(st.integers(5, 40))):
        before, told = case.instance, len(case.history)
        command = _command(data, case)
        if command is None:
            continue
        try:
            case.send(command)
        except FlowError:
            assert case.instance is before
            assert len(case.history) == told
        case.now += timedelta(minutes=10)
        assert broken_invariants(case) == [], command
        if not case.instance.running:
            assert not [seat for seat in case.instance.seats if seat.undecided]
            if data.draw(st.booleans()):
                break
