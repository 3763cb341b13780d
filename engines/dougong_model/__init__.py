"""Model: what the engines share. Values, references, problems, effects, events.

Uses nothing. Public: everything named below.
"""

from dougong_model.chinese import close_up, held
from dougong_model.effects import EFFECTS, Effect, EffectClass, effect_from_document
from dougong_model.english import one_of_many
from dougong_model.events import Event
from dougong_model.plain_data import copied, plain_data, replace, working_data
from dougong_model.problems import DocumentError, Problem, Severity
from dougong_model.references import (
    ID_PATTERN,
    KEY_PATTERN,
    ElementReference,
    derived_id,
    is_id,
    is_key,
    new_id,
    uuid7,
    uuid7s,
    uuid_of,
)
from dougong_model.values import (
    BLANK,
    DECIMALS,
    WHOLE_DIGITS,
    ErrorCode,
    FormulaErrorValue,
    Money,
    RichText,
    Value,
    exact_context,
    localised,
    normal_number,
    number_text,
    round_half_away,
)

__all__ = [
    "BLANK",
    "DECIMALS",
    "EFFECTS",
    "ID_PATTERN",
    "KEY_PATTERN",
    "WHOLE_DIGITS",
    "DocumentError",
    "Effect",
    "EffectClass",
    "ElementReference",
    "ErrorCode",
    "Event",
    "FormulaErrorValue",
    "Money",
    "Problem",
    "RichText",
    "Severity",
    "Value",
    "close_up",
    "copied",
    "derived_id",
    "effect_from_document",
    "exact_context",
    "held",
    "is_id",
    "is_key",
    "localised",
    "new_id",
    "normal_number",
    "number_text",
    "one_of_many",
    "plain_data",
    "replace",
    "round_half_away",
    "uuid7",
    "uuid7s",
    "uuid_of",
    "working_data",
]
