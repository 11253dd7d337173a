"""The page of the glossary."""

import unicodedata

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.web.glossary import TERMS
from sandbox.web.guide_paths import trail_of
from sandbox.web.pages import language, render, words


async def glossary(request: Request) -> Response:
    """GET /guide/glossaire: each term under its anchor, in the order of its language."""
    t = words(language(request))
    listed = sorted(TERMS, key=lambda each: _sorted_as(t(f"glossary.{each.key}.term")))
    return render(
        request,
        "guide/glossary.html",
        nav="guide",
        listed=listed,
        trail=trail_of(request),
    )


def _sorted_as(term: str) -> str:
    """A term as it is filed: its letters without accents."""
    plain = unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode()
    return plain.casefold()


def routes() -> list[BaseRoute]:
    """The page of the glossary."""
    return [Route("/guide/glossaire", glossary, methods=["GET"])]
