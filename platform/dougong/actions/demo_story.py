"""Demo story: the CSV files of a template's `data/demo/`, read into places, people and acts in order of time.

How the files are written is told in docs/reference/demo-data.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dougong.errors import Invalid
from dougong_model import Problem

FOLDER = "data/demo/"
_MOMENT = re.compile(r"\s*([+-]?\d+)d(?:\s+(\d{1,2}:\d{2}))?\s*\Z")
_ROWS = re.compile(r"(?:\d+_)?([a-z][a-z0-9_]*)\.csv\Z")
_OTHERS = frozenset({"departments", "teams", "people", "story"})
_PARENT, _KEY, _AT, _BY = "_parent", "_key", "_at", "_by"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAct:
    """One thing that somebody does: create or change a record, press a button, decide about a record.

    `argument` is the button's key or the decision's comment, `opens` the key by which later acts speak of the
    record that the button opens; `lines` are rows of sub-tables by child entity.
    """

    at: datetime
    by: str
    kind: str
    record: str
    entity: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    argument: str = ""
    opens: str = ""
    lines: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What a template's demo folder holds."""

    departments: Sequence[Row]
    teams: Sequence[Row]
    people: Sequence[Row]
    acts: Sequence[DemoAct]


def read_demo(
    files: Mapping[str, bytes], parents: Mapping[str, str], language: str, today: date, zone: ZoneInfo
) -> Demo:
    """Read the demo files; `parents` maps entities of sub-tables to their parents. Raises Invalid."""
    tables = {
        path.removeprefix(FOLDER): _table(content, language)
        for path, content in files.items()
        if path.startswith(FOLDER)
    }
    reader = _Reader(today, zone)
    acts: list[DemoAct] = []
    lines: dict[str, dict[str, list[Row]]] = {}
    for path, rows in tables.items():
        entity = _entity(path)
        for row in rows if entity in parents else ():
            values = {key: text for key, text in row.items() if not key.startswith("_") and text}
            lines.setdefault(row[_PARENT], {}).setdefault(entity, []).append(values)
    for path, rows in tables.items():
        entity = _entity(path)
        if entity and entity not in parents and entity not in _OTHERS:
            acts += [reader.created(path, number, entity, row, lines) for number, row in enumerate(rows, 2)]
    acts += reader.later(tables.get("story.csv", ()))
    return Demo(
        departments=tables.get("departments.csv", ()),
        teams=tables.get("teams.csv", ()),
        people=tables.get("people.csv", ()),
        acts=sorted(acts, key=lambda act: act.at),
    )


def _entity(path: str) -> str:
    found = _ROWS.match(path)
    return found[1] if found else ""


def _table(content: bytes, language: str) -> list[Row]:
    """Read one file; of the columns `name:en` and `name:zh` the one in the workspace's language counts."""
    rows: list[Row] = []
    for raw in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        row: dict[str, str] = {}
        for column, text in raw.items():
            name, _, own = (column or "").partition(":")
            if name and (not own or own == language or name not in row):
                row[name] = (text or "").strip()
        rows.append(row)
    return rows


class _Reader:
    """Turns rows into acts; moments are counted from the day of installation."""

    def __init__(self, today: date, zone: ZoneInfo) -> None:
        self._today = today
        self._zone = zone

    def created(
        self, path: str, line: int, entity: str, row: Row, lines: Mapping[str, Mapping[str, Sequence[Row]]]
    ) -> DemoAct:
        """Return the act that creates the record of a row."""
        return DemoAct(
            at=self._moment(row.get(_AT, "0d"), path, line),
            by=row.get(_BY, ""),
            kind="create",
            record=row.get(_KEY, ""),
            entity=entity,
            lines=lines.get(row.get(_KEY, ""), {}),
            file=path,
            line=line,
            values={key: text for key, text in row.items() if not key.startswith("_") and text},
        )

    def later(self, rows: Sequence[Row]) -> list[DemoAct]:
        """Return the acts of story.csv; rows of one moment that change one record are one act."""
        acts: list[DemoAct] = []
        for line, row in enumerate(rows, 2):
            at = self._moment(row["at"], "story.csv", line)
            act = DemoAct(
                at=at,
                by=row["by"],
                kind=row["act"],
                record=row["record"],
                file="story.csv",
                line=line,
                values={row["field"]: row["value"]} if row["act"] == "change" else {},
                argument="" if row["act"] == "change" else row["value"],
                opens=row["field"] if row["act"] == "press" else "",
            )
            last = acts[-1] if acts else None
            if last is not None and act.kind == "change" == last.kind and _same(act, last):
                acts[-1] = DemoAct(
                    at=at,
                    by=act.by,
                    kind="change",
                    record=act.record,
                    values={**last.values, **act.values},
                    file=last.file,
                    line=last.line,
                )
            else:
                acts.append(act)
        return acts

    def _moment(self, text: str, path: str, line: int) -> datetime:
        days, clock = moment_parts(text, path, line)
        return datetime.combine(self._today + timedelta(days=days), clock or time(9), self._zone)


def _same(one: DemoAct, other: DemoAct) -> bool:
    return (one.at, one.by, one.record) == (other.at, other.by, other.record)


def is_moment(text: str) -> bool:
    """Say whether a cell is a day counted from the installation, `-3d` or `+10d 09:30`."""
    return _MOMENT.match(text) is not None


def moment_parts(text: str, path: str, line: int) -> tuple[int, time | None]:
    """Return the days and the clock of such a cell; raises Invalid."""
    found = _MOMENT.match(text)
    if found is None:
        raise Invalid(
            "A demo file cannot be read.",
            problems=[
                Problem(
                    code="moment",
                    file=f"{FOLDER}{path}",
                    pointer=f"/{line}",
                    message=f"“{text}” is no moment.",
                    hint="Write -3d or -3d 09:30.",
                )
            ],
        )
    return int(found[1]), time.fromisoformat(found[2].zfill(5)) if found[2] else None
