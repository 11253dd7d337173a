"""Error pages: the right status, what happened, what to do, in both languages; no traceback."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.journeys.visitor import Visitor


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Cette page n’existe pas"), ("en", "This page does not exist")]
)
async def test_an_address_of_nothing_says_what_to_do(
    visitor: Visitor, lang: str, words: str
) -> None:
    """A 404 page says so in words and leads to the front door."""
    page = await visitor.get(f"/nulle-part?lang={lang}")
    assert page.status == 404
    assert words in page.text
    assert any(href == "/" for href, _ in page.links)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", "Aucun bac ne s’appelle « jamais-vu »"), ("en", "No space is named “jamais-vu”")],
)
async def test_a_space_that_is_not_there_is_told_by_its_name(
    visitor: Visitor, lang: str, words: str
) -> None:
    """A 404 of a whole space says which one, and leads to a front door that exists."""
    page = await visitor.get(f"/b/jamais-vu/connexion?lang={lang}")
    assert page.status == 404
    assert words in page.text
    assert any(href == "/" for href, _ in page.links)


async def test_a_wrong_method_is_told_with_the_right_ones(visitor: Visitor) -> None:
    """A 405 page names the method and keeps the Allow header."""
    response = await visitor.client.request("DELETE", "/connexion")
    assert response.status_code == 405
    assert "DELETE" in response.text
    assert response.headers["allow"]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 400),
        ("application/x-www-form-urlencoded", b"a=%ff", 400),
        ("application/x-www-form-urlencoded", b"csrf=a&csrf=b", 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 40_000, 413),
        ("application/x-www-form-urlencoded", b"csrf=x", 403),
    ],
)
@pytest.mark.parametrize("path", ["/connexion", "/ailleurs/impotnet", "/bureaux/assistance"])
async def test_a_malformed_form_is_told_without_repeating_it(
    visitor: Visitor, path: str, content_type: str, body: bytes, status: int
) -> None:
    """What no browser would send gets a page of its own kind, and never a 5xx."""
    response = await visitor.client.post(path, content=body, headers={"content-type": content_type})
    assert response.status_code == status
    assert "Que faire maintenant?" in response.text.replace("\u00a0", " ")


async def test_a_mistake_of_ours_shows_nothing_of_itself(application: Starlette) -> None:
    """An unforeseen error answers 500 with words and without any of its own."""

    async def broken(request: Request) -> Response:
        raise RuntimeError("the secret of the house")

    application.router.routes.insert(0, Route("/casse", broken))
    transport = httpx2.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        response = await client.get("/casse")
    assert response.status_code == 500
    assert "trébuché" in response.text
    assert "secret of the house" not in response.text
    assert "Traceback" not in response.text
