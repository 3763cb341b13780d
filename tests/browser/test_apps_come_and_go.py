"""The first run with its one-time token; then apps from the gallery: installed, cloned, exported, imported, removed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dougong.actions.initialise import initialise_workspace
from dougong.actions.upgrade_database import upgrade_database
from dougong.database import Database
from dougong.identity.accounts import issue_setup_token
from tests.browser.conftest import Server
from tests.browser.person import Desk
from tests.conftest import Databases
from tests.world import PASSWORD, World, system_context


def prepare(database: Database) -> None:
    """Migrate a database and make a workspace without anybody in it."""
    upgrade_database(database)
    with database.begin() as conn:
        initialise_workspace(system_context(conn), workspace="main", name="Dougong")


@pytest.fixture
def bare(databases: Databases, tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    """A server that was started for the first time: nobody has an account."""
    name = databases.clone(databases.template("nobody", prepare))
    database = databases.connect(name)
    world = World(database, tmp_path)
    with world.client:
        server = Server(world)
        server.start()
        desk = Desk(chromium, server.url, world)
        yield desk
        desk.close()
        server.stop()
    database.close()
    databases.drop(name)


def test_the_first_run_and_the_life_of_apps(bare: Desk, tmp_path: Path) -> None:
    """From the printed token to the home page, and what an administrator does with apps."""
    page = set_up(bare)
    install_the_template(page)
    clone_it(page)
    file = export_it(page, tmp_path / "crm.zip")
    bring_it_in_again(page, file)
    for key in ("crm_2", "crm_3"):
        uninstall(page, key)
    assert [app["key"] for app in bare.api(page, "/me")["apps"]] == ["crm"]


def set_up(desk: Desk) -> Page:
    """Follow the printed address, become the administrator, begin with a blank workspace."""
    with desk.world.transaction() as context:
        token = issue_setup_token(context.conn, context.now)
    page = desk.visitor()
    desk.go(page, "/")
    expect(page.get_by_role("heading", name="Set up Dougong")).to_be_visible()
    # Every box that lacks something says so at once.
    page.get_by_label("Login").fill("a da")
    page.get_by_role("button", name="Create workspace").click()
    expect(page.get_by_role("alert")).to_have_text(
        ["Fill this in.", "Fill this in.", re.compile("without spaces"), "Fill this in."]
    )
    page.get_by_label("One-time token").fill("a wrong one")
    fill_in = {"Your name": "Ada Adams", "Login": "ada", "Password": PASSWORD}
    for label, text in fill_in.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("radio", name="Blank workspace").check()
    page.get_by_role("button", name="Create workspace").click()
    expect(page.get_by_role("alert")).to_be_visible()
    desk.go(page, f"/setup?token={token}")
    expect(page.get_by_label("One-time token")).to_have_value(token)
    for label, text in fill_in.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("radio", name="Blank workspace").check()
    page.get_by_role("button", name="Create workspace").click()
    page.wait_for_url(f"{desk.url}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # The token is spent, and nobody else can set up.
    stranger = desk.visitor()
    desk.go(stranger, f"/setup?token={token}")
    expect(stranger.get_by_role("button", name="Sign in")).to_be_visible()
    return page


def templates(page: Page) -> Locator:
    """Return the part of the gallery with the templates."""
    return page.get_by_role("region", name="Templates")


def installed(page: Page, key: str) -> Locator:
    """Return the card of an installed app."""
    return (
        page.get_by_role("region", name="Installed apps")
        .get_by_role("listitem")
        .filter(has=page.get_by_text(key, exact=True))
    )


def to_the_gallery(page: Page) -> None:
    """Go to the gallery by the bar at the side."""
    page.get_by_role("navigation", name="Main navigation").get_by_role(
        "link", name="Template gallery"
    ).click()
    expect(page.get_by_role("heading", name="Template gallery")).to_be_visible()


def install_the_template(page: Page) -> None:
    """Install the CRM and be taken there."""
    to_the_gallery(page)
    expect(page.get_by_text("No app is installed")).to_be_visible()
    templates(page).get_by_role("button", name="Install", exact=True).click()
    dialog = page.get_by_role("dialog", name="Install CRM")
    dialog.get_by_label("With demo data").uncheck()
    dialog.get_by_role("button", name="Install", exact=True).click()
    page.wait_for_url("**/apps/crm/**", timeout=40_000)
    expect(page.get_by_role("navigation", name="Pages of the app")).to_contain_text("Opportunities")


def clone_it(page: Page) -> None:
    """Clone the template as an app of its own, under another name."""
    to_the_gallery(page)
    expect(templates(page)).to_contain_text("Installed as crm")
    templates(page).get_by_role("button", name="Clone").click()
    dialog = page.get_by_role("dialog", name="Clone CRM")
    dialog.get_by_label("Name (English)").fill("CRM of the north")
    expect(dialog.get_by_label("Key")).to_have_value("crm_2")
    dialog.get_by_role("button", name="Clone", exact=True).click()
    page.wait_for_url("**/apps/crm_2/**", timeout=40_000)
    to_the_gallery(page)
    expect(installed(page, "crm_2")).to_contain_text("CRM of the north")


def export_it(page: Page, file: Path) -> Path:
    """Download the app as a zip of its documents."""
    installed(page, "crm").get_by_role("button", name="More about CRM").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export").click()
    download.value.save_as(file)
    with zipfile.ZipFile(file) as zipped:
        assert any(name.endswith("entities/lead.json") for name in zipped.namelist())
    return file


def bring_it_in_again(page: Page, file: Path) -> None:
    """Import the zip beside the app it came from."""
    page.get_by_role("button", name="Import", exact=True).click()
    dialog = page.get_by_role("dialog", name="Import an app")
    dialog.get_by_label("Zip file").set_input_files(file)
    dialog.get_by_label("Key").fill("crm_3")
    dialog.get_by_label("Clone").check()
    dialog.get_by_role("button", name="Import the app").click()
    page.wait_for_url("**/apps/crm_3/**", timeout=40_000)


def uninstall(page: Page, key: str) -> None:
    """Uninstall, which asks for the key to be typed."""
    to_the_gallery(page)
    card = installed(page, key)
    card.get_by_role("button", name="More about").click()
    page.get_by_role("menuitem", name="Uninstall").click()
    dialog = page.get_by_role("dialog", name="Uninstall")
    expect(dialog.get_by_role("listitem")).to_have_text([re.compile("with it"), re.compile("approval")])
    sure = dialog.get_by_role("button", name="Uninstall")
    expect(sure).to_be_disabled()
    dialog.get_by_label(f"Type {key} to confirm").fill(key)
    sure.click()
    expect(card).to_have_count(0)
