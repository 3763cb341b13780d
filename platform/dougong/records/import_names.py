"""What the columns of a table are called, and which fields such names mean: keys, labels in every language,
common other words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from dougong.access import Scope
from dougong.access.shapes import FieldShape

PROBLEMS = {"en": "Problems", "zh": "问题"}
"""The last column of an error file, which tells what is wrong with each row."""
_SURE = 86
Guess = Callable[[str], str | None]
"""Returns the key of the field that a plain name means, or None."""
_SYNONYMS = (
    (
        "phone",
        "telephone",
        "tel",
        "phone number",
        "contact number",
        "电话",
        "联系电话",
        "电话号码",
        "座机",
        "mobile",
        "mobile phone",
        "cell",
        "cell phone",
        "手机",
        "手机号",
        "手机号码",
        "移动电话",
    ),
    ("email", "e-mail", "mail", "email address", "邮箱", "电子邮箱", "电子邮件", "邮件地址"),
    (
        "company",
        "company name",
        "organisation",
        "organization",
        "公司",
        "公司名称",
        "单位",
        "企业",
        "企业名称",
    ),
    ("account", "customer", "client", "account name", "客户", "客户名称", "客户公司"),
    ("name", "full name", "名称", "姓名", "名字"),
    ("subject", "title", "标题", "主题"),
    (
        "owner",
        "assignee",
        "assigned to",
        "sales agent",
        "sales rep",
        "负责人",
        "所有者",
        "销售",
        "业务员",
        "归属人",
    ),
    ("amount", "value", "total", "price", "close value", "金额", "总额", "总价", "价格", "成交金额"),
    ("stage", "status", "state", "阶段", "状态", "进度"),
    ("industry", "sector", "行业", "所属行业"),
    ("address", "street", "location", "地址", "详细地址", "所在地"),
    ("note", "notes", "remark", "remarks", "comment", "description", "备注", "说明", "描述"),
    ("website", "url", "web", "homepage", "网址", "官网", "网站"),
    ("job title", "position", "role", "职位", "职务", "岗位"),
    ("source", "lead source", "channel", "来源", "线索来源", "渠道"),
    ("created at", "created", "create date", "creation time", "创建时间", "创建日期", "录入时间"),
    ("city", "town", "城市", "所在城市"),
    ("quantity", "qty", "count", "数量", "件数"),
)


def plain_name(text: str) -> str:
    """Return a name without capitals, blanks and marks."""
    return "".join(character for character in text.casefold() if character.isalnum())


_PROBLEMS = frozenset(map(plain_name, PROBLEMS.values()))
_GROUPS = tuple(frozenset(map(plain_name, group)) for group in _SYNONYMS)


def fillable(scope: Scope) -> Iterator[FieldShape]:
    """Yield the fields that an import of this person may fill."""
    for key, shape in scope.shape.fields.items():
        if scope.may_write(key) and key in scope.read and shape.kept:
            yield shape


def problems_column(scope: Scope, columns: Sequence[str]) -> str | None:
    """Return the column of an error file that tells its problems: the last, unless a field is called so."""
    last = columns[-1] if columns else ""
    if plain_name(last) not in _PROBLEMS:
        return None
    fields = scope.shape.fields.values()
    named = {plain_name(text) for one in fields for text in (one.key, *one.field.label.values())}
    return None if plain_name(last) in named else last


def suggested_mapping(scope: Scope, columns: Sequence[str]) -> dict[str, str | None]:
    """Return, for each column, the field that its name most likely means; each field at most once.

    A name that is a field's own goes before a common other word, and that before one that is written alike.
    """
    names: dict[str, str] = {}
    for shape in fillable(scope):
        for text in (shape.key, *shape.field.label.values()):
            names.setdefault(plain_name(text), shape.key)
    compiled = scope.shape.compiled
    if compiled is not None and scope.shape.title in names.values():
        for text in compiled.entity.name.values():  # a column “Opportunity” in a table of opportunities
            names.setdefault(plain_name(text), scope.shape.title)
    found: dict[str, str | None] = dict.fromkeys(columns)
    taken: set[str] = set()
    guesses: tuple[Guess, ...] = (names.get, _by_other_word(names), _alike(names))
    for guess in guesses:
        for column in columns:
            meant = None if found[column] is not None else guess(plain_name(column))
            if meant is not None and meant not in taken:
                found[column] = meant
                taken.add(meant)
    return found


def _by_other_word(names: Mapping[str, str]) -> Guess:
    def guess(name: str) -> str | None:
        meant = {names[word] for group in _GROUPS if name in group for word in group if word in names}
        return meant.pop() if len(meant) == 1 else None

    return guess


def _alike(names: Mapping[str, str]) -> Guess:
    def guess(name: str) -> str | None:
        best = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=_SURE)
        return names[best[0]] if best else None

    return guess
