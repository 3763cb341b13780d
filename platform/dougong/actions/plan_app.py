"""Plan an app: what publishing its draft would do to documents, tables, data and rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.access import compare
from dougong.access.closed_fields import closed_fields
from dougong.access.wording import Wording
from dougong.context import Context
from dougong.metadata.documents import Document
from dougong.metadata.drafts import app_row, draft_documents
from dougong.metadata.plan import Plan, Step, live_app, plan
from dougong.metadata.schemas import shape_problems


def plan_app(context: Context, key: str) -> Plan:
    """Return the plan of an app's draft; rights that widen are steps to be accepted, and new fields that
    roles may not fill in are told. Raises NotFound.

    The first version opens everything it opens for the first time, so nothing widens.
    """
    live = live_app(context.conn, app_row(context.conn, key))
    widened: list[Step] = []
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
            for one in compare(live.documents("role"), _of("role", draft), ids)
        ]
        for field in closed_fields(live.documents("entity"), _of("entity", draft), _of("role", draft)):
            title, detail = wording.closed(field)
            place = f"{field.entity}.{field.key}"
            widened.append(Step(kind="access", title=title, detail=detail, severity="notice", field=place))
    return plan(context.conn, key, widened)


def _ids(documents: Iterable[Document]) -> dict[str, str]:
    return {f"{one.kind}:{one.key}": str(one.body.get("id")) for one in documents}


def _of(kind: str, documents: Iterable[Document]) -> dict[str, Mapping[str, Any]]:
    return {one.key: one.body for one in documents if one.kind == kind and not shape_problems(kind, one.body)}
