"""Every state looked at: what axe finds and what does not fit, in each language and width."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ViewportSize

from sandbox.remote import Sandbox
from tests.browser.axe import findings
from tests.browser.states import State, Visit, seen
from tests.browser.watch import Watch

WIDTHS: dict[str, ViewportSize] = {
    "1280": {"width": 1280, "height": 900},
    "320": {"width": 320, "height": 640},
}
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Look:
    """What was found of one state: a list for each way of looking (`1280`, `320`, `sombre`)."""

    found: dict[str, list[str]]

    @property
    def lines(self) -> list[str]:
        """All of it, for the message of a failed test."""
        return [f"[{way}] {line}" for way, lines in self.found.items() for line in lines]


def look(
    browser: Browser, sandbox: Sandbox, state: State, lang: str, *, thorough: bool = False
) -> Look:
    """Reach the state in a fresh space and look at it in every width, then in the dark.

    What the dark changes is colour, and colour has no language: unless `thorough`, it is judged in
    French, by the rules about colour.
    """
    watch = Watch()
    with sandbox.create_space(hint_signs_in=True) as space:
        context = browser.new_context(
            locale="fr-CA", viewport=WIDTHS["1280"], reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        watch.over(context)
        try:
            page = context.new_page()
            seen(Visit(page, sandbox, space, lang), state)
            page.mouse.move(0, 0)
            found = {}
            for name, size in WIDTHS.items():
                page.set_viewport_size(size)
                found[name] = [*findings(page), *_does_not_fit(page)]
            if thorough or lang == "fr":
                page.emulate_media(color_scheme="dark")
                page.evaluate(_PAINTED)
                found["sombre"] = findings(page, *(() if thorough else _OF_COLOUR))
        finally:
            context.close()
    return Look({**found, "console": watch.complaints})


def _does_not_fit(page: Page) -> list[str]:
    """Whether the page would have to be scrolled sideways (WCAG 2.2, 1.4.10), or a target is under
    24 pixels (2.5.8).
    """
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    small: list[str] = page.evaluate(_SMALL_TARGETS)
    return [*([f"{wide} px too wide"] if wide > 0 else []), *(f"small: {one}" for one in small)]


_OF_COLOUR = ("color-contrast", "link-in-text-block")
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: the colours of the other scheme reach controls a frame after the page."""

_SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input, select')]
  .filter(one => !one.closest('p, li, dd, td, th, label, .skip') && one.type !== 'hidden')
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([html]) => html)"""
