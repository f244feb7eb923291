"""How a person acts on a page: with a pointer or finger, or with the keyboard alone."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400


class Hands(Protocol):
    """One way of acting; every journey works with either."""

    def press(self, page: Page, target: Locator) -> None:
        """Press a link, a button or a box."""

    def write(self, page: Page, target: Locator, text: str) -> None:
        """Put text into a field, in place of what is there."""

    def choose_next(self, page: Page, target: Locator) -> None:
        """Choose what follows in a list."""

    def attach(self, page: Page, target: Locator, file: Path) -> None:
        """Choose a file."""


class Pointer:
    """A mouse or a finger."""

    def press(self, page: Page, target: Locator) -> None:
        target.click()

    def write(self, page: Page, target: Locator, text: str) -> None:
        target.fill(text)

    def choose_next(self, page: Page, target: Locator) -> None:
        target.select_option(index=1)

    def attach(self, page: Page, target: Locator, file: Path) -> None:
        target.set_input_files(file)


class Keyboard:
    """Tab, Space and Enter, and nothing else."""

    def press(self, page: Page, target: Locator) -> None:
        self._reach(page, target)
        box = target.get_attribute("type") in {"checkbox", "radio"}
        page.keyboard.press("Space" if box else "Enter")

    def write(self, page: Page, target: Locator, text: str) -> None:
        self._reach(page, target)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)

    def choose_next(self, page: Page, target: Locator) -> None:
        self._reach(page, target)
        page.keyboard.press("ArrowDown")

    def attach(self, page: Page, target: Locator, file: Path) -> None:
        with page.expect_file_chooser() as chosen:  # it takes a moment to listen
            self._reach(page, target)
            page.keyboard.press("Enter")
        chosen.value.set_files(file)

    def _reach(self, page: Page, target: Locator) -> None:
        """Walk there with Tab; what has the focus must be in sight."""
        expect(target).to_have_count(1)
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                expect(target).to_be_in_viewport()
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")
