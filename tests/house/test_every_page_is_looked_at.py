"""No page escapes: each route that shows one is in a state of `tests/browser/states`."""

from starlette.routing import Route

from sandbox.web.routes import routes
from tests.browser.states.everywhere import ALL

NO_PAGES = {
    "/classe/flux": "events",
    "/classe/cartes.pdf": "PDF",
    "/classe/rapport.pdf": "PDF",
    "/classe/rapport.csv": "CSV",
    "/developper/diagnostic.json": "JSON",
    "/developper/traces/flux": "events",
    "/developper/traces/{id}/flux": "events",
    "/developper/traces/{id}/trace.html": "a file to keep",
    "/developper/traces/{id}/trace.json": "JSON",
    "/favicon.ico": "an image",
    "/inscription/accuse/{rang:number}.pdf": "PDF: tests/journeys/test_receipt_pdf.py",
    "/appareil/demande": "reached with a device: tests/journeys/test_device.py",
    "/appareil/fin": "reached with a device: tests/journeys/test_device.py",
}
"""Routes that answer something else, or another way, and what."""


def test_each_page_has_a_state() -> None:
    """A new page fails here until somebody has said how it is reached."""
    pages = {
        route.path
        for route in routes()
        if isinstance(route, Route) and "GET" in (route.methods or ())
    }
    shown = {state.route for state in ALL}
    assert sorted(pages - shown - set(NO_PAGES)) == []
    assert sorted(set(NO_PAGES) - pages) == [], "a route that is no more"


def test_states_are_told_apart() -> None:
    """Two states of one page have two names."""
    named = [(state.route, state.name) for state in ALL]
    assert len(named) == len(set(named))
