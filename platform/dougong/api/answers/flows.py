"""Answers about flows: instances, the inbox, seats."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dougong.api.answers.apps import EntityDescription
from dougong.api.answers.base import Answer, Excerpt, Localised, PersonRef, absent
from dougong.api.answers.calendar import CalendarExceptions
from dougong.api.answers.files import StoredFile
from dougong.api.answers.records import RecordItem

InstanceState = Literal["running", "approved", "rejected", "withdrawn", "terminated"]
Verb = Literal[
    "approve",
    "complete",
    "reject",
    "return",
    "transfer",
    "delegate",
    "add_before",
    "add_after",
    "advise",
    "claim",
    "release",
    "submit",
]


class FileLimits(Answer):
    """How many files go with a decision."""

    minItems: int = absent()
    maxItems: int = absent()


class FlowNode(Excerpt):
    """A node of a flow's graph."""

    key: str
    id: str
    kind: str
    name: Localised = absent()
    at: Any = absent()
    mode: str = absent()
    phrases: list[Localised] = absent()
    signature: Literal["optional", "required"] = absent()
    attachments: FileLimits = absent()
    lane: str = absent()


class FlowEdge(Excerpt):
    """An edge of a flow's graph."""

    from_: str = Field(alias="from")
    to: str
    on: str = absent()
    label: Localised = absent()
    default: bool = absent()
    when: str = absent()


class FlowGraph(Answer):
    """Nodes and edges of a flow."""

    nodes: list[FlowNode]
    edges: list[FlowEdge]


class FlowSeat(Answer):
    """One person's part in a visit; `signature` and `files` went with his decision."""

    id: UUID
    person: PersonRef | None
    origin: str
    state: str
    verb: str | None
    comment: str | None
    opened_at: datetime
    decided_at: datetime | None
    decided_by: PersonRef | None
    due_at: datetime | None
    parent: UUID | None
    signature: StoredFile | None
    files: list[StoredFile]


class FlowChild(Answer):
    """A sub-flow that a visit started; `outcome` is how it ended, null as long as it runs or is not waited for."""

    instance: UUID
    record: UUID
    outcome: str | None


class FlowLimit(Answer):
    """A time limit of a step: what is done, and after how long at the step, as the flow's document says it."""

    do: Literal["remind", "escalate", "transfer", "approve", "reject", "edge"]
    after: dict[str, int]


class FlowTimer(Answer):
    """Something that falls due at a visit; `limit` tells the time limits of a step apart."""

    id: UUID
    visit: UUID
    kind: Literal["timer", "limit", "timeout"]
    due_at: datetime
    limit: FlowLimit | None


class AllowedAtSeat(Answer):
    """What the caller may do with an open seat: verbs, and where a return may go."""

    seat: UUID
    verbs: list[Verb]
    returns: list[str]


class AllowedJump(Answer):
    """Where an administrator may put an open visit: back, the nearest step first and the initiator last of these, then
    to the other nodes of its branch.
    """

    visit: UUID
    to: list[str]


class AllowedActions(Answer):
    """What the caller may do with an instance now, besides `can`: with all of it, with his seats; seats whose decision he may take back, whose
    people he may remind, or whom he asked himself; nodes for which he picks people when he decides.
    """

    instance: list[Literal["copy", "suspend", "resume"]]
    seats: list[AllowedAtSeat]
    take_back: list[UUID]
    remind: list[UUID]
    remove: list[UUID]
    choose: list[str]
    jump: list[AllowedJump]


class FlowVisit(Answer):
    """One stay at a node; `trace` explains whom it asks."""

    id: UUID
    node: str
    round: int
    state: Literal["open", "done", "cancelled"]
    outcome: str | None
    started_at: datetime
    finished_at: datetime | None
    trace: list[Any] | dict[str, Any] | None
    waits_for: str | None
    children: list[FlowChild]
    seats: list[FlowSeat]


class FlowIncident(Answer):
    """Something that stopped an instance."""

    id: UUID
    code: str
    message: str
    visit: UUID | None
    opened_at: datetime
    resolved_at: datetime | None


class FlowEvent(Answer):
    """A line of an instance's history; `signature` and `files` went with a decision.

    `concerns`: whom it is about besides its actor; of a seat that goes on to somebody else, first whose it was;
    of what a time limit decided, whose seat. `limit`: the time limit that has passed, or that did it.
    """

    seq: int
    at: datetime
    actor: PersonRef | None
    on_behalf_of: PersonRef | None
    verb: str
    node: str | None
    comment: str | None
    concerns: list[PersonRef]
    limit: FlowLimit | None
    data: dict[str, Any]
    signature: StoredFile | None
    files: list[StoredFile]


class FlowInstance(Answer):
    """A flow under way, or ended, with its graph, place, people and times; `entering` is the state that the
    record enters when it is approved.
    """

    id: UUID
    flow: str
    name: Localised
    version: int
    app: str
    entity: str
    record: UUID
    state: InstanceState
    outcome: str | None
    started_at: datetime
    finished_at: datetime | None
    initiator: PersonRef | None
    previous: UUID | None
    entering: str | None
    parent: UUID | None
    suspended_at: datetime | None
    timers: list[FlowTimer]
    graph: FlowGraph
    tokens: list[str]
    visits: list[FlowVisit]
    incidents: list[FlowIncident]
    history: list[FlowEvent]
    can: list[str]
    allowed_actions: AllowedActions


class FlowInstances(Answer):
    """The instances on a record, and the keys of the flows that the caller may start on it now."""

    items: list[FlowInstance]
    startable: list[str]


class RelatedRequest(Answer):
    """Another request in a few words; `title` is of its record, null when the caller does not see it.

    `stopped`: a fault halts it. `waits_for`: whom it asks now. `visit`: of the step that started it, for a
    sub-request.
    """

    instance: UUID
    name: Localised
    entity: str
    record: UUID
    title: str | None
    state: InstanceState
    stopped: bool
    waits_for: list[PersonRef]
    visit: UUID = absent()


class RelatedRequests(Answer):
    """The request of which another is a part, and those that it started, running ones first; `more` are not told."""

    parent: RelatedRequest | None
    items: list[RelatedRequest]
    more: int


class FlowBranch(Answer):
    """One of the ways that a gateway opens at the same time: its key, and the edge by which the way leaves it."""

    split: str
    way: str


class Foreseen(Answer):
    """A node on the way, and whom it would ask.

    `instead`: its rules find nobody, and these people decide in their place. `picked_later`: whoever decides before
    must pick them. `branches` are those in which it lies, outermost first: what lies in other branches of the same
    split runs at the same time. `waits`: that the request waits here, for a time, for something to happen, or for
    other requests; `until` is the time.
    """

    node: str
    name: Localised
    people: list[PersonRef]
    incident: str | None
    instead: bool
    picked_later: bool
    waits: Literal["timer", "wait", "sub_flow"] | None
    until: datetime | None
    branches: list[FlowBranch]


class Choosable(Answer):
    """A node whose people somebody picks; `required`: without them nobody is found but the flow's administrators."""

    node: str
    name: Localised
    required: bool


class Foresight(Answer):
    """The way a record would take, and the nodes whose people its initiator picks."""

    items: list[Foreseen]
    choose: list[Choosable]


class ForeseenRequest(Foresight):
    """A request that a save would start."""

    flow: str
    name: Localised


class SaveForesight(Answer):
    """The requests that a save would start, in the order of their start."""

    flows: list[ForeseenRequest]


class PlayedWait(Answer):
    """A visit of a test run that waits for something to happen elsewhere."""

    visit: UUID
    node: str
    kind: Literal["message", "webhook", "record", "sub_flow"]


class PlayedEffect(Answer):
    """What a step would do."""

    node: str
    kind: str
    arguments: dict[str, Any]


class PlayedFlow(Answer):
    """Where a test run stands: the instance as if it ran, its moment, when the next timer falls due, what it waits for,
    at which steps the initiator picks people, and what its steps would have done.
    """

    instance: FlowInstance
    now: datetime
    due_at: datetime | None
    waiting: list[PlayedWait]
    choose: list[Choosable]
    effects: list[PlayedEffect]


class SummaryLine(Answer):
    """A field that decides, in words; an amount is a plain number with its currency."""

    key: str
    label: Localised
    type: str
    value: str
    currency: str = absent()


class AskedFirst(Answer):
    """Whom a seat waits for: how they were asked (`add_after`: its person has approved already), and who of them has
    not answered.
    """

    verb: Literal["delegate", "add_before", "add_after"]
    people: list[PersonRef]


class InboxItem(Answer):
    """A line of the inbox; `holder` is whose seat it is and `decided_by` who used it, where that is somebody else.

    `suspended`: an administrator has halted the request; nobody decides and no time limit passes. `asked`: the seat
    waits for others whom its person has asked. `record_version`: what the line shows of the record; null where it
    may not be seen, and of a row, which has none.
    """

    id: UUID
    seat: UUID | None
    instance: UUID
    app: str
    entity: str
    entity_name: Localised
    record: UUID
    record_version: int | None
    title: str
    flow_name: Localised
    node: str | None
    node_name: Localised
    initiator: PersonRef
    holder: PersonRef | None
    decided_by: PersonRef | None
    opened_at: datetime
    due_at: datetime | None
    summary: list[SummaryLine]
    verbs: list[Verb]
    verb: str | None
    unread: bool
    state: InstanceState
    suspended: bool
    asked: AskedFirst | None


class InboxCounts(Answer):
    """How much waits, and how many copies have not been looked at."""

    todo: int
    copied: int


class InboxFlow(Answer):
    """A flow of which a box holds requests."""

    app: str
    flow: str
    name: Localised


class InboxFlows(Answer):
    """The flows of which a box holds requests."""

    items: list[InboxFlow]


class InboxPage(Answer):
    """A page of a box."""

    items: list[InboxItem]
    next: str | None
    counts: InboxCounts


class SeatFields(Answer):
    """What a node does with fields."""

    edit: list[str]
    hide: list[str]
    require: list[str]


class SeatDescription(Answer):
    """The entities that showing a seat's record needs, as the seat shows them, and the settings they use."""

    entities: dict[str, EntityDescription]
    settings: dict[str, Any]
    calendar: CalendarExceptions


class Submission(Answer):
    """With which version of its record a request was submitted, and when."""

    version: int
    at: datetime


class SeatView(Answer):
    """A seat with all that deciding needs; `record` and `description` are null when the record may not be seen
    any more. `submitted` says that the record is shown as it was then, null that it is shown as it is. `has_page`
    says that the caller sees the record besides at the seat, `form` which one it shows.
    """

    id: UUID
    seat: UUID | None
    app: str
    entity: str
    entity_name: Localised
    record_version: int | None
    title: str
    flow_name: Localised
    node: str | None
    node_name: Localised
    initiator: PersonRef
    holder: PersonRef | None
    decided_by: PersonRef | None
    opened_at: datetime
    due_at: datetime | None
    summary: list[SummaryLine]
    verbs: list[Verb]
    verb: str | None
    unread: bool
    state: InstanceState
    suspended: bool
    asked: AskedFirst | None
    instance: FlowInstance
    record: RecordItem | None
    submitted: Submission | None
    description: SeatDescription | None
    has_page: bool
    fields: SeatFields
    form: str | None
    withdraw: bool
