"""How long each record was in each state, in days, whoever moved how many at once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from dougong.records.tables import state_log
from tests.crm.conftest import Crm


def test_leads_moved_together_leave_their_state_each_in_its_own_time(crm: Crm) -> None:
    """One lead was new for a day and a half, the other for two days, when both were contacted."""
    leads = [crm.arrive(contact_name=name) for name in ("Li Na", "Wang Wei")]
    with crm.world.transaction() as context:
        for lead, days in zip(leads, (1.5, 2), strict=True):
            context.conn.execute(
                sa.update(state_log)
                .where(state_log.c.record_id == lead["id"])
                .values(entered_at=state_log.c.entered_at - timedelta(days=days))
            )
    items = [
        {"op": "update", "id": lead["id"], "version": lead["version"], "values": {"status": "contacting"}}
        for lead in leads
    ]
    crm.admin.post(f"{crm.path('lead')}/batch", {"items": items})
    log = crm.admin.get(crm.path("state_log"), limit=20)["items"]
    left = [one["values"] for one in log if one["values"]["left_at"]]
    assert sorted((one["state"], round(float(one["days"]), 2)) for one in left) == [("new", 1.5), ("new", 2)]
    assert [one["values"]["state"] for one in log if not one["values"]["left_at"]] == ["contacting"] * 2
