"""Plan an app: what publishing its draft would do to documents, tables, data and rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dougong.access import compare
from dougong.access.closed_fields import closed_fields
from dougong.access.grants import holder_count
from dougong.access.wording import Wording
from dougong.automation.sequences import count_open
from dougong.context import Context
from dougong.messages import translated
from dougong.metadata import App
from dougong.metadata.document_changes import changed_documents
from dougong.metadata.documents import Document
from dougong.metadata.drafts import app_row, draft_documents
from dougong.metadata.plan import Consequence, Plan, Step, live_app, plan
from dougong.metadata.references import carried_over, moved_fields, names_of
from dougong.metadata.schemas import shape_problems
from dougong.processes.definitions import halted
from dougong.processes.read import running_counts
from dougong_model import localised


def plan_app(context: Context, key: str) -> Plan:
    """Return the plan of an app's draft; rights that widen are steps to be accepted, and new fields that
    roles may not fill in are told, as is what becomes of running requests and of those who hold a role.
    Raises NotFound.

    The first version opens everything it opens for the first time, so nothing widens.
    """
    live = live_app(context.conn, app_row(context.conn, key))
    widened: list[Step] = []
    consequences: dict[str, Consequence] = {}
    if live is not None:
        draft = draft_documents(context.conn, key)
        wording = Wording(draft)
        ids = (_ids(live.all_documents), _ids(draft))
        widened = [
            Step(
                kind="access",
                title=wording.told(one),
                severity="notice",
                accept=f"widen:{one.id}" if one.widens else None,
            )
            for one in compare(_roles_before(live, draft), _of("role", draft), ids)
        ]
        for field in closed_fields(live.documents("entity"), _of("entity", draft), _of("role", draft)):
            title, detail = wording.closed(field)
            place = f"{field.entity}.{field.key}"
            widened.append(Step(kind="access", title=title, detail=detail, severity="notice", field=place))
        consequences = dict(_consequences(context, live, draft))
    found = plan(context.conn, key, context.now, widened, consequences, context.language)
    if live is None or found.compiled is None:
        return found
    return replace(found, steps=(*found.steps, *_halted(context, live, found.compiled)))


def _halted(context: Context, live: App, after: App) -> Iterator[Step]:
    """Yield a step for each running definition of a flow that speaks of what the next version has not."""
    for document, count, why in halted(context.conn, live, after):
        name = document.get("name", {})
        running = "1 running request" if count == 1 else f"{count} running requests"
        yield Step(
            kind="document",
            severity="danger",
            title={
                "en": f"{running} of “{localised(name, 'en')}” cannot go on",
                "zh": f"“{localised(name, 'zh')}”有 {count} 个进行中的申请将无法继续",
            },
            detail={language: translated(why, language) for language in ("en", "zh")},
        )


def _consequences(
    context: Context, live: App, draft: Iterable[Document]
) -> Iterator[tuple[str, Consequence]]:
    """Yield, by the id of its document, what a changed flow means for requests that run in it, a changed
    sequence for records that are in it, and a removed role for those who hold it.
    """
    running = running_counts(context.conn, live.id)
    for one in changed_documents(live.all_documents, draft):
        if one.kind == "flow" and (count := running.get(one.id)):
            yield one.id, _running_on(one.what, count)
        elif one.kind == "sequence" and (count := count_open(context.conn, one.id)):
            yield one.id, _nurtured(one.what, count)
        elif one.kind == "role" and one.what == "removed":
            role = live.documents("role")[one.key]
            yield one.id, _unheld(bool(role.get("default")), holder_count(context.conn, live, role))


def _running_on(what: str, count: int) -> Consequence:
    running = "1 request is" if count == 1 else f"{count} requests are"
    text = {
        "en": f"{running} still running in it, to be finished the way it was when they started",
        "zh": f"还有 {count} 个进行中的申请，将按发起时的流程继续处理完毕",
    }
    if what == "removed":
        text = {"en": text["en"] + "; no new ones start", "zh": text["zh"] + "；不再能发起新的申请"}
    return Consequence(text=text)


def _nurtured(what: str, count: int) -> Consequence:
    """Tell what becomes of records that are in a sequence."""
    records = "1 record is" if count == 1 else f"{count} records are"
    if what == "removed":
        return Consequence(
            severity="danger",
            text={"en": f"{records} in it and stopped", "zh": f"其中 {count} 条记录将停止"},
        )
    return Consequence(
        text={
            "en": f"{records} in it and kept on the present step",
            "zh": f"其中 {count} 条记录停留在当前步骤",
        }
    )


def _unheld(everybody: bool, count: int) -> Consequence:
    """Tell how many people lose a role; a role of everybody is lost by everybody."""
    if everybody:
        return Consequence(
            severity="danger",
            text={
                "en": "everybody has it and loses what it allows",
                "zh": "所有人都拥有该角色，将失去相应权限",
            },
        )
    if count == 0:
        return Consequence(text={"en": "nobody holds it", "zh": "没有人拥有该角色"})
    held = "1 person holds it and loses" if count == 1 else f"{count} people hold it and lose"
    return Consequence(
        severity="danger",
        text={"en": f"{held} what it allows", "zh": f"{count} 人拥有该角色，将失去相应权限"},
    )


def _roles_before(live: App, draft: Iterable[Document]) -> dict[str, Mapping[str, Any]]:
    """Return the live roles by key, naming fields as the draft does: a field with another key is the same one."""
    keys = moved_fields(live.all_documents, draft)
    names = names_of(live.all_documents)
    roles = [one for one in live.all_documents if one.kind == "role"]
    return {one.key: (carried_over(one, names, keys) if keys else one).body for one in roles}


def _ids(documents: Iterable[Document]) -> dict[str, str]:
    return {f"{one.kind}:{one.key}": str(one.body.get("id")) for one in documents}


def _of(kind: str, documents: Iterable[Document]) -> dict[str, Mapping[str, Any]]:
    return {one.key: one.body for one in documents if one.kind == kind and not shape_problems(kind, one.body)}
