"""An entity that refuses duplicates holds none, whoever writes when and how."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.stories.leads import BASE, Office

ACCOUNTS = f"{BASE}/account/records"


@pytest.fixture
def strict(office: Office) -> Office:
    """The office, where no company may be entered twice."""
    refuse = {"match": [["name"]], "action": "refuse"}
    office.design("entity", "account", lambda account: account.update(duplicates=refuse))
    return office


def test_rows_of_one_set_are_compared_with_each_other(strict: Office) -> None:
    """The second of two equal ones is refused, and told apart from the first."""
    items = [{"op": "create", "values": {"name": name}} for name in ("Acme", "Bolt", "Acme")]
    refused = strict.admin.post(f"{ACCOUNTS}/batch", {"items": items}, status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [
        ("duplicate", "/items/2/values/name")
    ]
    assert strict.all("account") == []


def test_what_was_entered_anew_does_not_come_back_from_the_trash(strict: Office) -> None:
    """A company thrown away and entered again cannot be restored beside the new one."""
    old = strict.admin.post(ACCOUNTS, {"values": {"name": "Acme"}})
    strict.admin.delete(f"{ACCOUNTS}/{old['id']}")
    new = strict.admin.post(ACCOUNTS, {"values": {"name": "Acme"}})
    strict.admin.post(f"{ACCOUNTS}/{old['id']}/restore", status=422)
    strict.admin.delete(f"{ACCOUNTS}/{new['id']}")
    strict.admin.post(f"{ACCOUNTS}/{old['id']}/restore")


def test_two_people_at_once_enter_a_company_once(strict: Office) -> None:
    """Whoever comes second is told, even when both press Save in the same moment."""
    people = [strict.world.sign_in("admin") for _ in range(3)]
    together = Barrier(len(people))

    def enter(person: Any) -> None:
        for at in range(15):
            together.wait(20)
            person.post(ACCOUNTS, {"values": {"name": f"Firm {at}"}}, status=(201, 422))

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(enter, people))
    names = Counter(one["values"]["name"] for one in strict.all("account", limit=100))
    assert names == {f"Firm {at}": 1 for at in range(15)}
