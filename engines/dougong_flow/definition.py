"""Definition: a flow as published, frozen. Node kinds carry BPMN's names where BPMN has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from dougong_formula import Expression
from dougong_model import Effect, Value

START = "start"
"""Key of the start event; it is written as the document's `start` member, not among the nodes."""


class Verb(StrEnum):
    """What a person may do with a seat or an instance."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


class Mode(StrEnum):
    """How the seats of one visit make its outcome."""

    ALL = "all"
    ANY = "any"


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
    SELF = "self"
    SKIP = "skip"


class SamePersonPolicy(StrEnum):
    """Whether who approved the node before is asked again."""

    OFF = "off"
    CONSECUTIVE = "consecutive"


class WithdrawPolicy(StrEnum):
    """How long the initiator may take his request back."""

    BEFORE_FIRST_DECISION = "before_first_decision"
    UNTIL_END = "until_end"
    NEVER = "never"


class Fallback(StrEnum):
    """Who decides when nobody is found: the flow's administrators, or nobody until it is mended."""

    FLOW_ADMIN = "flow_admin"
    STOP = "stop"


class Rejection(StrEnum):
    """Where a rejected node leads: along its `rejected` edge or the end, or back to the initiator."""

    EDGE = "edge"
    END = "end"
    INITIATOR = "initiator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A typed expression with its compiled form; `evaluate` takes the flat scope of the record."""

    expression: Expression
    evaluate: Callable[[Mapping[str, Any]], Value]

    @property
    def text(self) -> str:
        """Return the expression as written."""
        return self.expression.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRule:
    """The people that an expression yields: a setting (`person`) or a member field (`field`)."""

    source: str
    people: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRule:
    """Everybody who holds a role of the app."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorRule:
    """The supervisor `level` steps above the initiator, or above the people that `of` yields."""

    level: int
    of: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRule:
    """Everybody in the team that an expression yields."""

    team: Condition


ApproverRule: TypeAlias = PeopleRule | RoleRule | SupervisorRule | TeamRule


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRights:
    """What a seat adds to or takes from its person's rights on the record's fields.

    `read` None means every field of the record is shown, but those in `hide`.
    """

    edit: frozenset[str] = frozenset()
    read: frozenset[str] | None = None
    hide: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent:
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
    fields: FieldRights = FieldRights()
    key: str = START
    id: str = START
    name: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent:
    """Ends its branch; `result` overrides what the last human node said."""

    key: str
    id: str
    name: Mapping[str, str]
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTask:
    """A node where people decide; `form` is the one that its seats show, None the entity's own."""

    key: str
    id: str
    name: Mapping[str, str]
    who: tuple[ApproverRule, ...]
    mode: Mode = Mode.ALL
    any_reject: str = "all"
    fallback: Fallback = Fallback.FLOW_ADMIN
    initiator: InitiatorPolicy = InitiatorPolicy.SUPERIOR
    same_person: SamePersonPolicy = SamePersonPolicy.OFF
    verbs: frozenset[Verb] = frozenset({Verb.APPROVE, Verb.REJECT, Verb.RETURN})
    reject: Rejection = Rejection.EDGE
    fields: FieldRights = FieldRights()
    form: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusiveGateway:
    """Takes the first of its edges, in the document's order, whose condition holds; else the default."""

    key: str
    id: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep:
    """Carries out effects, once for an instance unless `repeat_on_return`."""

    key: str
    id: str
    name: Mapping[str, str]
    effects: tuple[Effect, ...]
    repeat_on_return: bool = False


Node: TypeAlias = StartEvent | EndEvent | ApprovalTask | ExclusiveGateway | ActionStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A way from node to node; `on` is the outcome that takes it, `when` the gateway's condition."""

    source: str
    target: str
    on: str | None = None
    when: Condition | None = None
    default: bool = False
    label: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name by which tokens and history speak of the edge."""
        return f"{self.source}>{self.target}" + (f":{self.on}" if self.on else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A flow as published: nodes by key (the start event among them) and edges in order.

    A flow that is not `enabled` starts no more; what runs goes on. `administrators` decide where a node finds
    nobody; where these rules find nobody either, or there are none, the workspace's administrators do.
    """

    id: str
    key: str
    entity: str
    name: Mapping[str, str]
    start: StartEvent
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    withdraw: WithdrawPolicy = WithdrawPolicy.BEFORE_FIRST_DECISION
    administrators: tuple[ApproverRule, ...] = ()
    enabled: bool = True
    outgoing: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)

    def deciding_fields(self) -> tuple[str, ...]:
        """Return the record's own fields that conditions read, in the order of the document."""
        conditions = [self.start.when, *(edge.when for edge in self.edges)]
        return tuple(
            dict.fromkeys(
                key
                for condition in conditions
                if condition is not None
                for owner, key in sorted(condition.expression.references)
                if owner == self.entity
            )
        )
