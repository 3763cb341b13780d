"""Merge records into one as somebody who may, taking the values that he chose, and tell whose records they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.merging import Merging, as_the_app
from dougong.actions.plan_merge import UNITED, MergePlan, plan_merge
from dougong.context import Context
from dougong.errors import BadRequest, Conflict
from dougong.identity.tables import person
from dougong.messages import headed
from dougong.metadata import App
from dougong.notify.notices import Notice
from dougong.records.load import load
from dougong.records.merging import Merge
from dougong.records.titles import titles
from dougong_model import localised, uuid7

_TOLD = {"en": "Merged into “{0}”", "zh": "已合并到“{0}”"}


def merge_records(
    context: Context,
    app: App,
    entity: str,
    keep: UUID,
    others: Sequence[UUID],
    *,
    choose: Mapping[str, str],
    versions: Mapping[UUID, int],
) -> Merge:
    """Merge records and return what is kept of it; `choose` maps fields to the record whose value is taken,
    or to `all`. Raises as `plan_merge` does, Conflict for an obstacle, Stale, Invalid.
    """
    plan = plan_merge(context, app, entity, keep, others, lock=True)
    if plan.obstacles:
        first = plan.obstacles[0]
        raise Conflict(first.message, problems=plan.obstacles)
    taken = _taken(plan, choose)
    identity = uuid7()
    act = new_act(as_the_app(context, f"merge:{identity}"), app)
    merging = Merging(act, plan, identity)
    merge = merging.carry_out(taken, versions, context.principal.label, context.principal.person)
    _tell_owners(act, context, plan)
    act.finish()
    return merge


def _taken(plan: MergePlan, choose: Mapping[str, str]) -> dict[str, UUID | str]:
    """Return whose value each field takes; raises BadRequest for what cannot be chosen."""
    found = {key: one.usual for key, one in plan.choices.items()}
    for key, wanted in choose.items():
        one = plan.choices.get(key)
        named: dict[str, UUID | str] = {} if one is None else {str(source): source for source in one.sources}
        if one is not None and one.unites:
            named[UNITED] = UNITED
        if wanted not in named:
            raise BadRequest.at(f"/choose/{key[:60]}", "This value cannot be taken.", code="choice")
        found[key] = named[wanted]
    return found


def _tell_owners(act: Act, context: Context, plan: MergePlan) -> None:
    """Tell those whose records were merged, as far as they see the kept one."""
    entity = plan.scope.entity
    owners = {plan.stored[record].get("owner") for record in plan.others}
    told = [one for one in owners if isinstance(one, UUID) and one != context.principal.person]
    if not told:
        return
    kept = load(act.context, act.app, entity, [plan.keep])[plan.keep]
    named = titles(act.context, act.app, entity, [*plan.others, plan.keep])
    rows = context.conn.execute(sa.select(person.c.id, person.c.language).where(person.c.id.in_(told)))
    languages = {row.id: str(row.language) for row in rows}
    shape = plan.scope.shape
    for record in plan.others:
        owner = plan.stored[record].get("owner")
        if not isinstance(owner, UUID) or owner not in languages:
            continue
        title = str(plan.stored[record].get(shape.title) or "")
        name = named.get(plan.keep) or str(kept.get(shape.title) or "")
        language = languages[owner]
        act.tell(
            Notice(
                person=owner,
                title=headed(title, localised(_TOLD, language).format(name), language),
                body=context.principal.name,
                link=(act.app.key, entity, plan.keep),
                only_seen=True,
            )
        )
