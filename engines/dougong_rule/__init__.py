"""Rules: what an app does by itself when something happens to a record.

Uses dougong_model (effects, events, problems) and dougong_formula (conditions and values). Knows no
database: rows, organisation, counts and cursors are arguments.
Public: `parse_event_rule`, `parse_score_card`, `parse_decision_table`, `parse_steps` (documents → frozen
definitions, every problem at once); `RuleIndex` with `considered` (which rules an event concerns and why not
the others); `evaluate_card`, `decide`, `choose_people` (what a card, a table, a list of selectors says);
`warn_table` (rows of a table that overlap, are never reached, or leave gaps); `parse_pool` (who may claim records
and when they go back); `parse_sequence` (steps with time between them) with `step_moment` and `allowed_moment` (when one
is due, and may be taken); `due`, `next_moments` (when the clock starts a rule).
"""

from dougong_rule.analysis import warn_table
from dougong_rule.assignment import parse_assignment
from dougong_rule.cards import evaluate_card, whole_points
from dougong_rule.condition import Condition
from dougong_rule.definition import (
    Assignment,
    Band,
    Card,
    CardLine,
    Cell,
    Collect,
    DecisionRow,
    DecisionTable,
    EventRule,
    HitPolicy,
    Hours,
    Input,
    Load,
    OncePer,
    Output,
    Phase,
    Pick,
    Selector,
    SelectorKind,
    Trigger,
)
from dougong_rule.limits import Workload
from dougong_rule.match import Considered, RuleIndex, considered
from dougong_rule.moments import next_moments
from dougong_rule.parse import parse_event_rule
from dougong_rule.parse_card import parse_score_card
from dougong_rule.parse_schedule import parse_schedule
from dougong_rule.parse_sequence import parse_sequence
from dougong_rule.parse_steps import parse_steps
from dougong_rule.parse_table import cell_expression, parse_decision_table
from dougong_rule.people import Choice, Organisation, choose_people
from dougong_rule.pools import Pool, parse_pool
from dougong_rule.results import Kept, LineResult, ScoreResult
from dougong_rule.schedule import (
    CatchUp,
    Cron,
    Due,
    Holidays,
    Inactive,
    Relative,
    Schedule,
    Unit,
    dates_of,
    days_between,
    due,
)
from dougong_rule.selectors import parse_people
from dougong_rule.sequences import Exit, Sequence, SequenceStep, WaitUnit, allowed_moment, step_moment
from dougong_rule.steps import AFTER_STEPS, FLOW_STEPS
from dougong_rule.steps.create_todo import todo_entity
from dougong_rule.surroundings import Reading, RuleVocabulary, Surroundings
from dougong_rule.tables import Decision, RowTrace, decide
from dougong_rule.triggers import SCHEDULE_DUE

__all__ = [
    "AFTER_STEPS",
    "FLOW_STEPS",
    "SCHEDULE_DUE",
    "Assignment",
    "Band",
    "Card",
    "CardLine",
    "CatchUp",
    "Cell",
    "Choice",
    "Collect",
    "Condition",
    "Considered",
    "Cron",
    "Decision",
    "DecisionRow",
    "DecisionTable",
    "Due",
    "EventRule",
    "Exit",
    "HitPolicy",
    "Holidays",
    "Hours",
    "Inactive",
    "Input",
    "Kept",
    "LineResult",
    "Load",
    "OncePer",
    "Organisation",
    "Output",
    "Phase",
    "Pick",
    "Pool",
    "Reading",
    "Relative",
    "RowTrace",
    "RuleIndex",
    "RuleVocabulary",
    "Schedule",
    "ScoreResult",
    "Selector",
    "SelectorKind",
    "Sequence",
    "SequenceStep",
    "Surroundings",
    "Trigger",
    "Unit",
    "WaitUnit",
    "Workload",
    "allowed_moment",
    "cell_expression",
    "choose_people",
    "considered",
    "dates_of",
    "days_between",
    "decide",
    "due",
    "evaluate_card",
    "next_moments",
    "parse_assignment",
    "parse_decision_table",
    "parse_event_rule",
    "parse_people",
    "parse_pool",
    "parse_schedule",
    "parse_score_card",
    "parse_sequence",
    "parse_steps",
    "step_moment",
    "todo_entity",
    "warn_table",
    "whole_points",
]
