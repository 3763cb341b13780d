"""What a builder posts twice with one Idempotency-Key is done once and answered the same."""

from __future__ import annotations

from tests.world import World

KEY = {"Idempotency-Key": "builder-1"}


def test_an_app_is_made_once_and_published_once(world: World) -> None:
    """Making, publishing and discarding: the second time gives the first answer and does nothing."""
    admin = world.admin
    new = {"key": "desk2", "name": {"en": "Desk", "zh": "服务台"}}
    made = [admin.post("/apps", new, **KEY) for _ in range(2)]
    assert made[0] == made[1]
    admin.post("/apps", new, status=409)
    stored = admin.get("/apps/desk2/draft/app/app")
    changed = {"document": {**stored["document"], "summary": {"en": "Requests"}}}
    admin.put("/apps/desk2/draft/app/app", changed, **{"If-Match": str(stored["version"])})
    plan = admin.get("/apps/desk2/draft/plan")
    wish = {"plan": plan["hash"], "accept": [step["accept"] for step in plan["steps"] if step["accept"]]}
    answers = [admin.post("/apps/desk2/publish", wish, **{"Idempotency-Key": "publish-1"}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(admin.get("/apps/desk2/versions")["items"]) == answers[0]["version"]
    admin.post("/apps/desk2/draft/discard", {}, **{"Idempotency-Key": "discard-1"})
    refused = admin.post(
        "/apps/desk2/publish", {"plan": "other"}, status=422, **{"Idempotency-Key": "publish-1"}
    )
    assert "another request" in refused["detail"]
