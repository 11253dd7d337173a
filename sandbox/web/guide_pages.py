"""The guide on line: each page's prose and its table as a person reads them, row by row.

What is served is what decides: the rows come from the tables the engine reads, in their order and
under their identifiers, so that a receipt can point at the row that was applied to it.
"""

from collections.abc import Sequence
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.guide import Page, guide
from sandbox.web import guide_comparing, guide_conventions, guide_glossary, guide_trying
from sandbox.web.guide_paths import trail_of, try_row
from sandbox.web.guide_prose import prose
from sandbox.web.guide_tables import table_view
from sandbox.web.pages import language, prefix_of, render, words


def _titles(lang: str) -> list[tuple[str, str]]:
    return [(page.name, guide().prose(page.name, lang)[0].title) for page in guide().pages]


async def index(request: Request) -> Response:
    """GET /guide: the pages in the guide's order."""
    lang = language(request)
    listed = [
        (page.name, guide().prose(page.name, lang)[0].title, [row.id for row in page.rows])
        for page in guide().pages
    ]
    return render(request, "guide/index.html", nav="guide", listed=listed, trail=trail_of(request))


async def show(request: Request) -> Response:
    """GET /guide/{page}: one page; the fragment names a row, which is then highlighted."""
    name = request.path_params["page"]
    try:
        page: Page = guide().page(name)
    except KeyError:
        raise HTTPException(404) from None
    lang, prefix, trail = language(request), prefix_of(request), trail_of(request)
    t = words(lang)
    names = [listed for listed, _ in _titles(lang)]
    at = names.index(name)
    sections = guide().prose(name, lang)
    return render(
        request,
        "guide/page.html",
        nav="guide",
        title=sections[0].title,
        sections=[
            (
                section,
                prose(section.before, prefix, trail),
                prose(section.after, prefix, trail) if section.after else "",
            )
            for section in sections
        ],
        table=table_view(page.table, t) if page.table else None,
        place=(at + 1, len(names)),
        before=_titles(lang)[at - 1] if at else None,
        after=_titles(lang)[at + 1] if at + 1 < len(names) else None,
        trail=trail_of(request),
        try_row=try_row,
        compare_rows=_neighbours(page),
    )


def _neighbours(page: Page) -> dict[str, str]:
    """For each row, the comparison with the row below it, or above it for the last."""
    ids = [row.id for row in page.rows]
    if len(ids) < 2:
        return {}
    beside = dict(zip(ids, [*ids[1:], ids[-2]], strict=True))
    return {one: f"/guide/comparer?a={one}&b={other}" for one, other in beside.items()}


def _sections_of(place: str, keys: Sequence[str]) -> list[str]:
    """Keys of the sections at a place: « 2 » is 2a to 2f, « 2 à 4 » a span, « Toutes » all."""
    first, _, last = place.partition(" à ")
    if first == "Toutes":
        return list(keys)
    at = [n for n, key in enumerate(keys) if key.startswith(first)]
    to = [n for n, key in enumerate(keys) if key.startswith(last or first)]
    return list(keys[at[0] : to[-1] + 1])


@cache
def _places() -> dict[str, list[str]]:
    """For each reading, the keys of the sections that it speaks of."""
    register = guide().register
    keys = [section.key for section in register.sections]
    return {
        reading.id: [
            key for place in reading.place.split(",") for key in _sections_of(place.strip(), keys)
        ]
        for reading in register.readings
    }


async def silences(request: Request) -> Response:
    """GET /guide/silences: what the guide leaves unsaid or says twice, and our readings.

    `section` keeps the readings of one section of the guide; an unknown one keeps them all.
    """
    lang, prefix, trail = language(request), prefix_of(request), trail_of(request)
    register = guide().english_readings if lang == "en" else guide().register
    places = _places()
    held = {key for keys in places.values() for key in keys}
    sections = [(one.key, one.names[lang]) for one in guide().register.sections if one.key in held]
    asked = request.query_params.get("section", "")
    chosen = asked if asked in held else ""
    readings = [
        (
            reading,
            prose(reading.silence, prefix, trail),
            prose(reading.reading, prefix, trail),
            [row for row in guide().rows if reading.id in (*row.readings, *row.related_readings)],
        )
        for reading in register.readings
        if not chosen or chosen in places[reading.id]
    ]
    return render(
        request,
        "guide/silences.html",
        nav="guide",
        readings=readings,
        sections=sections,
        chosen=chosen,
        total=len(register.readings),
        trail=trail,
    )


async def statements(request: Request) -> Response:
    """GET /guide/enonces: each statement of the guide in our words, and what became of it."""
    register = guide().register
    rows = {row.id: row.page for row in guide().rows}
    groups = [
        (section, [each for each in register.statements if each.section == section.key])
        for section in register.sections
    ]
    return render(
        request,
        "guide/statements.html",
        nav="guide",
        groups=[group for group in groups if group[1]],
        rows=rows,
        trail=trail_of(request),
    )


def routes() -> list[BaseRoute]:
    """The pages of the guide."""
    return [
        Route("/guide", index, methods=["GET"]),
        Route("/guide/silences", silences, methods=["GET"]),
        Route("/guide/enonces", statements, methods=["GET"]),
        *guide_trying.routes(),
        *guide_comparing.routes(),
        *guide_conventions.routes(),
        *guide_glossary.routes(),
        Route("/guide/{page}", show, methods=["GET"]),
    ]
