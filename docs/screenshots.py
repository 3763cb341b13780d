"""Take the screenshots of the documentation from a running server with demo data.

    dougong serve --demo --port 8141
    python docs/screenshots.py http://127.0.0.1:8141 PASSWORD

PASSWORD is what the server printed for the demo people. Needs a Chromium: `make browser`, or one in CHROMIUM.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
WIDE, PHONE = (1440, 900), (390, 844)
LARGEST = 250_000
PLACES = (
    # file, person, language, size, path
    ("dashboard", "lin", "en", WIDE, "/apps/crm/dashboards/sales"),
    ("pipeline", "lin", "en", (1440, 800), "/apps/crm/records/opportunity"),
    ("inbox", "lin", "en", WIDE, "/inbox"),
    ("builder-data", "admin", "en", WIDE, "/apps/crm/build/data/lead"),
    ("builder-flow", "admin", "en", WIDE, "/apps/crm/build/flows/large_deal"),
    ("dashboard-zh", "lin", "zh", WIDE, "/apps/crm/dashboards/sales"),
    ("leads-zh", "lin", "zh", WIDE, "/apps/crm/records/lead"),
    ("inbox-zh-phone", "lin", "zh", PHONE, "/inbox"),
)


def signed_in(
    browser: Browser, url: str, login: str, password: str, language: str, size: tuple[int, int]
) -> Page:
    """Return a page of a person, in a language."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        timezone_id="Asia/Shanghai",
        locale="zh-CN" if language == "zh" else "en-GB",
    )
    headers = {"Origin": url}
    account = {"login": login, "password": password}
    answer = context.request.post(f"{url}/api/v1/session", headers=headers, data=account)
    if not answer.ok:
        sys.exit(f"{login} cannot sign in: {answer.text()}")
    context.request.patch(f"{url}/api/v1/me", headers=headers, data={"language": language})
    return context.new_page()


def main(url: str, password: str) -> None:
    """Take every picture; none may be larger than 250 kB."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic"],
        )
        for name, login, language, size, path in PLACES:
            page = signed_in(browser, url, login, password, language, size)
            page.goto(url + path)
            page.wait_for_timeout(3500)
            target = IMAGES / f"{name}.png"
            page.screenshot(path=target)
            print(f"{target.name:24} {target.stat().st_size // 1000} kB")
            if target.stat().st_size > LARGEST:
                sys.exit(f"{target.name} is larger than {LARGEST // 1000} kB")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2])
