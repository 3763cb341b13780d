"""Document details: what changed inside a document, in the few words that a plan has room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong_model import localised

Body = Mapping[str, Any]
LANGUAGES = ("en", "zh")
_NAMED = 3
"""So many are named; of more it is told how many there are."""

_PHRASES = {
    "name": ("Name: “{before}” → “{after}”", "名称：“{before}”→“{after}”"),
    "key": ("Key: {before} → {after}", "标识：{before} → {after}"),
    "field key": ("Key of “{field}”: {before} → {after}", "“{field}”的标识：{before} → {after}"),
    "label": ("Label “{before}” → “{after}”", "标签“{before}”→“{after}”"),
    "labels": ("{count} labels changed", "修改了 {count} 个标签"),
    "added": ("New fields: {names}", "新增字段：{names}"),
    "removed": ("Removed fields: {names}", "删除字段：{names}"),
    "changed": ("Changed fields: {names}", "修改字段：{names}"),
    "parts": ("Changed: {names}", "修改内容：{names}"),
}
_MORE = ("{names} and {count} more", "{names}等 {count} 项")
_BETWEEN = (", ", "、")

_PARTS = {
    "title": ("title", "标题字段"),
    "states": ("stages", "状态"),
    "buttons": ("buttons", "按钮"),
    "duplicates": ("duplicate check", "查重"),
    "unique": ("unique lists", "唯一约束"),
    "indexes": ("indexes", "索引"),
    "layout": ("layout", "布局"),
    "linkage": ("linkage", "联动"),
    "variants": ("variants", "变体"),
    "defaults": ("defaults", "默认值"),
    "public": ("public form", "公开表单"),
    "grants": ("permissions", "权限"),
    "nodes": ("steps", "节点"),
    "edges": ("paths", "连线"),
    "start": ("start", "发起方式"),
    "columns": ("columns", "列"),
    "filter": ("filter", "筛选"),
    "sort": ("order", "排序"),
    "groups": ("groups", "分组"),
    "totals": ("totals", "汇总"),
    "colours": ("colours", "条件颜色"),
    "on": ("trigger", "触发"),
    "when": ("condition", "条件"),
    "do": ("actions", "动作"),
    "tests": ("tests", "测试"),
    "items": ("entries", "菜单项"),
    "settings": ("parameters", "参数"),
    "home": ("home page", "首页"),
    "diagram": ("diagram", "关系图"),
    "rows": ("rows", "行"),
    "lines": ("lines", "评分项"),
    "widgets": ("widgets", "组件"),
}
_OTHER = ("other settings", "其他设置")
_TOLD_APART = frozenset({"id", "key", "name", "schema", "format"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One change inside a document; `renames` says that something has a new name in the API."""

    text: Mapping[str, str]
    renames: bool = False


def document_details(before: Body, after: Body) -> tuple[Detail, ...]:
    """Tell the changes between two bodies of a document: its name and key, its fields, its other parts."""
    found = []
    if before.get("name") != after.get("name"):
        found.append(_moved("name", before.get("name"), after.get("name")))
    if before.get("key") != after.get("key"):
        text = _phrase("key", lambda _: {"before": before.get("key"), "after": after.get("key")})
        found.append(Detail(text=text, renames="schema" in after))
    found += _fields_changed(_fields(before), _fields(after))
    keys = [*before, *(key for key in after if key not in before)]
    parts = [key for key in keys if key not in _TOLD_APART and before.get(key) != after.get(key)]
    names = dict.fromkeys(_PARTS.get(key, _OTHER) for key in parts)
    if names:
        found.append(_named("parts", [dict(zip(LANGUAGES, name, strict=True)) for name in names]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field as its document says it: its words, and all else there is to it."""

    key: str
    label: Mapping[str, str] | str
    options: Mapping[str, Any]
    rest: object

    @property
    def quoted(self) -> dict[str, str]:
        return {one: f"“{localised(self.label, one) or self.key}”" for one in LANGUAGES}


def _fields(body: Body) -> dict[str, _Field]:
    """Return the fields of an entity by id; a document of any other kind has none."""
    schema = body.get("schema")
    if not isinstance(schema, Mapping):
        return {}
    found = {}
    for key, one in schema.get("properties", {}).items():
        own = one.get("x-dougong", {})
        options = {option.get("key"): option.get("label") for option in own.get("options", ())}
        settings = {name: value for name, value in own.items() if name not in ("label", "options")}
        limits = {name: value for name, value in one.items() if name not in ("x-dougong", "title")}
        looks = [(option.get("key"), option.get("colour")) for option in own.get("options", ())]
        rest = (settings, limits, looks, key in schema.get("required", ()))
        found[str(own.get("id", key))] = _Field(key, own.get("label") or key, options, rest)
    return found


def _fields_changed(old: Mapping[str, _Field], new: Mapping[str, _Field]) -> Iterator[Detail]:
    kept = [(old[one], new[one]) for one in new if one in old]
    for before, after in kept:
        if before.key != after.key:
            yield _key_moved(before, after)
    labels = [(before.label, after.label) for before, after in kept if before.label != after.label]
    for before, after in kept:
        both = before.options.keys() & after.options.keys()
        pairs = ((before.options[key], after.options[key]) for key in both)
        labels += [(one, other) for one, other in pairs if one != other]
    if len(labels) == 1:
        yield _moved("label", *labels[0])
    elif labels:
        yield Detail(text=_phrase("labels", lambda _: {"count": len(labels)}))
    for phrase, fields in (
        ("added", [one for identity, one in new.items() if identity not in old]),
        ("removed", [one for identity, one in old.items() if identity not in new]),
        ("changed", [after for before, after in kept if before.rest != after.rest]),
    ):
        if fields:
            yield _named(phrase, [one.quoted for one in fields])


def _key_moved(before: _Field, after: _Field) -> Detail:
    def words(language: str) -> dict[str, Any]:
        field = localised(after.label, language) or after.key
        return {"field": field, "before": before.key, "after": after.key}

    return Detail(text=_phrase("field key", words), renames=True)


def _moved(phrase: str, before: Any, after: Any) -> Detail:
    """Tell a change of words in the reader's language, or in the language in which they changed."""

    def words(language: str) -> dict[str, Any]:
        order = (language, *LANGUAGES)
        pairs = [(localised(before, one), localised(after, one)) for one in order]
        was, now = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
        return {"before": was, "after": now}

    return Detail(text=_phrase(phrase, words))


def _named(phrase: str, names: Sequence[Mapping[str, str]]) -> Detail:
    def words(language: str) -> dict[str, Any]:
        place = LANGUAGES.index(language)
        shown = _BETWEEN[place].join(_in(names[:_NAMED], language))
        beyond = len(names) - _NAMED
        if beyond > 0:
            shown = _MORE[place].format(names=shown, count=len(names) if language == "zh" else beyond)
        return {"names": shown}

    return Detail(text=_phrase(phrase, words))


def _in(names: Iterable[Mapping[str, str]], language: str) -> Iterator[str]:
    return (one[language] for one in names)


def _phrase(phrase: str, words: Callable[[str], Mapping[str, Any]]) -> dict[str, str]:
    return {
        language: text.format(**words(language))
        for language, text in zip(LANGUAGES, _PHRASES[phrase], strict=True)
    }
