"""Generate the reference pages that are made from code: `make docs`. Each page's test fails when it is stale."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docs.limits import GROUPS, told
from docs.problem_codes import MEANT, chinese, codes, shown

from dougong.settings import Settings
from dougong_form import Field, FieldType, Option
from dougong_form.field_types import FIELD_TYPES
from dougong_model import ErrorCode

DOCS = Path(__file__).resolve().parent


_NEEDED: dict[str, dict[str, Any]] = {
    "money": {"currency": "CNY"},
    "reference": {"entity": "customer"},
    "tree_parent": {"entity": "unit"},
    "sub_table": {"entity": "line"},
}
"""What a field of a type must say before it can be described."""
_OPTIONS = (Option(key="a", label={"en": "Alpha"}), Option(key="b", label={"en": "Beta"}))
_BRANCHES = (*_OPTIONS, Option(key="c", label={"en": "Gamma"}, parent="a"))
_NAMES = {"text[]": "text[]", "timestamptz": "timestamp with time zone"}


_VISITORS = {
    "asked": "asked",
    "chosen": "asked where the form says which records visitors may choose",
    "brought": "not asked; kept from the address or the link",
    "never": "not asked",
}


def _example(kind: FieldType) -> Field:
    options = _BRANCHES if kind.name == "cascade" else _OPTIONS if "select" in kind.name else ()
    settings = _NEEDED.get(kind.name, {})
    return Field(id="abcd1234", key="field", type=kind, label={}, options=options, settings=settings)


def _columns(kind: FieldType, field: Field) -> str:
    if kind.computed:
        return "none, computed when read; two, value and error, when `stored`"
    if kind.holds_files:
        return "none, the files are tied to the record"
    found = [
        f"{_NAMES.get(one.kind, one.kind)}" + (f" (`{one.suffix}`)" if one.suffix else "")
        for one in kind.columns(field)
    ]
    return ", ".join(found) or "none, rows of a table of their own"


def _forms(kind: FieldType) -> Iterator[str]:
    """Yield what a value of a type looks like: in JSON, in the database, in expressions, in a table."""
    field = _example(kind)
    sample = kind.sample(field)
    if not kind.computed:
        yield f"- JSON: `{json.dumps(sample, ensure_ascii=False)}`"
    yield f"- columns: {_columns(kind, field)}"
    if kind.parts:
        parts = (f"`.{part.key}` ({part.type.formula_type(part.field)})" for part in kind.parts)
        yield f"- in expressions: a record with {', '.join(parts)}"
    elif kind.name == "lookup":
        yield "- in expressions: as the field that it shows"
    elif kind.name in ("formula", "roll_up"):
        yield "- in expressions: as its `result` says"
    elif kind.holds_files:
        yield "- in expressions: not named"
    else:
        yield f"- in expressions: {kind.formula_type(field)}"
    if kind.columns(field) and kind.formula_type(field).kind != "record":
        yield f"- in an imported or exported table: `{kind.to_text(field, kind.parse(field, sample))}`"


def field_types() -> str:
    """Return the page of field types."""
    parts = [
        "# Field types\n\nOne section for each; a field is a JSON-Schema property with `x-dougong`, whose `type` is the"
        " heading. This page is made from `engines/dougong_form/field_types/`. Creator, editor, owner and department are"
        " fields that every record has (`created_by`, `updated_by`, `owner`, `department`) and need no type of their own.\n"
    ]
    for kind in FIELD_TYPES.values():
        sentence = (type(kind).__doc__ or "").strip().splitlines()[0]
        settings = ", ".join(f"`{name}`" for name in kind.settings_schema) or "–"
        becomes = ", ".join(sorted(kind.conversions - {kind.name})) or "–"
        parts.append(
            f"## {kind.name}\n\n{kind.label['en']} · {kind.label['zh']}. {sentence}\n\n"
            f"- group: {kind.group}; widget: {kind.widget}; computed: {'yes' if kind.computed else 'no'}\n"
            + "".join(f"{line}\n" for line in _forms(kind))
            + f"- public forms: {_VISITORS['never' if kind.computed else kind.visitors]}\n"
            + f"- own settings: {settings}\n- operators: {', '.join(kind.operators)}\n- can become: {becomes}\n"
        )
    return "\n".join(parts)


def settings() -> str:
    """Return the page of settings."""
    rows = [
        f"| `{name.upper()}` | {f'`{field.default}`' if field.default not in (None, '') else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = "# Settings\n\nRead from the environment when a process starts.\n\n| name | default | meaning |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


_LIMITS_HEAD = {
    "en": "# Limits\n\nWhat there is so much of at most, for how long it is kept, how often it may happen. This page is"
    " made from the constants of the code. What is beyond a limit is refused with a message that names it; see"
    " [errors](errors.md). Limits of one field or document (lengths, bounds, counts) are the document's own; the"
    " lengths of members of requests stand in the OpenAPI document.\n",
    "zh": "# 限制\n\n各项内容的上限、保留时间与频率。本页由代码中的常量生成。超出时会拒绝并说明上限，参见[错误](errors.md)。"
    "字段或文档自身的限制（长度、范围、数量）由文档规定；请求各成员的长度见 OpenAPI 文档。\n",
}
_LIMITS_TABLE = {"en": "| what | limit |", "zh": "| 项目 | 限制 |"}
_LIMITS_SET = {
    "en": "## Set by the administrator\n\nSee [settings](settings.md) for what each means.",
    "zh": "## 由管理员设置\n\n参见[设置](../reference/settings.md)。",
}


def limits(language: str) -> str:
    """Return the page of limits in a language."""
    parts = [_LIMITS_HEAD[language]]
    for group in GROUPS:
        rows = [
            f"| {one.zh if language == 'zh' else one.en} | {told(one.value, language)} |"
            for one in group.limits
        ]
        heading = group.zh if language == "zh" else group.en
        parts.append("\n".join([f"## {heading}\n", _LIMITS_TABLE[language], "|---|---|", *rows]) + "\n")
    settings = [
        f"| `{name.upper()}` | {field.default:,} |"
        for name, field in Settings.model_fields.items()
        if type(field.default) is int
    ]
    parts.append(
        "\n".join([f"{_LIMITS_SET[language]}\n", _LIMITS_TABLE[language], "|---|---|", *settings]) + "\n"
    )
    return "\n".join(parts)


_CODES_HEAD = {
    "en": "# Codes of problems\n\nEach fault in the `errors` of a [refusal](errors.md), in the problems of a draft, of an"
    " import, of a change of type and of a formula has a `code`. This page is made from the code that tells them:"
    " `…` stands for what is filled in. Faults in the shape of a request have the codes of Pydantic, such as `missing`"
    " or `extra_forbidden`; `rule:` with a key is a rule of the app. A formula that fails on the values of a record"
    " gives an error value instead: {values}.\n",
    "zh": "# 问题代码\n\n[拒绝](errors.md)的 `errors`，以及草稿、导入、改类型和公式的问题，每一条都有 `code`。本页由给出这些问题的"
    "代码生成，`…` 处为具体内容。请求形状有误时，代码来自 Pydantic，例如 `missing`、`extra_forbidden`；`rule:` 加标识表示应用的规则。"
    "公式在记录的值上出错时给出错误值：{values}。\n",
}
_CODES_TABLE = {"en": "| code | messages |", "zh": "| 代码 | 消息 |"}


def problem_codes(language: str) -> str:
    """Return the page of problem codes in a language."""
    said = chinese() if language == "zh" else {}
    place = 1 if language == "zh" else 0
    rows = [
        f"| `{code}` | {'<br>'.join(shown(said.get(one, one)) for one in messages) or MEANT[code][place]} |"
        for code, messages in codes().items()
    ]
    values = ("、" if language == "zh" else ", ").join(f"`{one.value}`" for one in ErrorCode)
    head = _CODES_HEAD[language].format(values=values)
    return "\n".join([head, _CODES_TABLE[language], "|---|---|", *rows]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/field-types.md": field_types,
    "reference/settings.md": settings,
    "reference/limits.md": lambda: limits("en"),
    "zh/limits.md": lambda: limits("zh"),
    "reference/problem-codes.md": lambda: problem_codes("en"),
    "zh/problem-codes.md": lambda: problem_codes("zh"),
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
