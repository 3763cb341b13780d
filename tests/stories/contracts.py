"""The scene of the stories about the clock: contracts that end on a date, with calls about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dougong.actions.install_app import install_tree
from dougong.actions.run_schedules import run_schedules
from dougong.jobs.worker import run_waiting
from dougong.metadata.documents import Document, Tree
from tests.world import World

BASE = "/apps/contracts/entities"
ZONE = ZoneInfo("Asia/Shanghai")


def _field(identity: str, kind: str, **own: Any) -> dict[str, Any]:
    return {"x-dougong": {"id": identity, "type": kind, "label": {"en": identity, "zh": identity}, **own}}


def _entity(identity: str, key: str, fields: dict[str, Any], **more: Any) -> Document:
    schema = {"type": "object", "required": [], "properties": fields}
    body = {
        "format": 1,
        "id": identity,
        "key": key,
        "name": {"en": key, "zh": key},
        "title": "name",
        "schema": schema,
    }
    return Document(kind="entity", key=key, body={**body, **more})


def rule(key: str, number: int, **members: Any) -> Document:
    """Return a rule on contracts."""
    body = {
        "format": 1,
        "id": f"cr00000{number}",
        "key": key,
        "name": {"en": key, "zh": key},
        "entity": "contract",
        "do": [{"SetFields": {"acts": "acts + 1"}}],
        **members,
    }
    return Document(kind="rule", key=key, body=body)


NO_MORE = rule(
    "no_more",
    9,
    on={"changed": {"fields": ["acts"]}},
    phase="before",
    when="acts > 99",
    do=[{"Refuse": {"message": {"en": "Enough.", "zh": "够了。"}, "field": "acts"}}],
)


def documents(*rules: Document) -> tuple[Document, ...]:
    """Return the app with some rules."""
    stages = [
        {"key": key, "label": {"en": key, "zh": key}, "colour": "grey"} for key in ("open", "review", "over")
    ]
    stage = {"type": "string", "enum": ["open", "review", "over"], "default": "open"}
    contract = _entity(
        "ct000001",
        "contract",
        {
            "name": _field("ct000002", "text"),
            "ends_on": _field("ct000003", "date"),
            "starts_at": _field("ct000004", "datetime"),
            "amount": _field("ct000005", "number"),
            "acts": _field("ct000006", "number"),
            "stage": {**stage, **_field("ct000007", "select", options=stages)},
        },
        states={
            "field": "stage",
            "initial": "open",
            "transitions": [
                {"from": ["open", "review"], "to": "review", "label": {"en": "Review", "zh": "审查"}},
                {"from": ["review"], "to": "over", "label": {"en": "End", "zh": "结束"}},
            ],
        },
    )
    back = {"key": "calls", "label": {"en": "Calls", "zh": "通话"}}
    call = _entity(
        "ct000008",
        "call",
        {
            "name": _field("ct000009", "text"),
            "good": _field("ct00000a", "switch"),
            "contract": _field("ct00000b", "reference", entity="contract", inverse=back),
        },
    )
    app = {
        "format": 1,
        "id": "ct00000c",
        "key": "contracts",
        "version": "1.0.0",
        "name": {"en": "Contracts", "zh": "合同"},
        "settings": [
            {
                "id": "ct00000d",
                "key": "warn",
                "type": "number",
                "default": "10",
                "name": {"en": "Warn", "zh": "提前"},
            }
        ],
    }
    return Document(kind="app", key="app", body=app), contract, call, *rules


class Clock:
    """The contracts, and a clock that is moved."""

    def __init__(self, world: World, *rules: Document) -> None:
        self.world, self.admin = world, world.admin
        with world.transaction() as context:
            install_tree(context, Tree(documents=documents(*rules, NO_MORE), data={}))
        self.today = datetime.now(UTC).astimezone(ZONE).date()

    def day(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    def moment(self, days: int, at: str = "08:00") -> datetime:
        """Return a moment so many days from today, by the workspace's clock."""
        return datetime.combine(self.day(days), time.fromisoformat(at), ZONE)

    def made(self, entity: str = "contract", **values: Any) -> str:
        """Enter a record and return its id."""
        made = self.admin.post(f"{BASE}/{entity}/records", {"values": {"name": "N", **values}})
        return str(made["id"])

    def values(self, record: str) -> Mapping[str, Any]:
        """Return the values of a contract."""
        found: Mapping[str, Any] = self.admin.get(f"{BASE}/contract/records/{record}")["values"]
        return found

    def change(self, record: str, **values: Any) -> None:
        """Change a contract."""
        version = self.admin.get(f"{BASE}/contract/records/{record}")["version"]
        self.admin.patch(f"{BASE}/contract/records/{record}", {"values": values}, version)

    def acts(self, *records: str) -> list[int]:
        """Return how often rules acted on contracts."""
        return [int(self.values(one)["acts"] or 0) for one in records]

    def strike(self, moment: datetime) -> int:
        """Let the clock show a moment, and the worker do what is due; returns how many runs began."""
        started = run_schedules(self.world.database, moment.astimezone(UTC))
        run_waiting(self.world.database, self.world.settings)
        return started

    def runs(self, key: str) -> list[dict[str, Any]]:
        """Return the runs of a rule, oldest first."""
        return list(reversed(self.admin.get(f"/apps/contracts/rules/{key}/runs")["items"]))
