"""Assignments: why a rule gave a record to whom it did, in the words of the reader's language.

The step keeps what the engine tried; what a decision table saw is told only of fields that the reader reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.automation.definitions import tables_of
from dougong.automation.tables import rule_run_step
from dougong.context import Context
from dougong.identity.people import names_of
from dougong.identity.tables import team
from dougong.metadata import App
from dougong_model import localised
from dougong_rule import DecisionTable

Note = Mapping[str, Any]
_WORDS = {
    "kept": ("Stays with {0}, who has it already.", "仍由{0}负责，不再改派。"),
    "nobody": ("Nobody was left to assign to.", "没有可分配的人员。"),
    "emptied": (
        "Nobody was left to assign to: it belongs to nobody now.",
        "没有可分配的人员，已置为无人负责。",
    ),
    "table": ("By the table “{0}”", "按规则表“{0}”"),
    "row": (", row {0}", "第 {0} 行"),
    "seen": (" ({0})", "（{0}）"),
    "value": ("{0}: {1}", "{0}：{1}"),
    "comma": (", ", "，"),
    "team": ("By team", "按团队"),
    "person": ("Named by the rule", "规则指定"),
    "role": ("By the role “{0}”", "按角色“{0}”"),
    "supervisor": ("As supervisor", "按上级"),
    "to": (" → {0}", " → {0}"),
    "round_robin": ("; in turn: {0}", "；轮到{0}"),
    "least_loaded": ("; who has the least to do: {0}", "；任务最少：{0}"),
    "weighted": ("; in turn by weight: {0}", "；按权重轮到{0}"),
    "first": ("; the first: {0}", "；首位：{0}"),
    "all": (": {0}", "：{0}"),
    "none_left": ("; nobody left", "；无人可选"),
    "passed": (" (not {0})", "（未选：{0}）"),
    "semicolon": ("; ", "；"),
    "more": ("{0} more", "另有 {0} 人"),
    "why_not_previous": ("{0}: has or had it", "{0}：现任或曾任负责人"),
    "why_present": ("{0}: away", "{0}：不在岗"),
    "why_hours": ("{0}: not at work at {1}", "{0}：{1} 不在工作时间"),
    "why_per_day": ("{0}: {1} of {2} today", "{0}：今日已分 {1}/{2}"),
    "why_hold": ("{0}: {1} of {2} in hand", "{0}：在手 {1}/{2}"),
}


def told(
    context: Context, app: App, entity: str, runs: Collection[UUID], readable: Collection[str]
) -> dict[UUID, list[str]]:
    """Return, for each run that assigned, a sentence for each such step; `readable` are fields by key."""
    steps = (
        context.conn.execute(
            sa.select(rule_run_step.c.run_id, rule_run_step.c.result)
            .where(
                rule_run_step.c.run_id.in_(list(runs)),
                rule_run_step.c.kind == "Assign",
                rule_run_step.c.state == "done",
            )
            .order_by(rule_run_step.c.run_id, rule_run_step.c.position)
        ).all()
        if runs
        else []
    )
    said: dict[UUID, list[str]] = {}
    all_told = told_results(context, app, entity, [step.result for step in steps], readable)
    for step, sentences in zip(steps, all_told, strict=True):
        said.setdefault(step.run_id, []).extend(sentences)
    return said


def told_results(
    context: Context, app: App, entity: str, results: Sequence[Note], readable: Collection[str]
) -> list[list[str]]:
    """Return the sentences for each of some steps that assigned, by what they left in their runs."""
    tried = [_tried(result) for result in results]
    notes = [one for result, notes in zip(results, tried, strict=True) for one in (result, *notes)]
    sentences = _Sentences(app, entity, _names(context, notes), readable, context.language)
    return [sentences.of(result, notes) for result, notes in zip(results, tried, strict=True)]


def _tried(result: Note) -> list[Note]:
    """Return the strategies that found people, in their order; the last one is that which gave the record."""
    notes = [one for one in result.get("explain") or () if isinstance(one, dict)]
    return [one for one in notes if one.get("found") and one.get("kind")]


def _names(context: Context, several: Sequence[Note]) -> dict[str, str]:
    """Return the names of the people and teams that steps name, by id."""
    ids = {UUID(one[key]) for one in several for key in ("person", "group") if one.get(key)}
    ids |= {UUID(one["person"]) for note in several for one in note.get("passed") or ()}
    if not ids:
        return {}
    teams = context.conn.execute(sa.select(team.c.id, team.c.name).where(team.c.id.in_(ids)))
    return {
        **{str(row.id): row.name for row in teams},
        **{str(key): name for key, name in names_of(context.conn, ids).items()},
    }


class _Sentences:
    """One assignment in words."""

    def __init__(
        self, app: App, entity: str, names: Mapping[str, str], readable: Collection[str], language: str
    ) -> None:
        self._app, self._entity, self._names = app, entity, names
        self._readable, self._language = readable, language

    def of(self, result: Note, notes: Sequence[Note]) -> list[str]:
        """Return why a step gave its record to whom: a sentence for each strategy that found people; nothing of those
        that it did not keep.
        """
        person = result.get("person")
        if person is None:
            said = [self._tried(note, None) + self._say("none_left") + self._passed(note) for note in notes]
            return [*said, self._say("emptied" if result.get("emptied") else "nobody")]
        name = self._names.get(str(person), "")
        if not notes or not name:
            return []
        *before, note = notes
        said = [self._tried(one, None) + self._say("none_left") + self._passed(one) for one in before]
        if result.get("kept") and note["kind"] == "person":
            return [*said, self._say("kept", name)]
        return [*said, self._tried(note, person) + self._say(note["pick"], name) + self._passed(note)]

    def _tried(self, note: Note, person: Any) -> str:
        """Return where a strategy looked for people."""
        kind, group = note["kind"], note.get("group")
        start = self._by_table(note) if kind == "table" else self._by(kind, note)
        to = self._names.get(str(group), "") if group != person else ""
        return start + (self._say("to", to) if to else "")

    def _passed(self, note: Note) -> str:
        """Return whom a strategy passed over, each with the reason."""
        passed = [one for one in note.get("passed") or () if self._names.get(one["person"])]
        told = [
            self._say(f"why_{one['why']}", self._names[one["person"]], one.get("has"), one.get("most"))
            for one in passed
        ]
        more = note["found"] - note.get("left", 0) - len(told)
        if told and more > 0:
            told.append(self._say("more", more))
        return self._say("passed", self._say("semicolon").join(told)) if told else ""

    def _by(self, kind: str, note: Note) -> str:
        role = self._app.documents("role").get(str(note.get("role")), {})
        return self._say(kind, localised(role.get("name"), self._language) or note.get("role", ""))

    def _by_table(self, note: Note) -> str:
        document = self._app.documents("table").get(note["table"], {})
        said = self._say("table", localised(document.get("name"), self._language) or note["table"])
        numbers = self._say("comma").join(str(one) for one in note.get("numbers") or ())
        if numbers:
            said += self._say("row", numbers)
        table, inputs = tables_of(self._app).get(note["table"]), note.get("inputs")
        seen = self._seen(table, inputs) if table is not None and isinstance(inputs, dict) else []
        return said + (self._say("seen", self._say("comma").join(seen)) if seen else "")

    def _seen(self, table: DecisionTable, inputs: Note) -> list[str]:
        """Return what a table saw, of the fields of the record itself that the reader reads."""
        shown = []
        fields = self._app.entities[self._entity].fields
        for column in table.inputs:
            text, value = column.value.text.strip(), inputs.get(column.key)
            if text not in fields or text not in self._readable or value is None:
                continue
            field = fields[text]
            option = next((one for one in field.options if one.key == value), None)
            if field.type.name in ("reference", "tree_parent", "member", "department") or isinstance(
                value, list | dict
            ):
                continue
            label = localised(column.label, self._language) or localised(field.label, self._language)
            answer = localised(option.label, self._language) if option else str(value)
            shown.append(self._say("value", label, answer))
        return shown

    def _say(self, word: str, *parts: object) -> str:
        return _WORDS[word][self._language.startswith("zh")].format(*parts)
