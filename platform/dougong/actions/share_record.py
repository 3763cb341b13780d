"""Share a record: whoever may share it opens it to a person, a department or a team, and takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import RIGHTS, Scope, share, shares_of, unshare
from dougong.context import Context
from dougong.errors import Invalid, NotAllowed, NotFound
from dougong.identity.tables import person
from dougong.messages import translated
from dougong.metadata import App
from dougong.notify import notices
from dougong.notify.notices import Notice
from dougong.notify.screens import tell_screens
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in, visible_in
from dougong.records.titles import titles
from dougong_model import Problem

HOLDERS = ("person", "department", "team")


def share_record(
    context: Context, app: App, entity: str, record: UUID, kind: str, holder: UUID, rights: Sequence[str]
) -> list[dict[str, Any]]:
    """Open a record to a holder (a person, department or team) with rights, and return with whom it is shared.

    Nobody gives what he does not have. Again for the same holder replaces the rights the caller gave before.
    A person is told. Raises NotFound for a record the caller does not see, NotAllowed, Invalid.
    """
    scope = _seen(context, app, entity, record)
    given = [right for right in RIGHTS if right == "see" or right in rights]
    for action in ("share", *given[1:]):
        scope.require(action)
        permit_rows(context, scope, [record], action)
    if holder not in titles(context, app, kind, [holder]):
        problem = Problem(code="unknown", pointer="/holder", message="There is nobody of this kind and id.")
        raise Invalid("This cannot be shared with whoever is not there.", problems=[problem])
    share(
        context.conn,
        entity_id=scope.shape.id,
        records=[record],
        holders=[f"{kind}:{holder}"],
        rights=given,
        source=f"person:{context.principal.person}",
        now=context.now,
    )
    if kind == "person" and holder != context.principal.person:
        _tell(context, app, entity, record, holder)
    return _listed(context, app, scope.shape.id, record)


def unshare_record(
    context: Context, app: App, entity: str, record: UUID, kind: str, holder: UUID
) -> list[dict[str, Any]]:
    """Take back from a holder what people opened to him of a record, and return with whom it is still shared.

    Who may share the record may take back whatever was shared of it; others what they shared themselves.
    """
    scope = _seen(context, app, entity, record)
    name = f"{kind}:{holder}"
    mine = f"person:{context.principal.person}"
    found = [one for one in shares_of(context.conn, scope.shape.id, record) if one.holder == name]
    if not found:
        raise NotFound("This is not shared with them.")
    if any(one.source != mine for one in found):
        if not scope.allows("share"):
            raise NotAllowed("Only who may share this record may take back what others shared.")
        permit_rows(context, scope, [record], "share")
    for one in found:
        unshare(context.conn, source=one.source, record=record, holder=name)
    return _listed(context, app, scope.shape.id, record)


def list_shares(context: Context, app: App, entity: str, record: UUID) -> list[dict[str, Any]]:
    """Return with whom people shared a record that the caller sees; raises NotFound when he does not."""
    return _listed(context, app, _seen(context, app, entity, record).shape.id, record)


def _seen(context: Context, app: App, entity: str, record: UUID) -> Scope:
    scope = scope_in(context, app, entity)
    if record not in visible_in(context, scope, [record]):
        raise NotFound("There is no such record.")
    return scope


def _listed(context: Context, app: App, entity_id: str, record: UUID) -> list[dict[str, Any]]:
    found = shares_of(context.conn, entity_id, record)
    names: dict[str, str] = {}
    for kind in HOLDERS:
        wanted = {
            one for share in found for one in (share.holder, share.source) if one.startswith(f"{kind}:")
        }
        told = titles(context, app, kind, [UUID(one.partition(":")[2]) for one in wanted])
        names |= {f"{kind}:{identity}": title for identity, title in told.items()}
    items = []
    for one in found:
        kind, _, identity = one.holder.partition(":")
        by = one.source.partition(":")[2]
        items.append(
            {
                "kind": kind,
                "holder": identity,
                "name": names.get(one.holder, ""),
                "rights": list(one.rights),
                "by": {"id": by, "name": names.get(one.source, "")},
                "at": one.at,
            }
        )
    return items


def _tell(context: Context, app: App, entity: str, record: UUID, holder: UUID) -> None:
    title = titles(context, app, entity, [record]).get(record, "")
    language = context.conn.execute(sa.select(person.c.language).where(person.c.id == holder)).scalar_one()
    body = translated(f"{context.principal.name} shared this with you.", language)
    notices.write(context, [Notice(person=holder, title=title, body=body, link=(app.key, entity, record))])
    tell_screens(context.conn, events=[{"event": "notice", "person": str(holder), "title": title}])
