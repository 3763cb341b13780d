"""An implementer brings 8,800 real deals in with the wizard; then everybody sees the known numbers, each his own."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose

DATA = Path(__file__).resolve().parents[1] / "data" / "crm_sales_opportunities"


def rows(name: str) -> list[dict[str, str]]:
    """Read one of the files."""
    return list(csv.DictReader((DATA / name).open(encoding="utf-8")))


def hire_the_teams(desk: Desk) -> None:
    """Hire managers and agents over the API; one of each can sign in."""
    admin = desk.world.admin
    director = next(
        one["id"] for one in admin.get("/people", limit=100)["items"] if one["login"] == "director"
    )
    managers: dict[str, str] = {}
    for row in rows("sales_teams.csv"):
        name = row["manager"]
        if name == "Melvin Marxen" and name not in managers:
            managers[name] = desk.world.person(
                "melvin", name, roles={"crm": ["manager"]}, supervisor=director
            ).id
        elif name not in managers:
            managers[name] = admin.post("/people", {"name": name, "supervisor": director})["id"]
        agent = {"name": row["sales_agent"], "supervisor": managers[name]}
        if row["sales_agent"] == "Darcel Schlecht":
            desk.world.person(
                "darcel", row["sales_agent"], roles={"crm": ["sales_rep"]}, supervisor=managers[name]
            )
        else:
            admin.post("/people", agent)


def test_the_wizard_brings_the_deals_in_and_each_sees_his_own_numbers(desk: Desk, tmp_path: Path) -> None:
    """Columns proposed, faults found by the dry run, values mended, imported, counted."""
    hire_the_teams(desk)
    bring_in_the_products(desk)
    page = desk.at("admin", "/apps/crm/records/account")
    import_the_accounts(page)
    import_the_deals(desk, page, tmp_path / "pipeline.csv")
    everybody_sees_his_own(desk)


def wizard(page: Page, entity: str, file: Path) -> Locator:
    """Open the wizard and give it a file."""
    page.get_by_role("button", name="Import", exact=True).first.click()
    dialog = page.get_by_role("dialog", name=f"Import {entity}")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose a").click()
    chooser.value.set_files(file)
    expect(dialog.get_by_text("Match the columns")).to_be_visible()
    return dialog


def map_column(dialog: Locator, column: str, *fields: str) -> None:
    """Say which fields a column fills, besides those that are proposed."""
    row = dialog.get_by_role("row", name=column, exact=False)
    for field in fields:
        if not row.locator(".ant-select-selection-item").get_by_text(field, exact=True).count():
            choose(dialog.get_by_label(f"Field: {column}"), field.rstrip(" *"), field)


def expect_figures(dialog: Locator, heading: str, **figures: int) -> None:
    """The dialog says how many rows are new, changed and refused."""
    expect(dialog.get_by_role("heading", name=heading)).to_be_visible(timeout=60_000)
    for word, count in figures.items():
        expect(dialog.get_by_text(f"{count}{word}", exact=True)).to_be_visible()


def import_the_accounts(page: Page) -> None:
    """Import the accounts; “technolgy” is caught by the dry run and mended by saying what is meant."""
    dialog = wizard(page, "Account", DATA / "accounts.csv")
    expect(dialog.get_by_role("row", name="office_location")).to_contain_text("Head office")
    map_column(dialog, "account", "Name *")
    map_column(dialog, "sector", "Industry")
    map_column(dialog, "subsidiary_of", "Parent company")
    dialog.get_by_label("Run rules and flows").uncheck()
    dialog.get_by_role("button", name="Check", exact=True).click()
    expect_figures(dialog, "What would happen", new=73, refused=12)
    expect(dialog.get_by_role("row", name="Industry technolgy × 12")).to_be_visible()
    # What is proposed counts as chosen, and the figures are known to be those of before.
    expect(dialog.get_by_role("row", name="Industry technolgy × 12")).to_contain_text("Technology Proposed")
    expect(dialog.get_by_text("These figures are from before")).to_be_visible()
    expect(dialog.get_by_role("button", name="Import 73 rows")).to_have_count(0)
    dialog.get_by_role("button", name="Check again").click()
    expect_figures(dialog, "What would happen", new=85, refused=0)
    dialog.get_by_role("button", name="Import 85 rows").click()
    expect_figures(dialog, "Import finished", new=85, refused=0)
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("85 of 85 loaded")).to_be_visible()


def bring_in_the_products(desk: Desk) -> None:
    """Seven products, as the API takes them."""
    for row in rows("products.csv"):
        price = {"amount": row["sales_price"]}
        values = {"name": row["product"], "series": row["series"], "list_price": price}
        desk.world.admin.post("/apps/crm/entities/product/records", {"values": values})


def import_the_deals(desk: Desk, page: Page, file: Path) -> None:
    """Import the deals, with a broken one among them; “GTXPro” is caught and mended, the broken one handed back."""
    broken = "BAD00001,Nobody At All,GTXPro,,Won,2016-13-40,2017-03-01,abc\n"
    file.write_text((DATA / "sales_pipeline.csv").read_text("utf-8").rstrip("\n") + "\n" + broken, "utf-8")
    desk.go(page, "/apps/crm/records/opportunity?view=opportunity_all")
    dialog = wizard(page, "Opportunity", file)
    for column, *fields in (
        ("opportunity_id", "External id", "Name *"), ("sales_agent", "Owner"), ("product", "Main product"),
        ("account", "Account"), ("deal_stage", "Stage *"), ("engage_date", "Engaged on"),
        ("close_date", "Closed on"), ("close_value", "Amount"),
    ):  # fmt: skip
        map_column(dialog, column, *fields)
    dialog.get_by_label("Run rules and flows").uncheck()
    dialog.get_by_role("button", name="Check", exact=True).click()
    expect_figures(dialog, "What would happen", new=7320, refused=1481)
    expect(dialog.get_by_role("row", name="Main product GTXPro × 1481")).to_be_visible()
    expect(dialog.get_by_role("row", name="Main product GTXPro × 1481")).to_contain_text("GTX Pro Proposed")
    dialog.get_by_role("button", name="Import without another check").click()
    expect_figures(dialog, "Import finished", new=8800, refused=1)
    expect(dialog.get_by_role("row", name="8802 engage_date")).to_contain_text("2016-13-40")
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download the refused rows").click()
    refused = Path(download.value.path()).read_text("utf-8-sig")
    assert "BAD00001,Nobody At All" in refused
    assert "Problems" in refused.splitlines()[0]
    dialog.get_by_role("button", name="Done").click()
    one = desk.api(page, "/apps/crm/entities/opportunity/records?limit=1")["items"][0]["values"]
    assert one["external_id"] == one["name"]

    # The next file with these columns is matched as this one was.
    again = wizard(page, "Opportunity", file)
    expect(again.get_by_text("Matched as you did last time")).to_be_visible()
    expect(again.get_by_role("row", name="opportunity_id")).to_contain_text("External id")
    page.keyboard.press("Escape")


def everybody_sees_his_own(desk: Desk) -> None:
    """The director sees the numbers of all, a manager those of his people, an agent his own."""
    deals = rows("sales_pipeline.csv")
    manager_of = {row["sales_agent"]: row["manager"] for row in rows("sales_teams.csv")}
    team = [deal for deal in deals if manager_of[deal["sales_agent"]] == "Melvin Marxen"]
    own = [deal for deal in deals if deal["sales_agent"] == "Darcel Schlecht"]
    director = desk.at("director", "/apps/crm/dashboards/sales")
    figures_are(director, "¥10,005,534", "63.15%", "51.78 days")
    stages = director.get_by_role("region", name="Deals by stage", exact=True).first
    stages.get_by_role("button", name="Show as a table").click()
    for stage, count in {"Won": "4,238", "Lost": "2,473", "Engaging": "1,589", "Prospecting": "500"}.items():
        expect(stages.get_by_role("row", name=stage)).to_contain_text(count)
    figures_are(desk.at("melvin", "/apps/crm/dashboards/sales"), *computed(team))
    agent = desk.at("darcel", "/apps/crm/dashboards/sales")
    figures_are(agent, *computed(own))
    desk.go(agent, "/apps/crm/records/opportunity?view=opportunity_all")
    expect(agent.get_by_role("heading", name=f"Opportunities {len(own):,}")).to_be_visible()


def computed(deals: list[dict[str, str]]) -> tuple[str, str, str]:
    """Compute won value, win rate and mean days from engage to close by hand."""
    won = [deal for deal in deals if deal["deal_stage"] == "Won"]
    lost = [deal for deal in deals if deal["deal_stage"] == "Lost"]
    days = [
        (date.fromisoformat(deal["close_date"]) - date.fromisoformat(deal["engage_date"])).days
        for deal in won
    ]
    value = sum(int(deal["close_value"]) for deal in won)
    rate = 100 * len(won) / (len(won) + len(lost))
    return f"¥{value:,}", f"{rate:.2f}%", f"{sum(days) / len(days):.2f} days"


def figures_are(page: Page, won_value: str, win_rate: str, cycle: str) -> None:
    """The cards of the dashboard show these figures."""
    for card, figure in (
        ("Won value", won_value),
        ("Win rate", win_rate),
        ("Days from engage to close", cycle),
    ):
        shown = page.get_by_role("region", name=card, exact=True).get_by_role("button").first
        expect(shown).to_have_text(figure, timeout=30_000)
