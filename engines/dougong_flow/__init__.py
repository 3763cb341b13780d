"""Flow: approval flows as a token machine. A document is parsed and checked once, an instance is plain data,
and `advance` says what a command leads to; the host keeps the rows and carries out the effects.

Uses dougong_model, dougong_formula. Public: everything named below.
"""

from dougong_flow.advance import RETURN_TARGETS, AllowedActions, advance, allowed_actions, begin
from dougong_flow.approvers import Approver, Resolution, people_of, resolve_approvers
from dougong_flow.check import check, warn
from dougong_flow.commands import Command, Complete, Decide, Retry, Terminate, Withdraw
from dougong_flow.definition import (
    START,
    ActionStep,
    ApprovalTask,
    EndEvent,
    ExclusiveGateway,
    FieldRights,
    Flow,
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
    NotTheSeatsPerson,
    SeatTaken,
    SeatUnknown,
    StepRefused,
    VerbRefused,
    WithdrawRefused,
)
from dougong_flow.instance import (
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
from dougong_flow.organisation import Organisation, ReportingCycle
from dougong_flow.outcome import Outcome, outcome
from dougong_flow.parse import EFFECTS_OF_FLOWS, NODE_KINDS, parse_flow
from dougong_flow.preview import Stop, preview
from dougong_flow.routing import holds, instance_names, plain
from dougong_flow.rows import PARTS, from_rows, header_row, part_from_row, part_row, to_rows
from dougong_flow.surroundings import Surroundings
from dougong_flow.vocabulary import FlowVocabulary

__all__ = [
    "EFFECTS_OF_FLOWS",
    "NODE_KINDS",
    "PARTS",
    "RETURN_TARGETS",
    "START",
    "ActionStep",
    "AllowedActions",
    "ApprovalTask",
    "Approver",
    "Command",
    "Complete",
    "Decide",
    "EndEvent",
    "ExclusiveGateway",
    "FieldRights",
    "Flow",
    "FlowError",
    "FlowVocabulary",
    "HistoryEvent",
    "Incident",
    "Instance",
    "InstanceFinished",
    "InstanceState",
    "Mode",
    "Node",
    "NotTheSeatsPerson",
    "Organisation",
    "Outcome",
    "Region",
    "ReportingCycle",
    "Resolution",
    "Retry",
    "Seat",
    "SeatState",
    "SeatTaken",
    "SeatUnknown",
    "StartEvent",
    "Step",
    "StepRefused",
    "Stop",
    "Surroundings",
    "Terminate",
    "Timer",
    "Token",
    "TokenState",
    "Trigger",
    "Verb",
    "VerbRefused",
    "Visit",
    "VisitState",
    "Withdraw",
    "WithdrawPolicy",
    "WithdrawRefused",
    "advance",
    "allowed_actions",
    "begin",
    "check",
    "from_rows",
    "header_row",
    "holds",
    "instance_names",
    "outcome",
    "parse_flow",
    "part_from_row",
    "part_row",
    "people_of",
    "plain",
    "preview",
    "resolve_approvers",
    "to_rows",
    "warn",
]
