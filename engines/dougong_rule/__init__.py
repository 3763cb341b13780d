"""Rules: what an app does by itself when something happens to a record.

Uses dougong_model (effects, events, problems) and dougong_formula (conditions and values). Knows no
database: rows, organisation, counts and cursors are arguments.
Public: `parse_event_rule`, `parse_score_card`, `parse_decision_table`, `parse_steps` (documents → frozen
definitions, every problem at once); `RuleIndex` with `considered` (which rules an event concerns and why not
the others); `evaluate_card`, `decide`, `choose_people` (what a card, a table, a list of selectors says);
`warn_table` (rows of a table that overlap, are never reached, or leave gaps); `parse_pool` (who may claim records
and when they go back).
"""

from dougong_rule.analysis import warn_table
from dougong_rule.cards import evaluate_card
from dougong_rule.definition import (
    Band,
    Card,
    CardLine,
    Cell,
    Collect,
    Condition,
    DecisionRow,
    DecisionTable,
    EventRule,
    HitPolicy,
    Input,
    OncePer,
    Output,
    Phase,
    Pick,
    Selector,
    SelectorKind,
    Trigger,
)
from dougong_rule.match import Considered, RuleIndex, considered
from dougong_rule.parse import parse_event_rule
from dougong_rule.parse_card import parse_score_card
from dougong_rule.parse_steps import parse_steps
from dougong_rule.parse_table import parse_decision_table
from dougong_rule.people import Choice, Organisation, choose_people
from dougong_rule.pools import Pool, parse_pool
from dougong_rule.results import LineResult, ScoreResult
from dougong_rule.selectors import parse_people
from dougong_rule.steps import AFTER_STEPS, FLOW_STEPS
from dougong_rule.steps.create_todo import todo_entity
from dougong_rule.surroundings import RuleVocabulary, Surroundings
from dougong_rule.tables import Decision, RowTrace, decide

__all__ = [
    "AFTER_STEPS",
    "FLOW_STEPS",
    "Band",
    "Card",
    "CardLine",
    "Cell",
    "Choice",
    "Collect",
    "Condition",
    "Considered",
    "Decision",
    "DecisionRow",
    "DecisionTable",
    "EventRule",
    "HitPolicy",
    "Input",
    "LineResult",
    "OncePer",
    "Organisation",
    "Output",
    "Phase",
    "Pick",
    "Pool",
    "RowTrace",
    "RuleIndex",
    "RuleVocabulary",
    "ScoreResult",
    "Selector",
    "SelectorKind",
    "Surroundings",
    "Trigger",
    "choose_people",
    "considered",
    "decide",
    "evaluate_card",
    "parse_decision_table",
    "parse_event_rule",
    "parse_people",
    "parse_pool",
    "parse_score_card",
    "parse_steps",
    "todo_entity",
    "warn_table",
]
