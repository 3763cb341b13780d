"""Two ways to work at a screen: with the mouse, and with nothing but the keyboard; a story is told once for both."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import drag

FARTHEST = 25
"""How often one presses a key before giving up on the way to anything."""


class Hand(Protocol):
    """What a person does with the things of a page; a locator says what he sees and wants."""

    page: Page

    def press(self, wanted: Locator) -> None:
        """Press a button, a link or a tab."""

    def tick(self, box: Locator) -> None:
        """Tick a box."""

    def write(self, box: Locator, text: str) -> None:
        """Write into a box, over what is in it."""

    def choose(self, combobox: Locator, text: str, option: str | None = None) -> None:
        """Choose from a list that is searched by typing; `option` is the whole name where less is typed."""

    def select(self, select: Locator, label: str) -> None:
        """Choose from a short list."""

    def add(self, kind: str) -> None:
        """Take a type of field from the palette."""

    def put(self, field: Locator, place: Locator) -> None:
        """Put a field of a form into the section below."""

    def move(self, card: Locator, column: Locator, steps: int) -> None:
        """Move a card of a board to a column that stands so many to the right."""


class Mouse:
    """Pointing and clicking; the keys only for what is written."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, wanted: Locator) -> None:
        """Click it."""
        wanted.click()

    def tick(self, box: Locator) -> None:
        """Click the box."""
        box.check()

    def write(self, box: Locator, text: str) -> None:
        """Click into it, and write over all of it."""
        box.fill(text)

    def choose(self, combobox: Locator, text: str, option: str | None = None) -> None:
        """Open the list, type, and click what is offered under this name."""
        combobox.click()
        combobox.fill(text)
        offered = self.page.locator(".ant-select-dropdown").locator("visible=true")
        offered.get_by_title(option or text, exact=True).first.click()

    def select(self, select: Locator, label: str) -> None:
        """Open the list and click."""
        select.select_option(label=label)

    def add(self, kind: str) -> None:
        """Click its tile."""
        palette = self.page.get_by_role("region", name="Palette", exact=True)
        palette.get_by_role("button", name=kind, exact=True).click()

    def put(self, field: Locator, place: Locator) -> None:
        """Drag it by its handle."""
        drag(field.locator("xpath=preceding-sibling::span"), place)

    def move(self, card: Locator, column: Locator, steps: int) -> None:
        """Drag it there."""
        drag(card, column, follow=True)


class Keyboard:
    """Tab, F6, arrows, Enter, Space and typing: nothing is clicked, and nothing is focused but by a key."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    def reach(self, wanted: Locator) -> None:
        """Go there: to its pane by F6 in the builder, and on by Tab or backwards, whichever is the way."""
        expect(wanted).to_be_visible()
        went: list[str] = []
        while (way := wanted.evaluate(_WAY)) != "there" and len(went) < FARTHEST:
            went.append(way)
            self.keys.press(way)
        if way == "there":
            return
        at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"the keyboard does not reach {wanted}: {went}, and is at {at}")

    def press(self, wanted: Locator) -> None:
        """Go there and press Enter; a tab is chosen by arriving."""
        self.reach(wanted)
        if wanted.get_attribute("role") != "tab":
            self.keys.press("Enter")

    def tick(self, box: Locator) -> None:
        """Go there and press Space, unless it is ticked."""
        self.reach(box)
        if not box.is_checked():
            self.keys.press("Space")

    def write(self, box: Locator, text: str) -> None:
        """Go there, mark what is in it, and type."""
        self.reach(box)
        self.keys.press("Control+a")
        self.keys.type(text)

    def choose(self, combobox: Locator, text: str, option: str | None = None) -> None:
        """Go there, type, and take the first that is offered."""
        self.reach(combobox)
        self.keys.type(text)
        offered = self.page.locator(".ant-select-dropdown").locator("visible=true")
        expect(offered.get_by_title(option or text, exact=True).first).to_be_visible()
        self.keys.press("Enter")

    def select(self, select: Locator, label: str) -> None:
        """Go there and type the first letters of the choice."""
        self.reach(select)
        self.keys.type(label)

    def add(self, kind: str) -> None:
        """Go to the palette, type the name of the type, and take it."""
        palette = self.page.get_by_role("region", name="Palette", exact=True)
        self.write(palette.get_by_role("searchbox"), kind)
        self.keys.press("Enter")

    def put(self, field: Locator, place: Locator) -> None:
        """Select it, and move it down until it is there."""
        self.press(field)
        for _ in range(FARTHEST):
            if place.count() == 0:
                return
            self.keys.press("Alt+ArrowDown")
        raise AssertionError(f"{field} does not arrive in {place}")

    def move(self, card: Locator, column: Locator, steps: int) -> None:
        """Take it up by Space, carry it by the arrows, let it go by Space."""
        said = self.page.get_by_role("status")
        self.reach(card)
        self.keys.press("Space")
        expect(said.filter(has_text=": picked up from")).to_have_count(1)
        # The keys are listened to a moment after it was taken up.
        self.page.wait_for_timeout(250)
        for _ in range(steps):
            self.keys.press("ArrowRight")
        expect(said.filter(has_text=": over ")).to_have_count(1)
        self.keys.press("Space")


_WAY = """(wanted) => {
  const at = document.activeElement ?? document.body;
  if (at === wanted) return 'there';
  const list = wanted.closest('[role=tablist]');
  if (list && list.contains(at)) {
    const tabs = [...list.querySelectorAll('[role=tab]')];
    return tabs.indexOf(at) < tabs.indexOf(wanted) ? 'ArrowRight' : 'ArrowLeft';
  }
  const inDialog = document.querySelector('dialog[open]') !== null;
  const pane = (one) => inDialog ? null : one.closest('[data-pane-name]');
  const wants = pane(wanted);
  if (wants !== null && wants !== pane(at) && !wants.querySelector('[data-pane-name]')) return 'F6';
  const before = at !== document.body
    && wanted.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING
    && !at.contains(wanted);
  return before ? 'Shift+Tab' : 'Tab';
}"""
"""Which key leads on from where the focus is to where it is wanted; a person sees that."""
