"""Signing in and out."""

from __future__ import annotations

from argon2 import extract_parameters

from dougong.identity import secrets
from tests.world import ADMINISTRATOR, PASSWORD, World


def test_somebody_signs_in_and_out(world: World) -> None:
    """With name and password one is in; after signing out the cookie is worth nothing."""
    person = world.sign_in(ADMINISTRATOR)
    assert person.get("/people")["items"][0]["login"] == ADMINISTRATOR
    person.delete("/session")
    person.get("/people", status=401)


def test_a_wrong_password_tells_nothing(world: World) -> None:
    """An unknown login and a wrong password get the same answer."""
    client = world.anonymous()
    answers = [
        client.post("/api/v1/session", json={"login": login, "password": "wrong-password"})
        for login in (ADMINISTRATOR, "nobody")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_a_password_costs_what_it_should() -> None:
    """At least OWASP's minimum of argon2id; the suite itself signs in more cheaply (tests/conftest.py)."""
    cost = extract_parameters(secrets._UNKNOWN)
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) >= (47_104, 2, 1)


def test_guessing_is_slowed_down(world: World) -> None:
    """After ten tries at one login the server asks to wait, although every try was refused."""
    client = world.anonymous()
    statuses = [
        client.post("/api/v1/session", json={"login": "admin", "password": "guess-number-1"}).status_code
        for _ in range(12)
    ]
    assert statuses[:9] == [401] * 9
    assert statuses[-1] == 429


def test_a_change_from_another_site_is_refused(world: World) -> None:
    """A cookie alone is not enough: the Origin must be ours."""
    answer = world.admin.request(
        "PATCH", "/me", json={"language": "zh"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    world.admin.patch("/me", {"language": "zh"})


def test_a_change_with_a_cookie_names_its_origin(world: World) -> None:
    """Who does not say where he comes from is refused; a browser that vouches for the same site is heard."""
    del world.admin.client.headers["Origin"]
    answer = world.admin.request("PATCH", "/me", json={"language": "zh"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/docs/errors/wrong_origin")
    for site, status in (("cross-site", 403), ("none", 403), ("same-origin", 200)):
        headers = {"Sec-Fetch-Site": site}
        answer = world.admin.request("PATCH", "/me", json={"language": "zh"}, headers=headers)
        assert answer.status_code == status


def test_another_site_signs_nobody_in(world: World) -> None:
    """A page elsewhere cannot make a visitor's browser act under its own account."""
    given = {"login": "admin", "password": PASSWORD}
    answer = world.anonymous().post("/api/v1/session", json=given, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_who_is_made_inactive_is_out_at_once(world: World) -> None:
    """The next request of somebody whose account is closed is refused."""
    person = world.person("li")
    person.get("/people")
    world.admin.patch(f"/people/{person.id}", {"active": False})
    person.get("/people", status=401)


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    """Only the session in which the password was changed goes on."""
    person, other = world.person("li"), world.sign_in("li")
    person.post("/me/password", {"present": PASSWORD, "new": "another-long-password"}, status=204)
    person.get("/people")
    other.get("/people", status=401)


def test_a_wrong_present_password_changes_nothing_and_signs_nobody_out(world: World) -> None:
    """It is a wrong value with its place, not the end of the session."""
    person = world.person("li")
    answer = person.request("POST", "/me/password", json={"present": "guess", "new": "another-long-password"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/present"
    person.get("/people")


def test_weak_passwords_are_refused(world: World) -> None:
    """A short one is refused with the place and what to do."""
    for password in ("short", " " * 12):
        given = {"login": "li", "name": "李", "password": password}
        answer = world.admin.request("POST", "/people", json=given)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"][0]["pointer"] == "/password"
    assert "李" not in world.admin.request("GET", "/people").text


def test_a_login_has_no_spaces(world: World) -> None:
    """Whoever adds a person is told at the login; letters of any script are fine."""
    person = {"name": "李", "password": PASSWORD}
    for login in ("li na", "li!"):
        answer = world.admin.request("POST", "/people", json={**person, "login": login})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/login")
    for login in ("李娜", "li.na@example.com"):
        assert world.admin.post("/people", {**person, "login": login})["login"] == login


def test_a_token_acts_for_its_owner_within_its_scopes(world: World) -> None:
    """A read token reads and does not write; ended, it is refused."""
    made = world.admin.post("/tokens", {"name": "report", "scopes": ["read"]})
    client = world.anonymous()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/v1/people", headers=headers).status_code == 200
    assert client.patch("/api/v1/me", json={"language": "zh"}, headers=headers).status_code == 403
    world.admin.delete(f"/tokens/{made['id']}")
    assert client.get("/api/v1/people", headers=headers).status_code == 401


def test_first_run_makes_the_administrator_once(world: World) -> None:
    """With somebody there, set-up is over, whatever token is sent."""
    client = world.anonymous()
    assert client.get("/api/v1/setup").json() == {"needed": False, "templates": [], "currency": None}
    body = {"token": "guess", "login": "second", "name": "Second", "password": PASSWORD}
    assert client.post("/api/v1/setup", json=body).status_code == 401


def test_an_administrators_token_reads_what_he_reads_and_designs_only_with_the_scope(world: World) -> None:
    """Records follow the person; designing and administering need their own scopes."""
    world.install("crm")
    made = world.admin.post("/tokens", {"name": "report", "scopes": ["read", "write"]})
    client = world.anonymous()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/v1/apps/crm/entities/lead/records", headers=headers).status_code == 200
    assert client.get("/api/v1/apps/crm/draft", headers=headers).status_code == 403
    assert client.post("/api/v1/people", json={"name": "x"}, headers=headers).status_code == 403
