"""Plan: what publishing the draft would do, told before it is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dougong.metadata.changes import Changes, compare_apps
from dougong.metadata.check import check_documents
from dougong.metadata.compile import App
from dougong.metadata.conversion_names import Names
from dougong.metadata.conversion_survey import survey
from dougong.metadata.conversions import Fill
from dougong.metadata.currency import foreign_amounts
from dougong.metadata.document_changes import DocumentChange, changed_documents
from dougong.metadata.documents import Document, digest_of
from dougong.metadata.drafts import AppRow, app_row, draft_documents
from dougong.metadata.published import published
from dougong.metadata.table_changes import TableChange
from dougong.settings import settings
from dougong.workspace import workspace_currency
from dougong_form import field_items
from dougong_model import Problem, Severity

_SECONDS_PER_MILLION = {"scan": 2, "rewrite": 4, "turn": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One consequence of publishing.

    `kind` is ddl, document, access, data or rule; `severity` ok, notice or danger. A step with `accept` is
    done only when the publisher names that word. `rows` counts the records concerned, `field` (`entity.field`)
    is a field that nobody, or not everybody, may fill in yet.
    """

    kind: str
    title: Mapping[str, str]
    severity: str = "ok"
    detail: Mapping[str, str] = field(default_factory=dict)
    rows: int | None = None
    accept: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What taking a document away, or changing it, means for those who work with it."""

    text: Mapping[str, str]
    severity: str = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of one draft against one live version; the hash names exactly this pair and these steps."""

    hash: str
    version: int
    documents: tuple[Document, ...]
    changes: Changes
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    compiled: App | None

    @property
    def summary(self) -> dict[str, int]:
        """Return how many documents are added, changed and removed."""
        counts = {"added": 0, "changed": 0, "removed": 0}
        for one in self.changes.documents:
            counts[one.what] += 1
        return counts

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that keep the draft from being published."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)


def live_app(conn: sa.Connection, row: AppRow) -> App | None:
    """Return the live version of an app, or None when it was never published."""
    return None if row.live_version == 0 else published(conn, row.key)


def plan(
    conn: sa.Connection,
    key: str,
    now: datetime,
    widened: Sequence[Step] = (),
    consequences: Mapping[str, Consequence] | None = None,
    language: str = "en",
) -> Plan:
    """Compare the draft of an app with its live version; raises NotFound.

    `widened` are the steps on rights that grow or are missing, found by whoever knows grants; `consequences`
    are told with the change of the document of an id. A draft with errors has a plan without steps
    on tables: what cannot be compiled cannot be compared.
    """
    told = consequences or {}
    row = app_row(conn, key)
    documents = draft_documents(conn, key)
    currency = workspace_currency(conn)
    problems = check_documents(documents, language)
    if not any(one.severity is Severity.ERROR for one in problems):
        problems = [*foreign_amounts(documents, currency), *problems]
    before = live_app(conn, row)
    after = None
    if any(one.severity is Severity.ERROR for one in problems):
        live = () if before is None else before.all_documents
        changes = Changes(documents=changed_documents(live, documents))
    else:
        after = App(documents, row.live_version + 1, currency)
        changes = compare_apps(before, after)
        problems = [*problems, *changes.problems, *_duplicates(conn, before, changes)]
    steps = (
        *(_document_step(one, told.get(one.id)) for one in changes.documents),
        *(_told(conn, one, before, now) for one in _worth_telling(changes.tables)),
        *_fields_on_no_form(before, after),
        *_public_forms(before, after),
        *widened,
    )
    return Plan(
        hash=_hash(row, documents, steps),
        version=row.live_version + 1,
        documents=documents,
        changes=changes,
        steps=steps,
        problems=tuple(problems),
        compiled=after,
    )


def _hash(row: AppRow, documents: Sequence[Document], steps: Sequence[Step]) -> str:
    accepts = ",".join(sorted(step.accept for step in steps if step.accept))
    text = f"{row.key}|{row.live_version}|{row.digest}|{digest_of(documents)}|{accepts}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_VERBS = {"added": ("New", "新增"), "changed": ("Changed", "修改"), "removed": ("Removed", "删除")}
_KIND_NAMES = {
    "app": ("app", "应用"),
    "entity": ("entity", "数据表"),
    "form": ("form", "表单"),
    "view": ("view", "视图"),
    "flow": ("flow", "流程"),
    "rule": ("rule", "规则"),
    "scorecard": ("score card", "评分卡"),
    "table": ("decision table", "决策表"),
    "pool": ("pool", "公海"),
    "sequence": ("sequence", "培育序列"),
    "dataset": ("data set", "数据集"),
    "metric": ("metric", "指标"),
    "dashboard": ("dashboard", "仪表盘"),
    "message": ("message", "消息模板"),
    "role": ("role", "角色"),
    "page": ("page", "页面"),
    "connection": ("connection", "连接"),
}


def _document_step(one: DocumentChange, consequence: Consequence | None) -> Step:
    english, chinese = _VERBS[one.what]
    name = one.name.get("en") or next(iter(one.name.values()), one.key)
    breaks = one.what == "removed" or any(detail.renames for detail in one.details)
    severity = "notice" if breaks else "ok"
    told = [detail.text for detail in one.details]
    if consequence is not None:
        severity = consequence.severity
        told.append(consequence.text)
    place = f"{one.kind}/{one.key}"
    return Step(
        kind="document",
        severity=severity,
        detail={
            language: between.join([place, *(_in(language, text) for text in told)])
            for language, between in (("en", "; "), ("zh", "；"))
        },
        title={
            "en": f"{english} {_KIND_NAMES[one.kind][0]}: {name}",
            "zh": f"{chinese}{_KIND_NAMES[one.kind][1]}：{one.name.get('zh', name)}",
        },
    )


def _fields_on_no_form(before: App | None, after: App | None) -> Iterator[Step]:
    """Yield a notice for each new field to fill in that no form of its entity shows; the first version has none."""
    if before is None or after is None:
        return
    known = {one.id for entity in before.entities.values() for one in entity.entity.fields.values()}
    for key, compiled in after.entities.items():
        forms = [one for one in after.documents("form").values() if one.get("entity") == key]
        shown = {item["field"] for form in forms for _, item in field_items(form["layout"], "")}
        shown |= {key for form in forms for key in _brought_along(form.get("public") or {})}
        for new in compiled.entity.fields.values() if forms else ():
            if new.id in known or new.key in shown or new.read_only:
                continue
            entity = compiled.entity.name
            yield Step(
                kind="document",
                severity="notice",
                title={
                    "en": f"The new field “{_in('en', new.label)}” is on no form of “{_in('en', entity)}”",
                    "zh": f"新字段“{_in('zh', new.label)}”不在“{_in('zh', entity)}”的任何表单上",
                },
                detail={
                    "en": "Nobody can fill it in until a form shows it.",
                    "zh": "放到表单上之后才能填写。",
                },
            )


def _brought_along(public: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that the page of a public form fills without asking anybody."""
    for member in ("values", "prefill", "track"):
        yield from public.get(member, ())


def _public_forms(before: App | None, after: App | None) -> Iterator[Step]:
    """Yield a step for each form that is opened to anybody, that visitors send other things with, or that is closed."""
    if after is None:
        return
    old = {} if before is None else dict(_open_forms(before))
    new = dict(_open_forms(after))
    for identity, (name, asked) in new.items():
        if identity in old and old[identity][1].keys() == asked.keys():
            continue
        title = {
            "en": f"Anybody with the link may fill in “{_in('en', name)}”",
            "zh": f"任何持有链接的人都可以填写“{_in('zh', name)}”",
        }
        if identity in old:
            title = {
                "en": f"Visitors may send other things with “{_in('en', name)}”",
                "zh": f"访客通过“{_in('zh', name)}”提交的内容有变化",
            }
        labels = {
            one: between.join(_in(one, label) for label in asked.values())
            for one, between in (("en", ", "), ("zh", "、"))
        }
        yield Step(
            kind="access",
            severity="notice",
            title=title,
            detail={"en": f"Visitors can send: {labels['en']}", "zh": f"访客可以提交：{labels['zh']}"},
        )
    for identity, (name, _asked) in old.items():
        if identity not in new:
            yield Step(
                kind="access",
                severity="notice",
                title={
                    "en": f"“{_in('en', name)}” is no longer open to visitors",
                    "zh": f"“{_in('zh', name)}”不再对访客开放",
                },
                detail={"en": "Its links take no more answers", "zh": "已发出的链接不再接受填写"},
            )


_Labels = Mapping[str, Mapping[str, str]]


def _open_forms(app: App) -> Iterator[tuple[str, tuple[Mapping[str, str], _Labels]]]:
    """Yield (id, (name, labels of what visitors are asked by the field's id)) of each public form."""
    for form in app.documents("form").values():
        public = form.get("public") or {}
        if not public.get("enabled"):
            continue
        fields = app.entities[form["entity"]].entity.fields
        shown = [item["field"] for _, item in field_items(form["layout"], "")]
        asked = {}
        for key in public.get("fields") or shown:
            one = fields[key]
            chosen = one.type.visitors == "chosen" and key in public.get("choices", ())
            if (one.type.visitors == "asked" or chosen) and not one.read_only and not one.computed:
                asked[one.id] = one.label
        yield form["id"], (form["name"], asked)


def _in(language: str, text: Mapping[str, str]) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _worth_telling(changes: Sequence[TableChange]) -> Iterator[TableChange]:
    """Yield the changes that tell something new: not what a new entity brings with it, which its document
    tells, nor a field's further columns."""
    made = {one.element for one in changes if one.what == "table_added"}
    told = set()
    for one in changes:
        known = (one.what, one.element, one.title["en"]) in told
        told.add((one.what, one.element, one.title["en"]))
        told_already = (known and not one.loses) or one.what == "table_added" or not one.told
        if not told_already and not (one.what == "key_added" and one.element in made):
            yield one


def _told(conn: sa.Connection, one: TableChange, before: App | None, now: datetime) -> Step:
    return _table_step(conn, one) if one.fills is None else _type_step(conn, one, one.fills, before, now)


def _type_step(conn: sa.Connection, one: TableChange, fills: Fill, before: App | None, now: datetime) -> Step:
    """Tell how many values of a field that changes its type do not fit, and where they stay."""
    assert before is not None
    entity = next(each for each in before.entities.values() if each.table.name == one.table.name)
    found = survey(conn, entity.table, fills.old, fills.new, Names(conn, before, now))
    kept = {
        "en": f"{found.filled - found.unfit} of {found.filled} values fit",
        "zh": f"{found.filled} 个值中有 {found.filled - found.unfit} 个可以转换",
    }
    if found.unfit:
        where = ("go into a text field", "将存入一个文本字段") if fills.unfit else ("go blank", "将变为空白")
        kept = {
            "en": f"{kept['en']}, {found.unfit} {where[0]}",
            "zh": f"{kept['zh']}，{found.unfit} 个{where[1]}",
        }
    if one.removed is not None:
        kept = {
            "en": f"{kept['en']}; the values as they were are kept with the removed fields",
            "zh": f"{kept['zh']}；原有的值保留在已删除的字段中",
        }
    return Step(
        kind="data",
        title=one.title,
        detail=kept,
        rows=found.unfit,
        severity="danger" if found.unfit else "notice",
        accept=f"{one.what}:{one.element}" if found.unfit else None,
    )


def _table_step(conn: sa.Connection, one: TableChange) -> Step:
    rows = None
    if one.counts is not None:
        buried = one.table.c.get("deleted_at")
        living = () if buried is None else (buried.is_(None),)
        rows = int(conn.execute(sa.select(one.counts).select_from(one.table).where(*living)).scalar_one())
    elif one.cost != "fast":
        rows = int(conn.execute(sa.select(sa.func.count()).select_from(one.table)).scalar_one())
    asks = one.loses
    seconds = _SECONDS_PER_MILLION.get(one.cost, 0)
    detail = {"en": "In effect at once: no record is rewritten", "zh": "立即生效，无需改写记录"}
    if seconds:
        detail = {
            "en": f"Publishing waits until the records are rewritten: about {seconds} s for each million",
            "zh": f"发布须等待记录改写完成：每百万条约 {seconds} 秒",
        }
    if one.removed is not None and one.removed.definition is not None:
        days = settings().dougong_removed_days
        detail = {
            "en": f"Kept for {days} days with what it holds: until then you can bring it back",
            "zh": f"连同已有数据保留 {days} 天，期间可随时恢复",
        }
    return Step(
        kind="data" if one.loses else "ddl",
        title=one.title,
        rows=rows,
        detail=detail,
        severity="danger" if asks and rows else "notice" if one.loses or seconds else "ok",
        accept=f"{one.what}:{one.element}" if asks else None,
    )


def _duplicates(conn: sa.Connection, before: App | None, changes: Changes) -> list[Problem]:
    """Return a problem for each new unique list that present records break."""
    known = set() if before is None else {one.table.name for one in before.entities.values()}
    present = {} if before is None else {one.table.name: one.table for one in before.entities.values()}
    # Values that are turned on the way are compared when they are written.
    turned = {name for change in changes.tables if change.fills is not None for name in change.fills.targets}
    found = []
    for change in changes.tables:
        for index in change.table.indexes if change.what == "index_added" else ():
            columns = [
                present[change.table.name].c.get(column.name)
                for column in index.columns
                if change.table.name in known
            ]
            stored = [column for column in columns if column is not None]
            fresh = turned & {column.name for column in index.columns}
            if not index.unique or not stored or len(stored) != len(index.columns) or fresh:
                continue
            living = present[change.table.name].c.deleted_at.is_(None)
            groups = (
                sa.select(sa.literal(1))
                .where(living, *(column.is_not(None) for column in stored))
                .group_by(*stored)
                .having(sa.func.count() > 1)
            )
            many = conn.execute(sa.select(sa.func.count()).select_from(groups.subquery())).scalar_one()
            if many:
                found.append(
                    Problem(
                        code="not_unique",
                        message=f"{change.title['en']}: values that stand more than once: {many}.",
                        hint="Merge or change those records first, or take the unique list out.",
                    )
                )
    return found
