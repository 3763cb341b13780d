"""Columns: which type the values of a table's column most likely have, and how many of them other types refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong_form.definition import Field, Text, ValueRefused
from dougong_form.field_types import FIELD_TYPES
from dougong_form.proposals.kinds import Guess

MOST_CHOICES = 20
_LONGEST_CHOICE = 40
_LONG = 255
_SPARE = 0.05
"""The share of values that may be otherwise; they are told, and an import would list them."""
_ENOUGH = 20
"""Of fewer values none may be otherwise."""
_TRIED = ("switch", "date", "datetime", "time", "number", "percent", "money", "email", "phone", "url")
_BETWEEN = re.compile(r"[,;，；、|]")
_MOBILE = re.compile(r"(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}\Z|\+\d[\d -]{6,16}\Z")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_TELLING = {
    "url": re.compile(r"[^\W\d]\.[^\W\d]"),
    "datetime": re.compile(r"\d[-/.年]\d"),
    "phone": re.compile(r"\d[^A-Za-z]*\d[^A-Za-z]*\d"),
}
"""What a value has besides: a row of digits is no address, and no moment either."""
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}([:：]\d{2})?\Z")
_SIGNED = re.compile(r"[¥￥$€£]|\b[A-Z]{3}\b")
_BRACKETED = re.compile(r"[(（\[][^)）\]]*[)）\]]")


def _hint(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_YES_NO = _hint("是否", r"^是[^\s]", r"^is[\s_]", r"^has[\s_]", r"\?$", "？$")
_PHONE = _hint("电话", "手机", r"\bphone", r"\bmobile", r"\btel\b", r"\bcell\b", r"\bfax\b", "传真")
_SITE = _hint("网址", "网站", "官网", r"\burl\b", r"\bwebsite\b", r"\blink\b", "链接")
_AMOUNT = _hint(
    "金额", "价", "费", "款", "成本", "预算", "工资", "薪", "收入", "营收",
    r"\bamount", r"\bprice", r"\bcost", r"\bfee", r"\bbudget", r"\bsalary", r"\brevenue", r"\bvalue\b", r"\bpay",
)  # fmt: skip
_CODE = _hint(
    "编号", "编码", "代码", "单号", "序列号", "订单号", r"\bcode\b", r"\bid\b", r"\bno\.?$", r"\bsku\b"
)
_PERSON = _hint(
    "负责",
    "经办",
    "申请人",
    "业务员",
    "员",
    "人$",
    r"\bowner\b",
    r"\bagent\b",
    r"\brep\b",
    r"\bassignee\b",
    r"by$",
)
_PERCENT = _hint("率$", "百分比", "占比", "比例", "折扣", r"\brate\b", r"percent", r"\bshare\b", "%")
_NAMED_AFTER = re.compile(r"(名称|名字|名|编号|[\s_]*(name|id|no\.?|number))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, its values that are not blank with how often each stands there, in their order."""

    name: str
    values: Mapping[str, int]
    rows: int

    @property
    def filled(self) -> int:
        """Return in how many rows it has a value."""
        return sum(self.values.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the workspace has: entities by key with their names, and the names of its people."""

    entities: Mapping[str, Text] = field(default_factory=dict)
    people: frozenset[str] = frozenset()


def refused_by(column: Column) -> dict[str, int]:
    """Return, for each type that a column of texts may have, how many of its values it does not take."""
    return {
        name: sum(count for value, count in column.values.items() if not takes(name, value))
        for name in _TRIED
        if column.values
    }


def takes(name: str, value: str) -> bool:
    """Say whether a type takes a cell, as an import would read it."""
    if name in _TELLING and not _TELLING[name].search(value):
        return False
    type_ = FIELD_TYPES[name]
    probe = Field(id="probe000", key="probe", type=type_, label={}, settings={"currency": "CNY"})
    try:
        json = type_.from_text(probe, value)
        return json is not None and type_.parse(probe, json) is not None
    except (ValueRefused, ValueError, ArithmeticError):
        return False


def guess_type(column: Column, refused: Mapping[str, int], known: Known) -> Guess:
    """Return the type of a column and why; text when nothing else is likely."""
    if not column.values:
        reason = {"en": "The column is empty.", "zh": "该列为空。"}
        return Guess(type="text", reason=reason, schema={"maxLength": 120})
    for one in _GUESSES:
        found = one(_Seen(column, refused, known))
        if found is not None:
            return found
    raise AssertionError("text takes everything")


class _Seen:
    """A column as the guesses look at it."""

    def __init__(self, column: Column, refused: Mapping[str, int], known: Known) -> None:
        self.column, self.refused, self.known = column, refused, known
        self.name = _BRACKETED.sub("", column.name).strip()
        self.values, self.count = column.values, column.filled
        self.distinct = len(column.values)
        self.repeated = self.distinct < self.count

    def mostly(self, name: str) -> bool:
        """Say whether nearly all values are of a type."""
        misfits = self.refused.get(name, self.count)
        return misfits == 0 or (self.count >= _ENOUGH and misfits <= self.count * _SPARE)

    def are(self, type_: str, one: str, many: str, chinese: str, **more: Any) -> Guess:
        """Return the guess whose reason is that the values are what they are."""
        return Guess(type=type_, reason=self.said(type_, one, many, chinese), **more)

    def said(self, type_: str, one: str, many: str, chinese: str) -> Text:
        count, fits = self.count, self.count - self.refused.get(type_, 0)
        if count == 1:
            return {"en": f"Its only value is {one}.", "zh": f"唯一的值是{chinese}。"}
        if fits == count:
            all_of = "Both" if count == 2 else f"All {count}"
            return {"en": f"{all_of} values are {many}.", "zh": f"{count} 个值都是{chinese}。"}
        return {
            "en": f"{fits} of {count} values are {many}.",
            "zh": f"{count} 个值中有 {fits} 个是{chinese}。",
        }

    def all_match(self, pattern: re.Pattern[str]) -> bool:
        return all(pattern.match(value.strip()) for value in self.values)


def _switch(seen: _Seen) -> Guess | None:
    if not seen.mostly("switch") or seen.distinct > 2:
        return None
    digits = all(value.strip().isdigit() for value in seen.values)
    if digits and not _YES_NO.search(seen.name):
        return None
    return seen.are("switch", "yes or no", "yes or no", "“是”或“否”")


def _email(seen: _Seen) -> Guess | None:
    return (
        seen.are("email", "an e-mail address", "e-mail addresses", "邮箱地址")
        if seen.mostly("email")
        else None
    )


def _url(seen: _Seen) -> Guess | None:
    sure = _SITE.search(seen.name) or seen.all_match(_ADDRESS)
    return seen.are("url", "a web address", "web addresses", "网址") if sure and seen.mostly("url") else None


def _phone(seen: _Seen) -> Guess | None:
    sure = _PHONE.search(seen.name) or seen.all_match(_MOBILE)
    if sure and seen.mostly("phone"):
        return seen.are("phone", "a phone number", "phone numbers", "电话号码")
    return None


def _date(seen: _Seen) -> Guess | None:
    if seen.mostly("date"):
        return seen.are("date", "a day", "days", "日期")
    return (
        seen.are("datetime", "a day and time", "days and times", "日期时间")
        if seen.mostly("datetime")
        else None
    )


def _time(seen: _Seen) -> Guess | None:
    sure = seen.mostly("time") and seen.all_match(_CLOCK)
    return seen.are("time", "a time of day", "times of day", "时刻") if sure else None


def _percent(seen: _Seen) -> Guess | None:
    if not seen.mostly("percent"):
        return None
    marked = sum(count for value, count in seen.values.items() if value.strip().endswith(("%", "％")))
    if marked * 2 > seen.count:
        return seen.are("percent", "a percentage", "percentages", "百分比")
    if _PERCENT.search(seen.column.name) and all(abs(number) <= 1 for number in _numbers(seen)):
        reason = {"en": "Called like a share, with values up to 1.", "zh": "名称像比率，数值不超过 1。"}
        return Guess(type="percent", reason=reason)
    return None


def _money(seen: _Seen) -> Guess | None:
    if not seen.mostly("money"):
        return None
    signed = sum(count for value, count in seen.values.items() if _SIGNED.search(value))
    # One mark tells what the column is; whoever fills it in writes the other amounts without.
    if signed:
        return seen.are("money", "an amount of money", "amounts of money", "金额")
    if _AMOUNT.search(seen.name) and seen.mostly("number") and not _padded(seen):
        reason = {"en": "Called like an amount of money, with numbers.", "zh": "名称像金额，值是数字。"}
        return Guess(type="money", reason=reason)
    return None


def _number(seen: _Seen) -> Guess | None:
    if not seen.mostly("number") or _padded(seen):
        return None
    if _CODE.search(seen.name) and seen.distinct == seen.count:
        return None
    places = max((_places(number) for number in _numbers(seen)), default=0)
    reason = seen.said("number", "a number", "numbers", "数字")
    settings = {"precision": min(10, places)}
    return Guess(type="number", reason=reason, settings=settings)


def _padded(seen: _Seen) -> bool:
    """Say whether numbers are names rather: with leading noughts, or longer than any quantity."""
    bare = [value.strip().lstrip("+-") for value in seen.values]
    return any((one[:1] == "0" and one[1:2].isdigit()) or sum(map(str.isdigit, one)) > 15 for one in bare)


def _numbers(seen: _Seen) -> list[Decimal]:
    found = []
    for value in seen.values:
        try:
            found.append(Decimal(re.sub(r"[,，\s]", "", value)))
        except InvalidOperation:
            continue
    return [one for one in found if one.is_finite()]


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _member(seen: _Seen) -> Guess | None:
    strangers = sum(
        count for value, count in seen.values.items() if value.strip().casefold() not in seen.known.people
    )
    if strangers == 0 and (seen.distinct > 1 or _PERSON.search(seen.name)):
        reason = {"en": "Every value is the name of a person here.", "zh": "每个值都是本工作区成员的姓名。"}
        return Guess(type="member", reason=reason)
    return None


def _reference(seen: _Seen) -> Guess | None:
    plain = {_plain(seen.name), _plain(_NAMED_AFTER.sub("", seen.name))} - {""}
    for key, name in seen.known.entities.items():
        if seen.repeated and plain & {_plain(key), *map(_plain, name.values())}:
            english, chinese = (
                name.get("en") or name.get("zh") or key,
                name.get("zh") or name.get("en") or key,
            )
            reason = {
                "en": f"Called like the entity “{english}”, and values stand there more than once.",
                "zh": f"与数据表“{chinese}”同名，且有重复的值。",
            }
            return Guess(type="reference", reason=reason, settings={"entity": key, "on_delete": "clear"})
    return None


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _multi_select(seen: _Seen) -> Guess | None:
    several = sum(count for value, count in seen.values.items() if _BETWEEN.search(value))
    parts: dict[str, int] = {}
    for value, count in seen.values.items():
        for one in dict.fromkeys(part.strip() for part in _BETWEEN.split(value)):
            if one:
                parts[one] = parts.get(one, 0) + count
    short = parts and max(map(len, parts)) <= 20
    if several * 5 < seen.count or not short or not 2 <= len(parts) <= MOST_CHOICES:
        return None
    if sum(parts.values()) < 2 * len(parts):
        return None
    reason = {
        "en": f"Several of the same {len(parts)} words, with separators between them.",
        "zh": f"由分隔符隔开的若干个词，共 {len(parts)} 种。",
    }
    return Guess(type="multi_select", reason=reason, choices=tuple(parts))


def _select(seen: _Seen) -> Guess | None:
    short = max(map(len, seen.values)) <= _LONGEST_CHOICE and not any("\n" in value for value in seen.values)
    if not short or seen.distinct > MOST_CHOICES or seen.count < 2 * seen.distinct or seen.count < 4:
        return None
    reason = {
        "en": f"Only {seen.distinct} different values in {seen.count} rows."
        if seen.distinct > 1
        else f"The same value in all {seen.count} rows.",
        "zh": f"{seen.count} 行中只有 {seen.distinct} 种不同的值。",
    }
    return Guess(type="select", reason=reason, choices=tuple(value.strip() for value in seen.values))


def _text(seen: _Seen) -> Guess:
    longest = max(map(len, seen.values))
    if longest > _LONG or any("\n" in value for value in seen.values):
        reason = {"en": "Texts that are long or have several lines.", "zh": "文字较长或有多行。"}
        return Guess(type="long_text", reason=reason, schema={"maxLength": max(4000, 2 * longest)})
    schema = {"maxLength": 120 if longest <= 80 else 400}
    if _CODE.search(seen.name) and not seen.repeated:
        reason = {
            "en": "Called like a number or code; no two are alike.",
            "zh": "名称像编号，且没有重复的值。",
        }
        return Guess(type="text", reason=reason, settings={"unique": True, "search": True}, schema=schema)
    if _padded(seen) and seen.mostly("number"):
        reason = {
            "en": "Digits that are no quantity: they begin with 0 or are too long.",
            "zh": "以 0 开头或过长的数字，不是数量。",
        }
        return Guess(type="text", reason=reason, settings={"search": True}, schema=schema)
    near = _nearly(seen)
    if near is not None:
        return Guess(type="text", reason=near, schema=schema)
    reason = {
        "en": f"{seen.distinct} different texts." if seen.distinct > 1 else "A text.",
        "zh": f"{seen.distinct} 种不同的文字。",
    }
    return Guess(type="text", reason=reason, schema=schema)


_NEAR = (
    ("date", "days", "日期"),
    ("datetime", "days and times", "日期时间"),
    ("email", "e-mail addresses", "邮箱地址"),
    ("number", "numbers", "数字"),
)


def _nearly(seen: _Seen) -> Text | None:
    """Return what more than half of the values are, where the others are not."""
    for name, many, chinese in _NEAR:
        fits = seen.count - seen.refused.get(name, seen.count)
        if seen.count / 2 < fits < seen.count:
            return {
                "en": f"Only {fits} of {seen.count} values are {many}.",
                "zh": f"{seen.count} 个值中只有 {fits} 个是{chinese}。",
            }
    return None


_GUESSES: tuple[Callable[[_Seen], Guess | None], ...] = (
    _switch,
    _email,
    _url,
    _phone,
    _date,
    _time,
    _percent,
    _money,
    _number,
    _member,
    _reference,
    _multi_select,
    _select,
    _text,
)
