"""What a trainer does before anything can be tested: makes a class, finds its places."""

import re
from collections.abc import Callable

from tests.journeys.visitor import Page, Visitor

Making = Callable[[], Visitor]
"""Makes one more browser."""


async def made(visitor: Visitor, lang: str = "fr", **typed: str) -> Page:
    """The board of a new class of three."""
    front = await visitor.get(f"/former?lang={lang}")
    filled = {"nom": "Salle 3", "places": "3", "scenario": "T0", "noms": "Ada\nBéa", **typed}
    return await visitor.send(next(f for f in front.forms if "nom" in f.fields), **filled)


def links_of(page: Page) -> list[str]:
    """The paths of the places, as the page of links shows them."""
    found = [re.search(r"/b/[^/]+/bienvenue$", href) for href, _ in page.links]
    return list(dict.fromkeys(match[0].removesuffix("/bienvenue") for match in found if match))


async def enrolled(learner: Visitor, place: str, who: str) -> Page:
    """Enrol as a character in a place."""
    page = await learner.get(f"{place}/personnages")
    return await learner.transmit(await learner.send(page.form_to(f"/{who}")))
