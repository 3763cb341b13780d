"""Other systems are connected in the builder: one is told by a rule, another posts to an address of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Desk, choose
from tests.browser.test_a_business_user_builds import pane, publish
from tests.crm.conftest import Crm
from tests.stories.test_other_systems_are_told_and_tell_us import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_rule_tells_another_system(desk: Desk, receiver: Receiver) -> None:
    """The connection is made, tried and given a secret; a rule uses it; a new account reaches the other side."""
    page = desk.at("admin", "/apps/crm/build/data")
    page.get_by_role("link", name="Connections").click()
    page.get_by_role("button", name="New connection").click()
    form = page.get_by_role("dialog", name="New connection")
    expect(form.get_by_text("Sends a JSON body by POST.")).to_be_visible()
    form.get_by_label("Name (English)").fill("Warehouse")
    expect(form.get_by_role("button", name="Create")).to_be_disabled()
    form.get_by_label("Address").fill(receiver.url)
    form.get_by_label("Name (Chinese)").fill("仓库")
    form.get_by_role("button", name="Create").click()

    page.get_by_label("Signing secret").fill("s3cret")
    page.get_by_role("button", name="Keep the secret").click()
    expect(page.get_by_text("A secret is kept, and not shown.")).to_be_visible()
    expect(page.get_by_label("Signing secret")).to_have_value("")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("The other system answered 200.")).to_be_visible()
    assert json.loads(receiver.received[0][1]) == {"test": True}
    assert receiver.received[0][0]["webhook-signature"].startswith("v1=")
    expect(page.get_by_text("Nothing uses it yet.")).to_be_visible()
    key = page.url.rsplit("/", 1)[1]

    write_the_rule(page)
    desk.go(page, f"/apps/crm/build/connections/{key}")
    expect(page.get_by_role("link", name="Tell the warehouse")).to_be_visible()
    page.get_by_role("link", name="Plan & publish").click()
    publish(page, 2, "The warehouse hears of accounts", "Warehouse")

    Crm(desk.world).create("account", name="Nordlicht GmbH")
    desk.go(page, f"/apps/crm/build/connections/{key}")
    expect(page.get_by_text("Delivered")).to_be_visible()
    assert json.loads(receiver.received[1][1]) == {"name": "Nordlicht GmbH"}

    # Without its address it is not sound any more, and says so where the address belongs.
    page.get_by_label("Address").fill("")
    expect(page.get_by_role("status").filter(has_text="“Address” is missing.")).to_be_visible()
    expect(page.get_by_role("button", name="1 problem")).to_be_visible()


def write_the_rule(page: Page) -> None:
    """When an account is made, its name is sent."""
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("button", name="New rule").click()
    form = page.get_by_role("dialog")
    choose(form.get_by_role("combobox"), "Account")
    form.get_by_label("Name (English)").fill("Tell the warehouse")
    form.get_by_label("Name (Chinese)").fill("通知仓库")
    form.get_by_role("button", name="Create").click()
    pane(page, "Canvas").get_by_role("button", name="+ Add a step").click()
    settings = pane(page, "Properties")
    settings.get_by_role("button", name="Add a step").press("Enter")
    page.get_by_role("menuitem", name="Call a webhook").press("Enter")
    expect(pane(page, "Canvas").locator("[data-line='do/0']")).to_be_focused()
    settings.get_by_label("Connection").select_option(label="Warehouse")
    choose(settings.get_by_label("Sends: Field"), "Name", "Name · name")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_another_system_posts_to_an_address(desk: Desk) -> None:
    """On the phone, in Chinese: the address is made and copied, a delivery becomes a record, closed it takes none."""
    page = desk.at("admin", "/apps/crm/build/connections", phone=True, language="zh")
    page.get_by_role("button", name="新建接收地址").click()
    form = page.get_by_role("dialog", name="新建接收地址")
    form.get_by_label("名称").fill("官网")
    form.get_by_label("发生了什么").fill("signup")
    choose(form.get_by_role("combobox", name="成为哪张表的记录"), "客户", "客户")
    choose(form.get_by_role("combobox", name="字段", exact=True), "客户名称", "客户名称")
    form.get_by_label("JSON 中的位置").fill("visitor.company")
    form.get_by_role("button", name="创建").click()
    made = page.get_by_role("dialog", name="接收地址已建好")
    address = made.get_by_role("group", name="地址").locator("pre").text_content() or ""
    secret = made.get_by_role("group", name="密钥").locator("pre").text_content() or ""
    expect(made).to_contain_text('{"visitor":{"company":"name"}}')
    made.get_by_role("button", name="完成").click()

    def deliver(company: object = "Nordlicht GmbH") -> int:
        return (
            desk.visitor()
            .request.post(address, data={"visitor": {"company": company}}, headers={"x-hook-secret": secret})
            .status
        )

    assert (deliver(), deliver(5)) == (200, 422)
    page.get_by_role("link", name="官网").click()
    expect(page.get_by_role("listitem").filter(has_text="已拒收")).to_contain_text("visitor.company")
    page.get_by_role("link", name="打开记录").click()
    expect(page.get_by_role("heading", name="Nordlicht GmbH")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="停用地址").click()
    page.get_by_role("dialog").get_by_role("button", name="停用地址").click()
    expect(page.get_by_role("button", name="重新启用")).to_be_visible()
    assert deliver() == 404


def test_a_deleted_connection_is_not_asked_for_again(desk: Desk) -> None:
    """Taken out of the draft, nothing asks the server for it any more."""
    page = desk.at("admin", "/apps/crm/build/connections")
    page.get_by_role("button", name="New connection").click()
    form = page.get_by_role("dialog", name="New connection")
    form.get_by_label("Name (English)").fill("Fax")
    form.get_by_label("Address").fill("https://example.com/in")
    form.get_by_role("button", name="Create").click()
    missed: list[str] = []
    page.on(
        "response",
        lambda answer: missed.append(answer.url) if answer.status == 404 else None,
    )
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No connection yet.")).to_be_visible()
    assert missed == []
