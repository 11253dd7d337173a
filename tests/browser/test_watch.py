"""The watch over the pages sees what it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage
from tests.browser.watch import Watch

BREACH_OF_POLICY = """
<meta http-equiv="Content-Security-Policy" content="style-src 'none'">
<style>p { color: red }</style>
"""


@pytest.mark.parametrize(
    ("page_text", "expected"),
    [
        ("<img src='http://elsewhere.invalid/x.png'>", "asked http://elsewhere.invalid"),
        ("<script>console.error('broken')</script>", "console error: broken"),
        ("<script>throw new Error('thrown')</script>", "thrown"),
        (BREACH_OF_POLICY, "Content Security Policy"),
    ],
    ids=["elsewhere", "console", "exception", "policy"],
)
def test_what_a_page_does_out_of_sight_is_noted(
    chromium: Browser, page_text: str, expected: str
) -> None:
    """A request elsewhere, a console error, an exception and a policy breach are each noted."""
    with chromium.new_context() as context:
        watch = Watch().over(context)
        page = context.new_page()
        page.set_content(page_text)
        page.evaluate("1")
    assert any(expected in complaint for complaint in watch.complaints), watch.complaints


def test_a_page_in_order_is_left_in_peace(browser_page: OpenPage) -> None:
    """A French page of forms draws no complaint, with scripts and without."""
    for javascript in (True, False):
        page = browser_page(javascript=javascript)
        page.set_content("<form><label>Numéro <input name='numero'></label></form>")
        assert page.get_by_label("Numéro").is_visible()
