"""Reasons: why a rule acted or did not, in the words of the reader's language.

The trace of a run keeps what the engine said, which is the same for every reader; here it is read out, with
the rule's condition in plain words.
"""

from __future__ import annotations

from dougong.access.kept import kept
from dougong.automation.definitions import vocabulary_of
from dougong.metadata import App
from dougong_formula import FormulaError, describe, parse_expression
from dougong_rule import Condition

_WORDS = {
    "no condition": ("It has no condition.", "没有条件。"),
    "condition true": ("Its condition holds: {0}", "条件成立：{0}"),
    "condition false": ("Its condition does not hold: {0}", "条件不成立：{0}"),
    "condition gave ": ("Its condition gives {1}: {0}", "条件得出 {1}：{0}"),
    "waited": ("The time that it waited for has come.", "等待的时间已到。"),
    "need not go on": (
        "When the time had come, the condition to go no further held.",
        "时间到时，无需继续的条件成立。",
    ),
    "the record is gone": ("When the time had come, the record was gone.", "时间到时，记录已不在。"),
    "the rule is gone": ("When the time had come, the rule was gone or off.", "时间到时，规则已删除或停用。"),
    "the app has changed": (
        "When the time had come, the app had changed so that the rest could not be done.",
        "时间到时，应用已改动，剩余步骤无法执行。",
    ),
    "chosen": (
        "Its time had come; it acted on the records whose condition held: {0}",
        "到点执行；处理条件成立的记录：{0}",
    ),
    "due": ("Its time had come.", "到点执行。"),
    "sequence step": ("The step of the sequence was due.", "序列步骤到期。"),
    "sequence exit": ("The record had a reason to leave the sequence.", "记录满足退出序列的条件。"),
    "button pressed": ("Its button was pressed.", "按下了按钮。"),
    "deeper than ": (
        "Cut: too many reactions followed from one another.",
        "已中止：连锁反应层数过多。",
    ),
    "ran on this version": (
        "Cut: it had acted on this version of the record already.",
        "已中止：已处理过该记录的这一版本。",
    ),
}


def reason(
    app: App, rule: str, why: str | None, language: str, condition: Condition | None = None
) -> str | None:
    """Return why a rule (by key) acted or not, in a language; what is not known is told as it is kept.

    `condition` is that of a rule which is not published as it is.
    """
    if why is None:
        return None
    said = next((said for said in _WORDS if why.startswith(said)), None)
    if said is None:
        return why
    words = _WORDS[said][language.startswith("zh")]
    if "{0}" not in words:
        return words
    told = _condition(app, rule, language) if condition is None else told_condition(app, condition, language)
    return words.format(told, why.removeprefix(said)).rstrip(" :：")


def told_condition(app: App, condition: Condition, language: str) -> str:
    """Return a condition in plain words."""
    root = condition.expression.root or ""
    return describe(condition.expression, language, vocabulary_of(app, root))


def _condition(app: App, rule: str, language: str) -> str:
    """Return the condition that a rule has now in plain words; nothing when the rule is gone."""
    document = app.documents("rule").get(rule, {})
    text, entity = document.get("when"), str(document.get("entity"))
    if not text or entity not in app.entities:
        return ""

    def make() -> str:
        names = vocabulary_of(app, entity)
        try:
            return describe(parse_expression(text, names), language, names)
        except FormulaError:
            return ""

    return kept(app, ("condition in words", rule, language), make)
