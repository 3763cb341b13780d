"""Formula: the expression language. Text to tree, tree to typed expression, to Python, SQL and JSON.

Uses dougong_model. Public: everything named below.
"""

from dougong_formula.check import check, parse_expression
from dougong_formula.complete import Completion, complete, names_at
from dougong_formula.decisions import TABLES, DecisionMember, policy_of
from dougong_formula.describe import describe, records_named
from dougong_formula.errors import FormulaError, FormulaProblem
from dougong_formula.functions import FUNCTIONS, PUBLIC_FUNCTIONS, Function
from dougong_formula.functions.workdays import workday
from dougong_formula.operands import operands
from dougong_formula.parse import parse
from dougong_formula.parts import part_of
from dougong_formula.remedies import Remedy, remedies
from dougong_formula.resolver import GroupsRows, Resolver, Source, SqlValue, Together
from dougong_formula.template import Template, parse_template, value_text
from dougong_formula.to_json import to_json, type_to_json
from dougong_formula.to_python import to_python
from dougong_formula.to_sql import to_condition, to_sql
from dougong_formula.tree import Tree
from dougong_formula.typed import Call, Expression, Literal, Name, Node
from dougong_formula.types import (
    BLANK_TYPE,
    BOOLEAN,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    TEXT,
    TIME,
    Type,
    list_of,
    record_of,
)
from dougong_formula.vocabulary import Member, PlainVocabulary, Vocabulary

__all__ = [
    "BLANK_TYPE",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "DURATION",
    "FUNCTIONS",
    "NUMBER",
    "PUBLIC_FUNCTIONS",
    "TABLES",
    "TEXT",
    "TIME",
    "Call",
    "Completion",
    "DecisionMember",
    "Expression",
    "FormulaError",
    "FormulaProblem",
    "Function",
    "GroupsRows",
    "Literal",
    "Member",
    "Name",
    "Node",
    "PlainVocabulary",
    "Remedy",
    "Resolver",
    "Source",
    "SqlValue",
    "Template",
    "Together",
    "Tree",
    "Type",
    "Vocabulary",
    "check",
    "complete",
    "describe",
    "list_of",
    "names_at",
    "operands",
    "parse",
    "parse_expression",
    "parse_template",
    "part_of",
    "policy_of",
    "record_of",
    "records_named",
    "remedies",
    "to_condition",
    "to_json",
    "to_python",
    "to_sql",
    "type_to_json",
    "value_text",
    "workday",
]
