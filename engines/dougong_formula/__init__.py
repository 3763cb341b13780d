"""Formula: the expression language. Text to tree, tree to typed expression, to Python, SQL and JSON.

Uses dougong_model. Public: everything named below.
"""

from dougong_formula.check import check, parse_expression
from dougong_formula.errors import FormulaError, FormulaProblem
from dougong_formula.functions import FUNCTIONS, PUBLIC_FUNCTIONS, Function
from dougong_formula.parse import parse
from dougong_formula.tree import Tree
from dougong_formula.typed import Expression
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
    "TEXT",
    "TIME",
    "Expression",
    "FormulaError",
    "FormulaProblem",
    "Function",
    "Member",
    "PlainVocabulary",
    "Tree",
    "Type",
    "Vocabulary",
    "check",
    "list_of",
    "parse",
    "parse_expression",
    "record_of",
]
