"""IssueCode: give the record at hand a short link, whose code leads to a form, a record or an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from dougong.access.public_links import create_link, link_by_id
from dougong.access.shapes import shape_of
from dougong.access.short_links import Target, issue, kept_link
from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import evaluated, field_values, records_of, scope_of
from dougong.automation.definitions import expression
from dougong.errors import Invalid
from dougong.records.changes import Change
from dougong.records.rows import json_value
from dougong.settings import settings
from dougong_formula import DATETIME
from dougong_model import Effect, localised


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Issue the link, or lead the one that the field keeps elsewhere, and keep its address in the record.

    Raises Invalid for an address to which links may not lead, and for a moment or a record that is blank.
    """
    body = effect.arguments
    entity = act.app.entities[site.entity]
    field = entity.fields[body["into"]]
    target = _target(act, body, site, field.id)
    row = issue(
        act.context,
        act.app.id,
        target,
        label=f"{localised(entity.entity.name, act.context.language)} · {localised(field.label, act.context.language)}",
        expires_at=_until(act, body, site),
        kept=(site.record, field.id),
    )
    address = f"{settings().public_url.rstrip('/')}/r/{row.code}"
    values = {str(body["into"]): address, **({str(body["code"]): row.code} if "code" in body else {})}
    act.change([Change(entity=site.entity, kind="update", id=site.record, values=values)], site)
    return {"code": row.code, "link": address}


def _until(act: Act, body: Mapping[str, Any], site: Site) -> datetime | None:
    if "until" not in body:
        return None
    condition = expression(act.app, site.entity, body["until"], DATETIME, site.parent)
    moment = condition.value(scope_of(act, site))
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    if isinstance(moment, date):
        return datetime.combine(moment, time(), act.context.zone).astimezone(UTC)
    raise Invalid("The moment until which the link leads on is blank.")


def _target(act: Act, body: Mapping[str, Any], site: Site, field: str) -> Target:
    if "form" in body:
        return _form(act, body, site, field)
    if "record" in body:
        found = records_of(act, site, body["record"])
        if len(found) != 1:
            raise Invalid("A link leads to one record.")
        ((entity, record),) = found
        return Target(kind="record", entity_id=act.app.entities[entity].id, target_id=record)
    address = evaluated(act, site, body["address"])
    if not isinstance(address, str) or "://" not in address or not settings().may_lead_to(address):
        raise Invalid(
            "Links may not lead to this address. DOUGONG_FORM_REDIRECTS names the hosts to which they may."
        )
    return Target(kind="address", address=address)


def _form(act: Act, body: Mapping[str, Any], site: Site, field: str) -> Target:
    """Lead to an address of the form that gives these values; the one that the link has stays when it does."""
    form = act.app.forms[body["form"]].form
    shape = shape_of(act.app, form.entity)
    typed = field_values(act, site, form.entity, body.get("values", {}))
    values = {key: json_value(act.app, shape.fields[key], value) for key, value in typed.items()}
    present = kept_link(act.context.conn, site.record, field)
    known = None if present is None or present.form_link is None else present.form_link
    link = None if known is None else link_by_id(act.context.conn, known)
    if link is None or link.form_id != form.id or link.values != values:
        link = create_link(act.context, act.app.id, form.id, values)
    return Target(kind="form", form_link=link.id)
