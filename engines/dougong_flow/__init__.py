"""Flow: approval flows as a token machine. A document is parsed and checked once, an instance is plain data,
and `advance` says what a command leads to; the host keeps the rows and carries out the effects.

Uses dougong_model, dougong_formula. Public: everything named below.
"""

from dougong_flow.advance import advance, begin
from dougong_flow.allowed import AllowedActions, allowed_actions
from dougong_flow.check import check, warn
from dougong_flow.commands import (
    AddApprovers,
    AddSign,
    ChildEnded,
    Chosen,
    Command,
    Complete,
    Copy,
    Decide,
    Delegate,
    Fail,
    Jump,
    MarkRead,
    Reassign,
    Remind,
    RemoveAdded,
    RemoveApprover,
    Resume,
    Retry,
    Signal,
    Skip,
    Suspend,
    TakeBack,
    Terminate,
    TimerDue,
    Transfer,
    Withdraw,
)
from dougong_flow.conditions import FieldRights
from dougong_flow.definition import (
    START,
    Flow,
    HumanTask,
    Mode,
    Node,
    StartEvent,
    Trigger,
    Verb,
    WithdrawPolicy,
)
from dougong_flow.errors import (
    FlowError,
    InstanceFinished,
    InstanceSuspended,
    NotTheSeatsPerson,
    PersonRefused,
    RemindRefused,
    ReturnRefused,
    SeatTaken,
    SeatUnknown,
    StepRefused,
    TakeBackRefused,
    VerbRefused,
    WithdrawRefused,
)
from dougong_flow.instance import (
    UNDECIDED,
    HistoryEvent,
    Incident,
    Instance,
    InstanceState,
    Region,
    Seat,
    SeatState,
    Step,
    Timer,
    Token,
    TokenState,
    Visit,
    VisitState,
)
from dougong_flow.migrate import (
    HARMLESS,
    MIGRATED,
    Objection,
    Plan,
    Verdict,
    migrate,
    migration_verdict,
    proposed_plan,
    revert,
    revertible,
)
from dougong_flow.nodes.action import EFFECTS_OF_FLOWS, ActionStep
from dougong_flow.nodes.approve import ApprovalTask
from dougong_flow.nodes.cc import CopyStep
from dougong_flow.nodes.decision import DecisionStep
from dougong_flow.nodes.end import EndEvent
from dougong_flow.nodes.exclusive import ExclusiveGateway
from dougong_flow.nodes.handle import HandlingTask
from dougong_flow.nodes.inclusive import InclusiveGateway
from dougong_flow.nodes.parallel import ParallelGateway
from dougong_flow.nodes.sub_flow import SubFlow, entity_of
from dougong_flow.nodes.timer import TimerEvent
from dougong_flow.nodes.wait import RECORD, WaitEvent
from dougong_flow.organisation import Organisation, ReportingCycle
from dougong_flow.outcome import Outcome, outcome
from dougong_flow.parse import NODE_KINDS, parse_flow
from dougong_flow.people import people_of
from dougong_flow.preview import Stop, preview
from dougong_flow.resolve import Approver, Resolution, resolve_approvers
from dougong_flow.returns import INITIATOR
from dougong_flow.routing import holds, instance_names, plain
from dougong_flow.rows import PARTS, from_rows, header_row, part_from_row, part_row, to_rows
from dougong_flow.spans import Calendar
from dougong_flow.surroundings import Decided, Surroundings, no_tables
from dougong_flow.verbs.choose import choosable
from dougong_flow.verbs.offered import seat_verbs
from dougong_flow.vocabulary import FlowVocabulary

__all__ = [
    "EFFECTS_OF_FLOWS",
    "HARMLESS",
    "INITIATOR",
    "MIGRATED",
    "NODE_KINDS",
    "PARTS",
    "RECORD",
    "START",
    "UNDECIDED",
    "ActionStep",
    "AddApprovers",
    "AddSign",
    "AllowedActions",
    "ApprovalTask",
    "Approver",
    "Calendar",
    "ChildEnded",
    "Chosen",
    "Command",
    "Complete",
    "Copy",
    "CopyStep",
    "Decide",
    "Decided",
    "DecisionStep",
    "Delegate",
    "EndEvent",
    "ExclusiveGateway",
    "Fail",
    "FieldRights",
    "Flow",
    "FlowError",
    "FlowVocabulary",
    "HandlingTask",
    "HistoryEvent",
    "HumanTask",
    "Incident",
    "InclusiveGateway",
    "Instance",
    "InstanceFinished",
    "InstanceState",
    "InstanceSuspended",
    "Jump",
    "MarkRead",
    "Mode",
    "Node",
    "NotTheSeatsPerson",
    "Objection",
    "Organisation",
    "Outcome",
    "ParallelGateway",
    "PersonRefused",
    "Plan",
    "Reassign",
    "Region",
    "Remind",
    "RemindRefused",
    "RemoveAdded",
    "RemoveApprover",
    "ReportingCycle",
    "Resolution",
    "Resume",
    "Retry",
    "ReturnRefused",
    "Seat",
    "SeatState",
    "SeatTaken",
    "SeatUnknown",
    "Signal",
    "Skip",
    "StartEvent",
    "Step",
    "StepRefused",
    "Stop",
    "SubFlow",
    "Surroundings",
    "Suspend",
    "TakeBack",
    "TakeBackRefused",
    "Terminate",
    "Timer",
    "TimerDue",
    "TimerEvent",
    "Token",
    "TokenState",
    "Transfer",
    "Trigger",
    "Verb",
    "VerbRefused",
    "Verdict",
    "Visit",
    "VisitState",
    "WaitEvent",
    "Withdraw",
    "WithdrawPolicy",
    "WithdrawRefused",
    "advance",
    "allowed_actions",
    "begin",
    "check",
    "choosable",
    "entity_of",
    "from_rows",
    "header_row",
    "holds",
    "instance_names",
    "migrate",
    "migration_verdict",
    "no_tables",
    "outcome",
    "parse_flow",
    "part_from_row",
    "part_row",
    "people_of",
    "plain",
    "preview",
    "proposed_plan",
    "resolve_approvers",
    "revert",
    "revertible",
    "seat_verbs",
    "to_rows",
    "warn",
]
