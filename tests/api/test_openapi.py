"""Requests made from the OpenAPI document: whatever fits it, or nearly, is never answered by a 5xx.

Every answer, a refusal too, is what the document says (tests/world.py holds each against it).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
import pytest
import schemathesis
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.world import Person, World

LEADS = "/apps/crm/entities/lead/records"
LEFT_OUT = {
    ("get", "/api/v1/events"),  # a stream that does not end
    ("delete", "/api/v1/session"),  # would sign the caller out
    ("post", "/api/v1/session"),  # answers 429 after ten
}


class Scene:
    """The CRM with some records, and the names and ids that a path may hold."""

    def __init__(self, world: World) -> None:
        self.world, admin = world, world.admin
        somebody = world.person("somebody", roles={"crm": ["sales_rep"]})
        lead = admin.post(LEADS, {"values": {"contact_name": "Ann", "company": "Acme"}})
        team = admin.post("/teams", {"name": "East"})
        link = admin.get("/apps/crm/forms/lead_web/links")["items"][0]
        hook = admin.post(
            "/apps/crm/hooks", {"name": "h", "event": "came", "entity": "lead", "mapping": {"company": "c"}}
        )
        self.callers = {"administrator": admin, "member": world.person("plain", roles={"crm": ["sales_rep"]})}
        self.known: dict[str, list[Any]] = {
            "app": ["crm"],
            "entity": ["lead", "account", "opportunity", "person"],
            "record": [lead["id"]],
            "person_id": [somebody.id],
            "team": [team["id"]],
            "identity": [team["id"]],
            "kind": ["entity", "form", "rule", "teams"],
            "key": ["lead", "sales"],
            "form": ["lead_web"],
            "flow": ["large_deal"],
            "version": [1],
            "link_id": [link["id"]],
            "hook": [hook["id"]],
            "relation": ["activities", "contacts"],
            "verb": ["approve", "return"],
            "token": [link["url"].rsplit("/", 1)[1], hook["url"].rsplit("/", 1)[1]],
        }


@pytest.fixture
def scene(crm_installed: World) -> Scene:
    """The CRM with some records."""
    return Scene(crm_installed)


def has_wrong_requests(operation: Any) -> bool:
    """Say whether a request can differ from its description: any text is a right name in a path."""
    names = [one.definition["schema"] for one in operation.path_parameters]
    plain = all(name["type"] == "string" and not {"format", "enum"} & set(name) for name in names)
    return bool(list(operation.body) or list(operation.query)) or not plain


def faults(scene: Scene, callers: list[Person], examples: int, mode: GenerationMode) -> dict[str, str]:
    """Send examples of every operation; return what was answered by a 5xx or in another shape than described,
    one of each operation."""
    found: dict[str, str] = {}

    def note(answer: httpx.Response, label: str, told: Mapping[str, Any]) -> None:
        if answer.status_code >= 500:
            body = str(told.get("json", told.get("content", told.get("files"))))
            found[label] = f"{answer.status_code} {told['url']} {told.get('params')} {body[:500]}"

    schema = schemathesis.openapi.from_dict(scene.world.application.openapi())
    for result in schema.get_all_operations():
        operation = result.ok()
        if (operation.method, operation.path) in LEFT_OUT:
            continue
        if mode is GenerationMode.NEGATIVE and not has_wrong_requests(operation):
            continue  # the generator would look for a wrong request hundreds of times

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
        def send(case: schemathesis.Case, data: st.DataObject) -> None:
            for name in case.path_parameters:
                if name in scene.known and data.draw(st.integers(0, 3)):
                    case.path_parameters[name] = data.draw(st.sampled_from(scene.known[name]))
            told = case.as_transport_kwargs(base_url="http://testserver")
            if isinstance(told.get("data"), bytes):
                told["content"] = told.pop("data")
            told.pop("cookies")
            caller = data.draw(st.sampled_from(callers))
            try:
                note(caller.client.request(**told), case.operation.label, told)
            except AssertionError as other_shape:
                found[case.operation.label] = str(other_shape)
            except InvalidURL:
                pass  # longer than the client is willing to send

        with suppress(Unsatisfiable):  # nothing can be wrong with an operation without parameters
            send()
    return found


def test_no_request_is_answered_by_a_fault_of_the_server(scene: Scene) -> None:
    """Administrator or plain member, a few requests of every operation, true to the document or near it."""
    callers = list(scene.callers.values())
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        assert faults(scene, callers, 2, mode) == {}


@pytest.mark.soak
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("who", ["administrator", "member"])
def test_many_requests(scene: Scene, who: str, mode: GenerationMode) -> None:
    """The same with many more requests."""
    assert faults(scene, [scene.callers[who]], 150, mode) == {}
