"""Leads are nurtured: a letter a week until they are ready, nothing twice, nothing at night, and out at the right time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dougong.actions.run_sequences import run_sequences
from dougong.automation.tables import outbox, sequence_enrolment
from dougong.database import Database
from tests.conftest import Databases
from tests.stories.edited import edited
from tests.stories.leads import BASE, LEADS
from tests.world import Person, World, build_template

ROOT = Path(__file__).resolve().parents[2]
RECORDS = f"{BASE}/lead/records"
HOME = ZoneInfo("Asia/Shanghai")


def named(text: str) -> dict[str, str]:
    """Return a name in both languages."""
    return {"en": text, "zh": text}


def letter(number: int) -> dict[str, Any]:
    """Return a step that writes a letter and notes its number in the lead."""
    about = {"en": f"Letter {number} for {{{{ company }}}}", "zh": f"致 {{{{ company }}}} 的第 {number} 封信"}
    return {
        "key": f"letter{number}",
        "name": named(f"Letter {number}"),
        "wait": {"days": 7},
        "at": "10:00",
        "do": [
            {
                "SendMessage": {
                    "connection": "post",
                    "message": {"subject": about, "body": about},
                    "address": "contact_name",
                }
            },
            {"SetFields": {"need": f'need & "{number}"'}},
        ],
    }


NURTURE: dict[str, Any] = {
    "format": 1,
    "id": "seq00001",
    "key": "nurture",
    "name": {"en": "Nurture", "zh": "线索培育"},
    "entity": "lead",
    "quiet": {"from": "21:00", "to": "09:00"},
    "steps": [letter(1), letter(2), {**letter(3), "unless": 'region = "west"'}],
    "exits": [
        {
            "key": "hot",
            "name": {"en": "Ready to buy", "zh": "意向明确"},
            "when": "score > 60",
            "do": [{"CreateTodo": {"subject": "Call {{ company }}", "assignee": [{"person": "owner"}]}}],
        },
        {"key": "visited", "name": named("Visited"), "when": 'COUNTIF(activities, kind = "visit") > 0'},
        {"key": "demo", "name": named("Asked for a demo"), "on": {"button": "demo"}},
    ],
}
ENROL = {
    "format": 1,
    "id": "rulenr01",
    "key": "enrol_leads",
    "entity": "lead",
    "name": named("Enrol"),
    "on": {"state_entered": "mql"},
    "do": [{"Enrol": {"sequence": "nurture"}}],
}
LEAVE = {
    "format": 1,
    "id": "rulenr02",
    "key": "leave_leads",
    "entity": "lead",
    "name": named("Leave"),
    "on": {"state_entered": "sql"},
    "do": [{"Leave": {"sequence": "nurture"}}],
}
TOO_LONG = {
    "format": 1,
    "id": "rulenr03",
    "key": "too_long",
    "entity": "lead",
    "name": named("Too long"),
    "phase": "before",
    "on": {"changed": {"fields": ["need"]}},
    "when": "LEN(need) > 50",
    "do": [{"Refuse": {"message": named("That is too long.")}}],
}
POST = {
    "format": 1,
    "id": "cnpost01",
    "key": "post",
    "name": named("Post"),
    "connector": "mail",
    "settings": {},
}


def _mql(entity: dict[str, Any]) -> None:
    """Give leads the state mql, between new and sql."""
    status = entity["schema"]["properties"]["status"]
    status["enum"].append("mql")
    status["x-dougong"]["options"].append({"key": "mql", "label": named("mql"), "colour": "grey"})
    entity["states"]["transitions"] += [
        {"from": ["new"], "to": "mql", "label": named("MQL")},
        {"from": ["mql"], "to": "sql", "label": named("SQL")},
    ]


def build_nursery(database: Database) -> None:
    """Install the lead app with the sequence and the rules that let leads in and out; hire Ann and Bob."""
    build_template(database)
    documents: dict[str, Any] = {
        "entities/lead.json": _mql,
        "sequences/nurture.json": NURTURE,
        "rules/enrol_leads.json": ENROL,
        "rules/leave_leads.json": LEAVE,
        "rules/too_long.json": TOO_LONG,
        "connections/post.json": POST,
    }
    with TemporaryDirectory() as home, World(database, Path(home)) as world:
        world.install_folder(edited(LEADS, Path(home), documents))
        for login in ("ann", "bob"):
            world.person(login, roles={"leads": ["sales"]})


class Nursery:
    """The lead app with a sequence of three weekly letters."""

    def __init__(self, world: World) -> None:
        self.world, self.admin = world, world.admin
        self.begun = datetime.now(UTC)

    def lead(self, by: Person | None = None, **values: Any) -> str:
        """Enter a lead."""
        given = {"company": "Acme", "contact_name": "buyer@acme.example", "region": "east", **values}
        return str((by or self.admin).post(RECORDS, {"values": given}, 201)["id"])

    def values(self, record: str) -> dict[str, Any]:
        """Return the values of a lead."""
        found: dict[str, Any] = self.admin.get(f"{RECORDS}/{record}")["values"]
        return found

    def change(self, record: str, **values: Any) -> None:
        """Change a lead."""
        version = self.admin.get(f"{RECORDS}/{record}")["version"]
        self.admin.patch(f"{RECORDS}/{record}", {"values": values}, version)

    def nurtured(self, **values: Any) -> str:
        """Enter a lead that becomes an MQL, and so enters the sequence."""
        record = self.lead(**values)
        self.change(record, status="mql")
        return record

    def after(self, **span: float) -> int:
        """Let the steps be taken that are due at a later time."""
        return run_sequences(self.world.database, self.begun + timedelta(**span))

    def at(self, moment: datetime) -> int:
        """Let the steps be taken that are due at a moment."""
        return run_sequences(self.world.database, moment)

    def weeks(self, record: str, count: int) -> None:
        """Let weeks pass, each step at noon of its day."""
        for _ in range(count):
            due = datetime.fromisoformat(self.state(record)["due_at"])
            self.at(due + timedelta(hours=2))

    def state(self, record: str, by: Person | None = None) -> dict[str, Any]:
        """Return the last time that a lead is or was in a sequence."""
        items: list[dict[str, Any]] = self.of(record, by)["items"]
        return items[0]

    def of(self, record: str, by: Person | None = None) -> dict[str, Any]:
        """Return the sequences of a lead."""
        found: dict[str, Any] = (by or self.admin).get(f"{RECORDS}/{record}/sequences")
        return found

    def turn(self, record: str, verb: str, by: Person | None = None, status: int = 200) -> Any:
        """Stop, pause, resume, or skip a step."""
        identity = self.state(record)["id"]
        return (by or self.admin).post(f"/apps/leads/enrolments/{identity}/{verb}", {}, status)

    def enrol(self, *records: str, by: Person | None = None) -> list[dict[str, Any]]:
        """Let leads in by hand."""
        asked = {"sequence": "nurture", "records": records}
        items: list[dict[str, Any]] = (by or self.admin).post(f"{RECORDS}/enrol", asked)["items"]
        return items

    def publish(self, **members: Any) -> None:
        """Publish the sequence with other members."""
        place = "/apps/leads/draft/sequence/nurture"
        found = self.admin.get(place)
        document = {**found["document"], **members}
        written = self.admin.put(place, {"document": document}, 200, **{"If-Match": f'"{found["version"]}"'})
        assert written["problems"] == []
        plan = self.admin.get("/apps/leads/draft/plan")
        accept = [step["accept"] for step in plan["steps"] if step["accept"]]
        self.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})

    def letters(self) -> int:
        """Return how many letters are on their way."""
        with self.world.transaction() as context:
            rows = context.conn.scalars(sa.select(outbox.c.effects)).all()
        keys = [effect["key"] for effects in rows for effect in effects]
        assert len(keys) == len(set(keys))
        return len(keys)

    def counts(self) -> dict[str, Any]:
        """Return the numbers of the sequence."""
        found: dict[str, Any] = self.admin.get("/apps/leads/sequences/nurture")
        return found


@pytest.fixture
def nursery(databases: Databases, tmp_path: Path) -> Iterator[Nursery]:
    name = databases.clone(databases.template("nursery", build_nursery))
    database = databases.connect(name)
    with World(database, tmp_path / "home") as world:
        yield Nursery(world)
    database.close()
    databases.drop(name)


def test_a_lead_gets_a_letter_a_week(nursery: Nursery) -> None:
    """R-17: who becomes an MQL enters; the letters leave on the day a week later, each once; then it is finished."""
    record = nursery.nurtured()
    state = nursery.state(record)
    day = nursery.begun.astimezone(HOME).date() + timedelta(days=7)
    assert datetime.fromisoformat(state["due_at"]) == datetime.combine(day, time(10), HOME)
    assert (state["state"], state["step"]["number"], state["steps"]) == ("running", 1, 3)
    assert nursery.after(days=5) == 0
    for count in (1, 2, 3):
        due = datetime.fromisoformat(nursery.state(record)["due_at"])
        assert nursery.at(due + timedelta(minutes=1)) == 1
        assert nursery.at(due + timedelta(hours=3)) == 0
        assert nursery.letters() == count
    assert nursery.values(record)["need"] == "123"
    ended = nursery.state(record)
    assert (ended["state"], ended["step"], ended["due_at"]) == ("finished", None, None)
    events = nursery.admin.get(f"/apps/leads/enrolments/{ended['id']}/events")["items"]
    assert [one["kind"] for one in events] == ["enrolled", "done", "done", "done", "finished"]
    entered_by = events[0]["person"]["name"]
    counts = nursery.counts()
    assert counts["states"] == {"finished": 1}
    assert counts["steps"] == {"letter1": 1, "letter2": 1, "letter3": 1}
    line = nursery.admin.get(f"{RECORDS}/{record}/timeline")["items"]
    actors = [one["actor"] for one in line if one.get("cause") == "sequence:nurture"]
    assert {(one["kind"], one["name"]) for one in actors} == {("sequence", "Nurture")}
    told = [one["text"] for one in line if one["kind"] == "sequence"]
    steps = [f"Step done: Letter {number}" for number in (3, 2, 1)]
    assert told == ["All steps done", *steps, f"Entered · {entered_by}"]
    assert not [one for one in line if one["kind"] == "rule" and one["actor"]["key"] == "nurture"]
    runs = nursery.admin.get(f"{RECORDS}/{record}/runs")["items"]
    assert {one["why"] for one in runs if one["rule"] == "nurture"} == {"The step of the sequence was due."}


def test_who_is_ready_leaves_and_is_called(nursery: Nursery) -> None:
    """R-18: at a score above 60 it leaves at once, and its owner has something to do; an SQL is let out by a rule."""
    ann = nursery.world.sign_in("ann")
    record = nursery.lead(by=ann)
    nursery.change(record, status="mql")
    nursery.weeks(record, 1)
    nursery.change(record, employees=200, decides=True)
    assert nursery.state(record)["state"] == "running"
    nursery.admin.post(
        f"{BASE}/activity/records", {"values": {"subject": "Talk", "kind": "call", "lead": record}}, 201
    )
    assert nursery.state(record)["state"] == "running"
    nursery.admin.post(f"{RECORDS}/{record}/actions/demo")
    left = nursery.state(record)
    assert (left["state"], left["exit"]["key"], left["due_at"]) == ("exited", "hot", None)
    line = nursery.admin.get(f"{RECORDS}/{record}/timeline")["items"]
    assert "Left: Ready to buy" in [one["text"] for one in line if one["kind"] == "sequence"]
    todos = nursery.admin.get(f"{BASE}/todo/records")["items"]
    assert [(one["values"]["subject"], one["values"]["owner"]) for one in todos] == [("Call Acme", ann.id)]
    assert nursery.after(days=40) == 0
    assert nursery.letters() == 1
    other = nursery.nurtured()
    nursery.change(other, status="sql")
    stopped = nursery.state(other)
    assert (stopped["state"], stopped["why"]) == ("stopped", "left")
    assert nursery.counts()["exits"] == {"hot": 1}


def test_what_happens_to_children_and_events_are_reasons_to_leave(nursery: Nursery) -> None:
    """A visit that somebody notes, and a button that is pressed; and the trash."""
    visited, asked, gone = nursery.nurtured(), nursery.nurtured(), nursery.nurtured()
    nursery.admin.post(
        f"{BASE}/activity/records", {"values": {"subject": "There", "kind": "visit", "lead": visited}}, 201
    )
    assert nursery.state(visited)["exit"]["key"] == "visited"
    nursery.admin.post(f"{RECORDS}/{asked}/actions/demo")
    assert nursery.state(asked)["exit"]["key"] == "demo"
    version = nursery.admin.get(f"{RECORDS}/{gone}")["version"]
    nursery.admin.delete(f"{RECORDS}/{gone}", 204, **{"If-Match": f'"{version}"'})
    assert nursery.counts()["states"] == {"exited": 2, "stopped": 1}
    assert nursery.after(days=9) == 0


def test_a_second_enrolment_is_refused(nursery: Nursery) -> None:
    """Eight at once: one enters; when it left it may not come again, or only after the days that the sequence says."""
    record = nursery.lead()
    with ThreadPoolExecutor(4) as pool:
        answers = [one for found in pool.map(lambda _: nursery.enrol(record), range(8)) for one in found]
    assert sum("error" not in one for one in answers) == 1
    assert {one["error"]["detail"] for one in answers if "error" in one} == {
        "The record is in this sequence already."
    }
    nursery.turn(record, "stop")
    assert nursery.enrol(record)[0]["error"]["detail"] == "The record has been through this sequence."
    nursery.publish(again_after_days=30)
    assert nursery.enrol(record)[0]["error"]["status"] == 409
    with nursery.world.transaction() as context:
        context.conn.execute(
            sa.update(sequence_enrolment).values(ended_at=nursery.begun - timedelta(days=31))
        )
    assert nursery.enrol(record) == [{"id": record}]
    assert len(nursery.of(record)["items"]) == 2


def test_only_so_many_are_in_it_at_once(nursery: Nursery) -> None:
    """Two places: eight leads let in at once by several people take two; those it is not for take none."""
    nursery.publish(most=2, when='region = "east"')
    records = [nursery.lead(company=f"Acme {at}") for at in range(8)]
    west = nursery.lead(region="west")
    assert nursery.enrol(west)[0]["error"]["detail"] == "This sequence is not for this record."
    with ThreadPoolExecutor(4) as pool:
        answers = [one for found in pool.map(nursery.enrol, records) for one in found]
    assert sum("error" not in one for one in answers) == 2
    assert nursery.counts()["states"] == {"running": 2}


def test_no_step_is_taken_at_night_or_on_rest_days(nursery: Nursery) -> None:
    """A worker that was down all Friday finds the step at ten at night: it waits for Tuesday, as Monday is free."""
    nursery.publish(quiet={"from": "21:00", "to": "09:00", "rest_days": True})
    record = nursery.nurtured()
    due = datetime.fromisoformat(nursery.state(record)["due_at"]).astimezone(HOME)
    assert due.isoweekday() < 6
    friday = due.date() + timedelta(days=(5 - due.isoweekday()) % 7 or 7)
    monday = friday + timedelta(days=3)
    day = {"day": str(monday), "kind": "holiday", "name": named("Free")}
    nursery.admin.put(f"/calendar?year={monday.year}", {"days": [day]})
    assert nursery.at(datetime.combine(friday, time(22), HOME)) == 0
    moved = datetime.fromisoformat(nursery.state(record)["due_at"]).astimezone(HOME)
    assert moved == datetime.combine(friday + timedelta(days=4), time(9), HOME)
    assert nursery.at(datetime.combine(monday, time(12), HOME)) == 0
    assert nursery.at(moved) == 1


def test_steps_keep_their_time_when_the_clock_changes(nursery: Nursery) -> None:
    """In Berlin: a letter at ten on the day the clock goes forward or back is at ten o'clock of that day."""
    berlin = ZoneInfo("Europe/Berlin")
    nursery.admin.patch("/organisation", {"zone": "Europe/Berlin"})
    today = nursery.begun.astimezone(berlin).date()

    def offset(day: date) -> timedelta | None:
        return datetime.combine(day, time(12), berlin).utcoffset()

    change = next(
        today + timedelta(days=ahead)
        for ahead in range(1, 370)
        if offset(today + timedelta(days=ahead)) != offset(today + timedelta(days=ahead - 1))
    )
    nursery.publish(steps=[{**letter(1), "wait": {"days": (change - today).days}}])
    record = nursery.nurtured()
    due = datetime.fromisoformat(nursery.state(record)["due_at"]).astimezone(berlin)
    assert (due.date(), due.time()) == (change, time(10))
    assert nursery.at(due - timedelta(minutes=1)) == 0
    assert nursery.at(due) == 1


def test_a_killed_worker_doubles_nothing(nursery: Nursery, tmp_path: Path) -> None:
    """Killed before its commit a step is not done; after it, done; two workers at once do it once."""
    record = nursery.nurtured()
    due = datetime.fromisoformat(nursery.state(record)["due_at"]) + timedelta(hours=1)
    for place in ("act.finish.before", "act.finish.after"):
        die_at(place, nursery, due, tmp_path)
        assert (nursery.letters(), nursery.values(record)["need"]) == (0, None)
        assert nursery.state(record)["step"]["number"] == 1
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(nursery.at, [due] * 4)) == 1
    assert (nursery.letters(), nursery.values(record)["need"]) == (1, "1")
    assert nursery.state(record)["step"]["number"] == 2


def test_killed_between_two_records_the_rest_is_done_once(nursery: Nursery, tmp_path: Path) -> None:
    """The step of the first is committed, the second's is not begun: what comes after does that one alone."""
    records = [nursery.nurtured() for _ in range(2)]
    due = max(datetime.fromisoformat(nursery.state(one)["due_at"]) for one in records) + timedelta(hours=1)
    die_at("sequence.commit.after", nursery, due, tmp_path)
    assert sorted(nursery.state(one)["step"]["number"] for one in records) == [1, 2]
    assert nursery.letters() == 1
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(nursery.at, [due] * 4)) == 1
    assert [nursery.state(one)["step"]["number"] for one in records] == [2, 2]
    assert nursery.letters() == 2


def die_at(place: str, nursery: Nursery, due: datetime, folder: Path) -> None:
    """Let a worker take what is due by a moment, and kill it when it reaches a place."""
    database = nursery.world.database
    program = (
        "import sys; from datetime import datetime; from dougong.database import Database;"
        "from dougong.actions.run_sequences import run_sequences;"
        "run_sequences(Database(sys.argv[1], sys.argv[2], threads=2), datetime.fromisoformat(sys.argv[3]))"
    )
    file = folder / "failpoint"
    file.write_text(place)
    paths = os.pathsep.join(str(ROOT / one) for one in ("platform", "engines"))
    url = database.url.render_as_string(hide_password=False)
    died = subprocess.run(
        [sys.executable, "-c", program, url, database.workspace_schema, due.isoformat()],
        env={**os.environ, "DOUGONG_FAILPOINTS": str(file), "PYTHONPATH": paths},
        cwd=ROOT,
        check=False,
    )
    assert died.returncode == -9


def test_a_step_is_left_out_and_one_that_is_refused_waits_for_somebody(nursery: Nursery) -> None:
    """In the west there is no third letter; a letter that cannot be noted pauses, is tried again, or skipped."""
    record = nursery.nurtured(region="west")
    nursery.weeks(record, 1)
    nursery.change(record, need="x" * 50)
    due = datetime.fromisoformat(nursery.state(record)["due_at"])
    nursery.at(due)
    paused = nursery.state(record)
    assert (paused["state"], paused["why"], paused["step"]["number"]) == ("paused", "failed", 2)
    assert paused["error"]
    assert nursery.letters() == 1
    assert nursery.at(due + timedelta(days=1)) == 0
    nursery.change(record, need=None)
    nursery.turn(record, "resume")
    assert nursery.at(due) == 1
    assert nursery.values(record)["need"] == "2"
    nursery.weeks(record, 1)
    assert nursery.state(record)["state"] == "finished"
    assert nursery.counts()["steps"] == {"letter1": 1, "letter2": 1}


def test_people_pause_resume_skip_and_stop(nursery: Nursery) -> None:
    """Ann's lead is hers to pause; Bob, who does not see it, is told nothing; whoever ended does not go on."""
    ann, bob = nursery.world.sign_in("ann"), nursery.world.sign_in("bob")
    record = nursery.lead(by=ann)
    assert [one["key"] for one in nursery.of(record, ann)["offered"]] == ["nurture"]
    assert nursery.enrol(record, by=bob)[0]["error"]["status"] == 404
    assert nursery.enrol(record, by=ann) == [{"id": record}]
    nursery.turn(record, "pause", by=bob, status=404)
    nursery.turn(record, "pause", by=ann)
    nursery.turn(record, "pause", by=ann, status=409)
    assert nursery.after(days=9) == 0
    assert nursery.turn(record, "skip", by=ann)["state"] == "paused"
    assert nursery.turn(record, "resume", by=ann)["step"]["number"] == 2
    assert nursery.turn(record, "stop", by=ann)["why"] == "hand"
    nursery.turn(record, "resume", by=ann, status=409)
    nursery.publish(roles=["sales"])
    other = nursery.lead(by=bob)
    assert nursery.enrol(other, by=bob) == [{"id": other}]
    listed = nursery.admin.get("/apps/leads/sequences/nurture/enrolments", state="stopped")["items"]
    assert [(one["record"], one["title"]) for one in listed] == [(record, "Acme")]


def test_a_changed_sequence_keeps_records_on_their_steps(nursery: Nursery) -> None:
    """One waits for the second letter: it goes to what stands in its place; switched off all wait; removed, all end."""
    record = nursery.nurtured()
    nursery.weeks(record, 1)
    nursery.publish(steps=[letter(0), letter(1), letter(9)])
    state = nursery.state(record)
    assert (state["step"]["key"], state["step"]["number"]) == ("letter9", 3)
    nursery.publish(enabled=False)
    due = datetime.fromisoformat(state["due_at"])
    assert nursery.at(due) == 0
    assert nursery.state(record)["enabled"] is False
    nursery.publish(enabled=True)
    assert nursery.at(due + timedelta(days=1)) == 1
    assert nursery.values(record)["need"] == "19"
    assert nursery.state(record)["state"] == "finished"
    other = nursery.nurtured()
    for kind, key in (("rule", "enrol_leads"), ("rule", "leave_leads"), ("sequence", "nurture")):
        place = f"/apps/leads/draft/{kind}/{key}"
        version = nursery.admin.get(place)["version"]
        nursery.admin.delete(place, 204, **{"If-Match": f'"{version}"'})
    plan = nursery.admin.get("/apps/leads/draft/plan")
    (step,) = [one for one in plan["steps"] if "sequence/nurture" in str(one["detail"])]
    assert step["severity"] == "danger"
    assert "1 record is in it and stopped" in step["detail"]["en"]
    accept = [one["accept"] for one in plan["steps"] if one["accept"]]
    nursery.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})
    assert nursery.after(days=9) == 0
    with nursery.world.transaction() as context:
        states = context.conn.execute(
            sa.select(sequence_enrolment.c.state, sequence_enrolment.c.why).where(
                sequence_enrolment.c.record_id == other
            )
        ).all()
    assert [tuple(one) for one in states] == [("stopped", "removed")]


def test_the_builder_sees_when_steps_would_come(nursery: Nursery) -> None:
    """For a lead that enters now, whatever the steps do; a wait that cannot be is named with its place."""
    asked = {"entity": "lead", "quiet": NURTURE["quiet"], "steps": [{**letter(1), "do": []}, letter(2)]}
    found = nursery.admin.post("/apps/leads/sequence-times", asked)
    days = [datetime.fromisoformat(one).astimezone(HOME).date() for one in found["times"]]
    today = nursery.begun.astimezone(HOME).date()
    assert days == [today + timedelta(days=7), today + timedelta(days=14)]
    wrong = {**asked, "steps": [{**letter(1), "at": "22:00"}]}
    problems = nursery.admin.post("/apps/leads/sequence-times", wrong)["problems"]
    assert [(one["code"], one["pointer"]) for one in problems] == [("in_quiet_hours", "/steps/0/at")]
