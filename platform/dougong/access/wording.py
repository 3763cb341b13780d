"""Wording: what a role would gain, in the words of the app: names of roles, entities and fields, conditions
read out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.access.closed_fields import ClosedField
from dougong.access.compare import RowChange, Widening
from dougong.metadata.documents import Document
from dougong.metadata.references import names_of
from dougong.metadata.vocabulary import AppVocabulary
from dougong_formula import FormulaError, describe, parse_expression
from dougong_model import localised

_ACTIONS = {
    "see": ("see", "查看"),
    "create": ("create", "新建"),
    "change": ("change", "修改"),
    "delete": ("delete", "删除"),
    "import": ("import", "导入"),
    "export": ("export", "导出"),
    "print": ("print", "打印"),
    "share": ("share", "共享"),
    "assign": ("assign", "分配"),
    "merge": ("merge", "合并"),
    "approve": ("approve", "审批"),
    "start": ("start", "发起"),
    "run": ("run", "运行"),
    "design": ("design", "设计"),
}
_EVERY_FIELD = ("every field", "所有字段")
LANGUAGES = ("en", "zh")


class Wording:
    """Puts widenings into the words of the documents of one version."""

    def __init__(self, documents: Iterable[Document]) -> None:
        known = tuple(documents)
        self._documents = {f"{one.kind}:{one.key}": one.body for one in known}
        self._names = names_of(known)

    def told(self, widening: Widening) -> Mapping[str, str]:
        """Return what a role gains or loses, in every language."""
        if widening.everybody:
            role = {one: self._name(f"role:{widening.role}", one) for one in LANGUAGES}
            return {
                "en": f"Everybody gains the role “{role['en']}” and all that it grants",
                "zh": f"所有人将获得角色“{role['zh']}”及其全部权限",
            }
        return {one: self._gained(widening, one) for one in LANGUAGES}

    def closed(self, field: ClosedField) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return who may fill in a new field, and whose grants do not name it, in every language."""
        told, detail = {}, {}
        for one in LANGUAGES:
            zh = one == "zh"
            comma = "、" if zh else ", "
            name, entity = (
                self._field(field.entity, field.key, one),
                self._name(f"entity:{field.entity}", one),
            )
            may, closed = (
                comma.join(f"“{self._name(f'role:{role}', one)}”" for role in roles)
                for roles in (field.open, field.closed)
            )
            if zh:
                told[one] = f"目前只有角色{may}可填写" if may else "目前没有任何角色可填写"
                told[one] += f"“{entity}”的新{name}"
                detail[one] = f"以下角色只能填写其授权中列出的字段：{closed}"
            else:
                told[one] = f"Only {may} may" if may else "No role may"
                told[one] += f" fill in {name}, which is new on “{entity}”"
                detail[one] = f"These roles write only the fields that their grants name: {closed}"
        return told, detail

    def _gained(self, widening: Widening, language: str) -> str:
        zh = language == "zh"
        entity = widening.what.removeprefix("entity:")
        parts = [_ACTIONS.get(action, (action, action))[zh] for action in widening.actions]
        parts += [self._field(entity, key, language) for key in widening.fields]
        role, what = self._name(f"role:{widening.role}", language), self._name(widening.what, language)
        rows = self._rows(entity, widening.rows, language) if widening.rows else ""
        if not parts:
            return self._other_rows(widening.row_change, role, what, rows)[zh]
        if zh:
            return f"角色“{role}”将获得“{what}”的权限：{'、'.join(parts)}" + (
                f"，条件：{rows}" if rows else ""
            )
        return f"Role “{role}” gains on “{what}”: {', '.join(parts)}" + (f", where {rows}" if rows else "")

    @staticmethod
    def _other_rows(change: RowChange, role: str, what: str, rows: str) -> tuple[str, str]:
        """Return, in English and Chinese, what becomes of the records that a role may reach."""
        which = f"those where {rows}" if rows else "all of them"
        which_zh = f"满足条件的记录（{rows}）" if rows else "全部记录"
        match change:
            case RowChange.WIDER:
                return (
                    f"Role “{role}” gains more records of “{what}”: from now on {which}",
                    f"角色“{role}”可用的“{what}”记录将增多：今后为{which_zh}",
                )
            case RowChange.NARROWER:
                return (
                    f"Role “{role}” loses records of “{what}”: from now on only {which}",
                    f"角色“{role}”可用的“{what}”记录将减少：今后仅为{which_zh}",
                )
            case _:
                return (
                    f"Role “{role}” has other records of “{what}” than before: from now on {which}",
                    f"角色“{role}”可用的“{what}”记录将改变：今后为{which_zh}",
                )

    def _name(self, element: str, language: str) -> str:
        body: Mapping[str, Any] = self._documents.get(element, {})
        return localised(body.get("name"), language) or element.partition(":")[2]

    def _field(self, entity: str, key: str, language: str) -> str:
        if key == "*":
            return _EVERY_FIELD[language == "zh"]
        member = self._names.members(entity).get(key)
        label = localised(member.label, language) if member else key
        return f"字段“{label or key}”" if language == "zh" else f"the field “{label or key}”"

    def _rows(self, entity: str, text: str, language: str) -> str:
        vocabulary = AppVocabulary(self._names, entity, "user")
        try:
            return describe(parse_expression(text, vocabulary), language, vocabulary)
        except FormulaError:
            return text
