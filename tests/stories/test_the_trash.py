"""Records that point to one another go to the trash, and come back, as the reference says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World

BASE = "/apps/crm/entities"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with nothing in it."""
    return crm_installed


def made(world: World, entity: str, **values: Any) -> str:
    """Enter a record and return its id."""
    return str(world.admin.post(f"{BASE}/{entity}/records", {"values": values}, status=201)["id"])


def there(world: World, entity: str, identity: str) -> bool:
    """Say whether a record can be opened."""
    return world.admin.request("GET", f"{BASE}/{entity}/records/{identity}").status_code == 200


def value(world: World, entity: str, identity: str, field: str) -> Any:
    """Read a field of a record."""
    return world.admin.get(f"{BASE}/{entity}/records/{identity}")["values"][field]


def test_what_others_need_is_kept_and_they_are_named(crm: World) -> None:
    """An account with a deal stays; the answer names the deal in the reader's language."""
    account = made(crm, "account", name="Acme Ltd")
    deal = made(crm, "opportunity", name="Big deal", account=account)
    refused = crm.admin.delete(f"{BASE}/account/records/{account}", status=409)
    assert [one["code"] for one in refused["errors"]] == ["referenced"]
    assert refused["errors"][0]["message"] == "Opportunity: Big deal"
    assert refused["records"] == [
        {"entity": "opportunity", "field": "account", "id": deal, "title": "Big deal"}
    ]
    crm.admin.patch("/me", {"language": "zh"})
    again = crm.admin.delete(f"{BASE}/account/records/{account}", status=409)
    assert again["errors"][0]["message"].endswith("：Big deal")
    assert there(crm, "account", account)
    crm.admin.delete(f"{BASE}/opportunity/records/{deal}")
    crm.admin.delete(f"{BASE}/account/records/{account}")
    buried = crm.admin.post(f"{BASE}/opportunity/records/{deal}/restore", status=409)
    assert "回收站" in buried["detail"]
    assert not there(crm, "opportunity", deal)


def test_what_belongs_to_it_goes_along_and_comes_back(crm: World) -> None:
    """The contacts of an account go with it and return with it, but not one deleted before."""
    account = made(crm, "account", name="Acme Ltd")
    ann, bob = (
        made(crm, "contact", name="Ann", account=account),
        made(crm, "contact", name="Bob", account=account),
    )
    crm.admin.delete(f"{BASE}/contact/records/{bob}")
    crm.admin.delete(f"{BASE}/account/records/{account}")
    assert not there(crm, "contact", ann)
    crm.admin.post(f"{BASE}/account/records/{account}/restore")
    assert there(crm, "contact", ann)
    assert value(crm, "contact", ann, "account") == account
    assert not there(crm, "contact", bob)


def test_what_may_do_without_it_is_cleared(crm: World) -> None:
    """A deal loses its contact when he goes, and its history says so."""
    account = made(crm, "account", name="Acme Ltd")
    ann = made(crm, "contact", name="Ann", account=account)
    deal = made(crm, "opportunity", name="Big deal", account=account, contact=ann)
    crm.admin.delete(f"{BASE}/contact/records/{ann}")
    assert value(crm, "opportunity", deal, "contact") is None
    latest = crm.admin.get(f"{BASE}/opportunity/records/{deal}/timeline")["items"][0]
    assert [(one["field"], one["old"], one["new"]) for one in latest["changes"]] == [("contact", ann, None)]
    crm.admin.post(f"{BASE}/contact/records/{ann}/restore")
    assert value(crm, "opportunity", deal, "contact") is None


def test_a_record_restored_alone_points_to_nothing_in_the_trash(crm: World) -> None:
    """The deal was deleted first, then its contact; restored, it has none."""
    account = made(crm, "account", name="Acme Ltd")
    ann = made(crm, "contact", name="Ann", account=account)
    deal = made(crm, "opportunity", name="Big deal", account=account, contact=ann)
    crm.admin.delete(f"{BASE}/opportunity/records/{deal}")
    crm.admin.delete(f"{BASE}/contact/records/{ann}")
    crm.admin.post(f"{BASE}/opportunity/records/{deal}/restore")
    assert value(crm, "opportunity", deal, "contact") is None
    assert value(crm, "opportunity", deal, "account") == account


def test_several_come_back_in_one_batch(crm: World) -> None:
    """Those deleted together are restored together, with what went along."""
    ann, bob = made(crm, "account", name="Ann Ltd"), made(crm, "account", name="Bob Ltd")
    contact = made(crm, "contact", name="Ann", account=ann)
    batch = f"{BASE}/account/records/batch"
    crm.admin.post(batch, {"items": [{"op": "delete", "id": one} for one in (ann, bob)]})
    assert not there(crm, "contact", contact)
    crm.admin.post(batch, {"items": [{"op": "restore", "id": one} for one in (ann, bob)]})
    assert all(there(crm, "account", one) for one in (ann, bob))
    assert there(crm, "contact", contact)


def test_what_is_not_in_the_trash_is_not_restored(crm: World) -> None:
    """Two people press Restore: the second is told, and the record keeps its version."""
    account = made(crm, "account", name="Acme Ltd")
    place = f"{BASE}/account/records/{account}"
    version = crm.admin.get(place)["version"]
    refused = crm.admin.post(f"{place}/restore", status=409)
    assert refused["detail"] == "The record is not in the trash: it has been restored already."
    batch = {"items": [{"op": "restore", "id": account}], "atomic": False}
    (answer,) = crm.admin.post(f"{BASE}/account/records/batch", batch)["items"]
    assert answer["error"]["status"] == 409
    assert crm.admin.get(place)["version"] == version
