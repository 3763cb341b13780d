"""Definition: a flow as published, frozen. Node kinds carry BPMN's names where BPMN has one.

Each kind of node is a dataclass of its own in `nodes/`; here stand what they share and the flow itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from dougong_flow.conditions import Condition, FieldRights
from dougong_flow.graph import Graph
from dougong_flow.people import ApproverRule
from dougong_flow.spans import Span

START = "start"
"""Key of the start event; it is written as the document's `start` member, not among the nodes."""


class Verb(StrEnum):
    """What a person may do with a seat or an instance."""

    APPROVE = "approve"
    COMPLETE = "complete"
    REJECT = "reject"
    RETURN = "return"
    TRANSFER = "transfer"
    DELEGATE = "delegate"
    ADD_BEFORE = "add_before"
    ADD_AFTER = "add_after"
    ADVISE = "advise"
    CLAIM = "claim"
    RELEASE = "release"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


class Mode(StrEnum):
    """How the seats of one visit make its outcome."""

    ALL = "all"
    ANY = "any"
    RATIO = "ratio"


class Order(StrEnum):
    """Whether the people of a visit are asked together or one after another."""

    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"


class Trigger(StrEnum):
    """What starts a flow by itself; `button` waits for a person, `rule` for a StartFlow effect."""

    FORM_SUBMITTED = "form.submitted"
    RECORD_CREATED = "record.created"
    RECORD_CHANGED = "record.changed"
    STATE_ENTERED = "state.entered"
    BUTTON = "button"
    RULE = "rule"


class InitiatorPolicy(StrEnum):
    """What happens when the initiator would approve his own request."""

    SUPERIOR = "superior"
    DEPARTMENT_HEAD = "department_head"
    SELF = "self"
    SKIP = "skip"


class SamePersonPolicy(StrEnum):
    """Whether who approved before is asked again: always, not after the node before, not after any."""

    OFF = "off"
    CONSECUTIVE = "consecutive"
    INSTANCE = "instance"


class WithdrawPolicy(StrEnum):
    """How long the initiator may take his request back."""

    BEFORE_FIRST_DECISION = "before_first_decision"
    UNTIL_END = "until_end"
    NEVER = "never"


class View(StrEnum):
    """What a flow's people see at their seats: the record as it is now, or as it was submitted."""

    LATEST = "latest"
    SNAPSHOT = "snapshot"


class Fallback(StrEnum):
    """Who decides when nobody is found: the flow's administrators, people named, nobody as it passes, or nobody
    until it is mended.
    """

    FLOW_ADMIN = "flow_admin"
    PEOPLE = "people"
    AUTO_PASS = "auto_pass"
    STOP = "stop"


class Rejection(StrEnum):
    """Where a rejected node leads: along its `rejected` edge or the end, or back."""

    EDGE = "edge"
    END = "end"
    INITIATOR = "initiator"
    PREVIOUS = "previous"
    NODE = "node"


class AfterReturn(StrEnum):
    """What happens when the node returned to has decided: the way is walked again, or left out."""

    REPLAY = "replay"
    JUMP_BACK = "jump_back"


class Overdue(StrEnum):
    """What a time limit does when it has passed."""

    REMIND = "remind"
    ESCALATE = "escalate"
    TRANSFER = "transfer"
    APPROVE = "approve"
    REJECT = "reject"
    EDGE = "edge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One step of a time limit: what is done `after` a time at the node, `times` often, `every` so long."""

    after: Span
    do: Overdue
    every: Span | None = None
    times: int = 1
    to: tuple[ApproverRule, ...] = ()


class Signing(StrEnum):
    """Whether who decides may or must sign."""

    OPTIONAL = "optional"
    REQUIRED = "required"


MOST_FILES = 50
_NOTHING = FieldRights(read=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFiles:
    """How many files go with a decision: at least so many with one that agrees, at most so many with any."""

    least: int = 0
    most: int = MOST_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every kind of node has. `waits`: an instance may rest there without an incident."""

    key: str
    id: str
    name: Mapping[str, str] = field(default_factory=dict)

    waits: ClassVar[bool] = False

    def rests(self) -> bool:
        """Say whether an instance may rest at the node, so that a circle through it is no endless one."""
        return self.waits


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent(Node):
    """Where an instance begins, and where it stands while it is sent back to its initiator.

    `set` is what submitting sets on the record, `back` what withdrawing or returning it sets.
    """

    trigger: Trigger
    form: str | None = None
    changed: frozenset[str] = frozenset()
    state: str | None = None
    when: Condition | None = None
    set: Mapping[str, str] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)
    fields: FieldRights = field(default_factory=FieldRights)

    waits: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanTask(Node):
    """A node where people act; `form` is the one that its seats show, None the entity's own.

    `return_to` are the targets of return that it offers (`initiator`, `previous`, node keys), None: all there are;
    `phrases` are words that a comment may begin with. `signature` and `attachments` say what goes with a decision;
    None: nothing of the kind.
    """

    who: tuple[ApproverRule, ...]
    mode: Mode = Mode.ALL
    ratio: Fraction = Fraction(1)
    order: Order = Order.PARALLEL
    claim: bool = False
    any_reject: str = "all"
    fallback: Fallback = Fallback.FLOW_ADMIN
    fallback_people: tuple[ApproverRule, ...] = ()
    initiator: InitiatorPolicy = InitiatorPolicy.SUPERIOR
    same_person: SamePersonPolicy = SamePersonPolicy.OFF
    verbs: frozenset[Verb] = frozenset()
    reject: Rejection = Rejection.EDGE
    reject_to: str | None = None
    return_to: frozenset[str] | None = None
    after_return: AfterReturn = AfterReturn.REPLAY
    same_people: bool = False
    limits: tuple[Limit, ...] = ()
    remind_limit: int | None = None
    phrases: tuple[Mapping[str, str], ...] = ()
    signature: Signing | None = None
    attachments: DecisionFiles | None = None
    fields: FieldRights = field(default_factory=FieldRights)
    form: str | None = None

    waits: ClassVar[bool] = True
    completing: ClassVar[Verb] = Verb.APPROVE
    """The verb by which its people agree."""

    @property
    def asks_for_more(self) -> bool:
        """Say whether agreeing takes more than a click: fields, a signature or files."""
        return bool(
            self.fields.edit
            or self.fields.require
            or self.signature is Signing.REQUIRED
            or (self.attachments and self.attachments.least)
        )


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A way from node to node; `on` is the outcome that takes it, `when` the gateway's condition."""

    source: str
    target: str
    on: str | None = None
    when: Condition | None = None
    default: bool = False
    label: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""

    @cached_property
    def name(self) -> str:
        """Return the name by which tokens and history speak of the edge; `suffix` tells parallel ones apart."""
        return f"{self.source}>{self.target}" + (f":{self.on}" if self.on else "") + self.suffix


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A flow as published: nodes by key (the start event among them), edges in order, facts of the graph.

    A flow that is not `enabled` starts no more; what runs goes on. `administrators` decide where a node finds
    nobody; where these rules find nobody either, or there are none, the workspace's administrators do. `notify_by` are
    connections by which its people are also told. `pointers` say where in the document a node stands.
    """

    id: str
    key: str
    entity: str
    name: Mapping[str, str]
    start: StartEvent
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    graph: Graph
    withdraw: WithdrawPolicy = WithdrawPolicy.BEFORE_FIRST_DECISION
    view: View = View.LATEST
    administrators: tuple[ApproverRule, ...] = ()
    notify_by: tuple[str, ...] = ()
    enabled: bool = True
    outgoing: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)
    pointers: Mapping[str, str] = field(default_factory=dict)

    def way(self, node: str, on: str | None = None) -> Edge | None:
        """Return the edge that an outcome takes out of a node, or None."""
        return self._ways.get((node, on))

    @cached_property
    def _ways(self) -> Mapping[tuple[str, str | None], Edge]:
        """Return the first edge out of each node for each outcome."""
        return {(edge.source, edge.on): edge for edge in reversed(self.edges)}

    def fields_at(self, node: str) -> FieldRights:
        """Return the field rights of a node; one that is gone since a request was there shows nothing."""
        return self._fields.get(node, _NOTHING)

    @cached_property
    def _fields(self) -> Mapping[str, FieldRights]:
        """Return the field rights of each node."""
        return {
            key: node.fields if isinstance(node, StartEvent | HumanTask) else FieldRights()
            for key, node in self.nodes.items()
        }

    @cached_property
    def filled_in(self) -> frozenset[str]:
        """Return the fields that people fill in at its nodes after it was submitted."""
        rights = (node.fields for node in self.nodes.values() if isinstance(node, HumanTask))
        return frozenset[str]().union(*(one.edit for one in rights))

    def deciding_fields(self) -> tuple[str, ...]:
        """Return the record's own fields that conditions read, in the order of the document."""
        conditions = [self.start.when, *(edge.when for edge in self.edges)]
        return tuple(
            dict.fromkeys(
                key
                for condition in conditions
                if condition is not None
                for key in condition.fields.get(self.entity, ())
            )
        )
