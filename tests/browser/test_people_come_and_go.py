"""Somebody is hired, given a department and a role, signs in, changes the password, and is shut out again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, choose

FIRST = "first-password-2026"
OWN = "my-own-password-2026"


def test_somebody_is_hired_signs_in_and_is_shut_out(desk: Desk) -> None:
    """The administrator does it all on the page of people; the new one is signed out at once in the end."""
    admin = desk.at("admin", "/people")
    add_a_department(admin, "Export")
    hire(admin)
    grace = desk.visitor()
    sign_in(desk, grace, FIRST)
    speak_english(grace)
    desk.go(grace, "/apps/crm/records/lead")
    expect(grace.get_by_role("heading", name="Leads 0")).to_be_visible()
    expect(grace.get_by_role("link", name="People")).to_have_count(0)
    me = desk.api(grace, "/me")["person"]
    assert me["name"] == "Grace Green"
    change_own_password(desk, grace)

    shut_out(admin)
    grace.get_by_role("link", name="Home").click()
    ended = grace.get_by_role("dialog", name="Sign in again")
    expect(ended).to_contain_text("Your session has ended.")
    ended.get_by_role("link", name="Sign in as somebody else").click()
    grace.wait_for_url("**/sign-in**")
    grace.get_by_label("Login").fill("grace")
    grace.get_by_label("Password").fill(OWN)
    grace.get_by_role("button", name="Sign in").click()
    expect(grace.get_by_role("alert")).to_have_text("Login or password is not right.")


def add_a_department(page: Page, name: str) -> None:
    """Add a department on its tab."""
    page.get_by_role("tab", name="Departments").click()
    page.get_by_role("button", name="New department").click()
    dialog = page.get_by_role("dialog", name="New department")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("list", name="Departments")).to_contain_text(name)


def hire(page: Page) -> None:
    """Add a person with a department, a supervisor, a role, a login and a first password."""
    page.get_by_role("tab", name="People").click()
    page.get_by_role("button", name="New person").click()
    drawer = page.get_by_role("dialog", name="New person")
    drawer.get_by_role("textbox", name="Name").fill("Grace Green")
    drawer.get_by_label("E-mail").fill("grace@example.com")
    # The language of who adds her is proposed; she is given another one.
    choose(drawer.get_by_role("combobox", name="Language"), "", "中文")
    choose(drawer.get_by_role("combobox", name="Department"), "Export")
    choose(drawer.get_by_role("combobox", name="Supervisor"), "manager")
    choose(drawer.get_by_role("combobox", name="Roles in CRM"), "", "Sales rep")
    expect(drawer.get_by_text("Sales rep", exact=True).first).to_be_visible()
    drawer.get_by_label("Login").fill("grace")
    drawer.get_by_label("Password").fill(FIRST)
    drawer.get_by_role("button", name="Create").click()
    row = page.get_by_role("row", name="Grace Green")
    expect(row).to_contain_text("Export")
    expect(row).to_contain_text("manager")
    expect(row).to_contain_text("Sales rep")
    expect(row).to_contain_text("Active")


def sign_in(desk: Desk, page: Page, password: str) -> None:
    """Sign in at the sign-in page."""
    desk.go(page, "/sign-in")
    page.get_by_label("Login").fill("grace")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{desk.url}/")


def speak_english(page: Page) -> None:
    """A new account speaks the language it was given; its own page changes it."""
    page.get_by_role("button", name="我的账号").click()
    page.get_by_role("menuitem", name="我的账号").click()
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_role("button", name="My account")).to_be_visible()


def change_own_password(desk: Desk, page: Page) -> None:
    """Set a password of one's own; the first one does not work any more."""
    page.get_by_role("button", name="My account").click()
    page.get_by_role("menuitem", name="My account").click()
    page.get_by_label("Present password").fill(FIRST)
    page.get_by_label("New password", exact=True).fill(OWN)
    page.get_by_label("New password again").fill(OWN)
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("status").filter(has_text="changed")).to_be_visible()
    anew = desk.visitor()
    sign_in(desk, anew, OWN)


def shut_out(page: Page) -> None:
    """Make the person inactive in the drawer that opens from the row."""
    page.get_by_role("row", name="Grace Green").click()
    drawer = page.get_by_role("dialog", name="Grace Green")
    drawer.get_by_label("Active").uncheck()
    drawer.get_by_role("button", name="Save").click()
    page.get_by_role("dialog", name="Make Grace Green inactive").get_by_role(
        "button", name="Make inactive"
    ).click()
    expect(page.get_by_role("row", name="Grace Green")).to_contain_text("Inactive")


def test_the_organisation_gets_another_name(desk: Desk) -> None:
    """An administrator names it, once it is running; the currency is only shown, and members see no such part."""
    page = desk.at("admin", "/people")
    page.get_by_role("tab", name="Organisation").click()
    expect(page.get_by_label("Currency")).to_have_value("CNY · Chinese Yuan")
    expect(page.get_by_label("Currency")).not_to_be_editable()
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    page.get_by_label("Name").fill("Northwind")
    choose(page.get_by_role("combobox", name="Time zone"), "Berlin", "Europe/Berlin")
    save.click()
    expect(page.get_by_role("status").filter(has_text="Northwind has been saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Northwind")
    kept = desk.world.admin.get("/organisation")
    assert (kept["name"], kept["zone"]) == ("Northwind", "Europe/Berlin")

    desk.world.person("member")
    page = desk.at("member", "/people", language="zh")
    expect(page.get_by_role("tab", name="职位")).to_be_visible()
    expect(page.get_by_role("tab", name="组织")).to_have_count(0)
