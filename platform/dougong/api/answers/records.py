"""Answers about records: one, lists, groups, what happened to them, files and jobs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from dougong.api.answers.base import (
    Actor,
    Answer,
    Digits,
    Document,
    JsonValue,
    Localised,
    PersonRef,
    RecordLink,
    Title,
    absent,
)
from dougong.api.answers.files import GivenFiles
from dougong.api.answers.imports import ImportResult
from dougong.api.problems import ProblemItem


class Warning(Answer):
    """What is worth knowing after a write, such as a likely duplicate."""

    pointer: str
    code: str
    message: str
    hint: str | None


class RecordItem(Answer):
    """A record as the caller may see it.

    Whoever does not see what he has written is told its id and version, `visible` false, and its owner when he
    has given that himself.
    """

    id: UUID
    version: int
    values: dict[str, JsonValue]
    labels: dict[str, Title]
    can: list[str]
    marks: list[bool] = absent()
    expanded: dict[str, RecordItem | SystemRecordItem | None] = absent()
    created_at: datetime = absent()
    created_by: UUID | None = absent()
    updated_at: datetime = absent()
    updated_by: UUID | None = absent()
    deleted_at: datetime = absent()
    visible: Literal[False] = absent()
    warnings: list[Warning] = absent()


class SystemRecordItem(Answer):
    """A row of a system entity, such as a person; it is read-only."""

    id: UUID
    version: int = absent()
    values: dict[str, JsonValue]
    labels: dict[str, Title]
    expanded: dict[str, RecordItem | SystemRecordItem | None] = absent()


class RecordPage(Answer):
    """A page of records; `count` when it was asked for."""

    items: list[RecordItem]
    next: str | None
    count: int = absent()


class SystemRecordPage(Answer):
    """A page of a system entity."""

    items: list[SystemRecordItem]
    next: str | None
    count: int = absent()


class AggregateRow(Answer):
    """A group with its measures."""

    group: list[JsonValue]
    labels: list[str | None]
    values: dict[str, JsonValue]


class AggregateRows(Answer):
    """Groups of records."""

    rows: list[AggregateRow]


class BatchRefusal(Answer):
    """Why one item of a batch was refused."""

    status: int
    code: str
    detail: str
    errors: list[ProblemItem]


class BatchRefused(Answer):
    """An item of a batch that was refused."""

    error: BatchRefusal


class BatchDone(Answer):
    """An item of a batch that was written; `visible` false when the caller does not see it (any more)."""

    id: UUID
    version: int
    visible: Literal[False] = absent()


class BatchAnswer(Answer):
    """What became of each item, in their order."""

    items: list[BatchDone | BatchRefused]


class Ground(Answer):
    """What gives an action: being an administrator, a grant of a role, or a share."""

    kind: Literal["administrator", "grant", "share"]
    role: str = absent()
    grant: str = absent()
    rows: str | None = absent()
    source: str = absent()
    holder: str = absent()
    rights: list[str] = absent()


class Lack(Answer):
    """What would give an action: a role not held, or a row formula that the record does not fit."""

    kind: Literal["rows", "role"]
    role: str
    grant: str
    rows: str | None
    fits: bool


class FieldReasons(Answer):
    """The grants (ids) that let a field be read and written."""

    read: list[str]
    write: list[str]


class Explanation(Answer):
    """Why somebody may, or may not, do what to a record."""

    person: PersonRef
    sees: bool
    administrator: bool
    actions: dict[str, list[Ground]]
    fields: dict[str, FieldReasons]
    missing: dict[str, list[Lack]]


class TimelineChange(Answer):
    """A field's values before and after."""

    field: str
    label: str = absent()
    old: JsonValue
    new: JsonValue
    old_label: Title = absent()
    new_label: Title = absent()


class TimelineOrigin(Answer):
    """The record that something happened to, when it is told in the timeline of one made out of it."""

    entity: str
    id: UUID
    title: str
    name: str
    merged: bool = absent()


class TimelineItem(Answer):
    """Something that happened to a record, or to the one it was made out of (`origin`)."""

    id: str
    at: datetime
    kind: Literal[
        "created",
        "change",
        "deleted",
        "restored",
        "comment",
        "rule",
        "flow",
        "sequence",
        "merged",
        "unmerged",
    ]
    cause: str | None
    actor: Actor | None
    changes: list[TimelineChange] = absent()
    version: int = absent()
    text: str = absent()
    data: dict[str, Any] = absent()
    given: GivenFiles = absent()
    origin: TimelineOrigin = absent()
    warnings: list[Warning] = absent()


class TimelinePage(Answer):
    """A page of what happened to a record, newest first."""

    items: list[TimelineItem]
    next: str | None


class Readers(Answer):
    """People who may see a record."""

    items: list[PersonRef]


class Duplicate(Answer):
    """A record that counts as the same as another."""

    id: UUID
    title: str


class Duplicates(Answer):
    """Records that count as the same as one, of those the caller sees, the oldest first."""

    items: list[Duplicate]


class SearchField(Answer):
    """The field by which a record was found."""

    label: str
    text: str


class SearchHit(Answer):
    """A record that was found: by its whole title, the start of it or of a word in it, or by another field."""

    app: str
    entity: str
    id: UUID
    title: str | None
    subtitle: str
    match: Literal["title", "start", "word", "field"]
    field: SearchField | None


class SearchHits(Answer):
    """Records that were found."""

    items: list[SearchHit]


class ActionAnswer(Answer):
    """What a button did, and the record or the address to go on with."""

    record: RecordItem
    effects: list[Any]
    open: RecordLink | None
    link: str | None


class JobProgress(Answer):
    """How far a job is."""

    done: int
    total: int | None


class Job(Answer):
    """Long work that somebody started."""

    id: UUID
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    app: str | None
    progress: JobProgress
    result: ImportResult | Document | None
    error: str | None
    batch: UUID
    created_at: datetime
    finished_at: datetime | None


class ScoreBand(Answer):
    """A band of scores."""

    key: str
    label: Localised


class ScoreLine(Answer):
    """A line of a score card: what it can give and what it gave; of one that loses value with the days, `whole` is
    what it would give without that, `since` the day from which they count."""

    id: str
    reason: Localised
    points: Digits
    matched: bool
    given: Digits
    event: str | None
    count: int
    whole: Digits
    since: date | None


class Score(Answer):
    """A record's score line by line."""

    card: str
    name: Localised
    total: Digits
    max: Digits
    cap: Digits | None
    band: ScoreBand | None
    lines: list[ScoreLine]


class Share(Answer):
    """With whom a person shared a record, and what they may do with it."""

    kind: Literal["person", "department", "team"]
    holder: UUID
    name: str
    rights: list[Literal["see", "change"]]
    by: PersonRef
    at: datetime


class ShareList(Answer):
    """With whom a record is shared, the first one first."""

    items: list[Share]
