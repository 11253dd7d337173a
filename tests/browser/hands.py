"""The two ways of a person with a page: by pointing, and by keyboard alone."""

from typing import Protocol

from playwright.sync_api import Page

MOST_STOPS = 80
"""Presses of Tab after which a control counts as out of reach; no page has as many controls."""

_IS_FOCUSED = """selector => {
  const one = document.activeElement;
  return Boolean(one && one.matches(selector));
}"""
_GROUP_IS_FOCUSED = """selector => {
  const one = document.activeElement, wanted = document.querySelector(selector);
  return one.type === 'radio' && one.name === wanted.name && one.form === wanted.form;
}"""


class Hands(Protocol):
    """What a journey asks of a person: choose, write, press."""

    page: Page

    def choose(self, selector: str) -> None:
        """Check a radio button."""

    def write(self, selector: str, text: str) -> None:
        """Type into an empty field."""

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and be on the page that comes."""


class Pointing:
    """By mouse, as most people do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, selector: str) -> None:
        """Check a radio button."""
        self.page.locator(selector).check()

    def write(self, selector: str, text: str) -> None:
        """Type into an empty field."""
        self.page.locator(selector).fill(text)

    def press(self, selector: str) -> None:
        """Press a button or follow a link."""
        self.page.locator(selector).first.click()


class Keyboard:
    """By Tab, arrows, Space, Enter and typing; nothing is clicked, filled in or focused for her."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, selector: str) -> None:
        """Go to the group, then by arrows to the button; Space where it is there already."""
        self._go(_GROUP_IS_FOCUSED, selector)
        for _ in range(MOST_STOPS):
            if self.page.evaluate(_IS_FOCUSED, selector):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {selector}")

    def write(self, selector: str, text: str) -> None:
        """Go to the field and type."""
        self._go(_IS_FOCUSED, selector)
        self.page.keyboard.type(text)

    def press(self, selector: str) -> None:
        """Go to the button or the link and press Enter."""
        self._go(_IS_FOCUSED, selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _go(self, there: str, selector: str) -> None:
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(there, selector):
                return
        raise AssertionError(f"Tab does not reach {selector} on {self.page.url}")
