"""What is printed of a class: role cards, the sheet of links, the closing report."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.classrooms import Seat
from sandbox.domain.model import Organisation
from sandbox.domain.scenarios import Scenario
from sandbox.services import class_links, class_report
from sandbox.web import class_guard
from sandbox.web.arrivals import desk_of
from sandbox.web.class_csv import report_csv
from sandbox.web.class_doings import HERE, scenario_of
from sandbox.web.class_papers import cards_data, report_data
from sandbox.web.guided import page_of_rows
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.pdf import pdf
from sandbox.web.qr import qr

PER_PAGE = ("2", "4")
"""Cards on a letter page."""


async def _deck(request: Request) -> dict[str, Any]:
    """Everything that the cards say, as plain data, for the page and for the PDF."""
    scenario, seats, name = await scenario_of(request)
    lang = language(request)
    t = words(lang)
    asked = request.query_params.get("par_page", "")
    return {
        "name": name,
        "here_alone": desk_of(request).site.on_loopback,
        "lang": lang,
        "title": scenario.title[lang] if scenario else "",
        "minutes": scenario.minutes if scenario else 0,
        "story": scenario.story[lang] if scenario else "",
        "task": t("class.cards.task", title=scenario.title[lang])
        if scenario
        else t("class.cards.free_task"),
        "per_page": int(asked) if asked in PER_PAGE else 4,
        "with_roles": request.query_params.get("roles") == "oui",
        **await _character(request, scenario, seats),
        "cards": [
            {
                "place": seat.place,
                "learner": seat.name,
                "link": class_links.learners_link(desk_of(request).site, seat.id),
                "roles": list(class_links.roles_links(desk_of(request).site, seat.id).items()),
            }
            for seat in seats
        ],
    }


async def _character(
    request: Request, scenario: Scenario | None, seats: list[Seat]
) -> dict[str, Any]:
    """The organisation, the person and the numbers that everybody plays with (fictitious)."""
    found = next(
        (one for one in request.app.state.personas if scenario and one.id == scenario.character),
        None,
    )
    if found is None or not seats:
        return {"organisation": "", "person": "", "identifiers": []}
    async with desk_of(request).look(seats[0].id) as (tx, _):
        organisation = await tx.one(Organisation, persona=found.id)
    answers: Mapping[str, str] = found.answers
    t = words(language(request))
    return {
        "organisation": organisation.name if organisation else "",
        "person": " ".join(
            answers.get(part, "") for part in ("representant_prenom", "representant_nom")
        ).strip(),
        "identifiers": [
            (t(f"class.cards.{name}"), answers[name])
            for name in ("numero_identification", "nas", "code_impotnet", "avis", "invitation")
            if answers.get(name)
        ],
    }


async def cards(request: Request) -> Response:
    """GET: a card for each place, to cut out; `?par_page=2|4`, `?roles=oui` adds the offices'."""
    deck = await _deck(request)
    return render(
        request,
        "training/cards.html",
        nav="training",
        here=HERE,
        deck=deck,
        codes={link: qr(link) for link in _links(deck)},
    )


def _links(deck: Mapping[str, Any]) -> list[str]:
    links = [card["link"] for card in deck["cards"]]
    if deck["with_roles"]:
        links += [link for card in deck["cards"] for _, link in card["roles"]]
    return links


async def cards_pdf(request: Request) -> Response:
    """GET: the same cards as a PDF on letter paper, with marks to cut along."""
    deck = await _deck(request)
    return await pdf("cards", cards_data(deck), "cartes.pdf")


async def links(request: Request) -> Response:
    """GET: every place with its link, large, to be projected while people sit down."""
    deck = await _deck(request)
    return render(
        request,
        "training/links.html",
        nav="training",
        here=HERE,
        deck=deck,
        codes={card["link"]: qr(card["link"]) for card in deck["cards"]},
    )


async def report(request: Request) -> Response:
    """GET: what the class did, place by place and step by step, and what to talk about."""
    scenario, _, name = await scenario_of(request)
    made = await class_report.report(desk_of(request), space_of(request), scenario)
    lang = language(request)
    return render(
        request,
        "training/report.html",
        nav="training",
        here=HERE,
        pages=page_of_rows(),
        scenario=scenario,
        paper=report_data(made, scenario, name, lang, words(lang)),
    )


async def report_pdf(request: Request) -> Response:
    """GET: the same report as a PDF on letter paper."""
    scenario, _, name = await scenario_of(request)
    made = await class_report.report(desk_of(request), space_of(request), scenario)
    lang = language(request)
    return await pdf("report", report_data(made, scenario, name, lang, words(lang)), "rapport.pdf")


async def report_table(request: Request) -> Response:
    """GET: the same report as CSV, for a spreadsheet."""
    scenario, _, _ = await scenario_of(request)
    made = await class_report.report(desk_of(request), space_of(request), scenario)
    lang = language(request)
    return report_csv(made, scenario, lang, words(lang))


def routes() -> list[Route]:
    """The routes of what is printed."""
    guard = class_guard.for_trainers
    return [
        Route(HERE + "/cartes", guard(cards), methods=["GET"]),
        Route(HERE + "/cartes.pdf", guard(cards_pdf), methods=["GET"]),
        Route(HERE + "/liens", guard(links), methods=["GET"]),
        Route(HERE + "/rapport", guard(report), methods=["GET"]),
        Route(HERE + "/rapport.pdf", guard(report_pdf), methods=["GET"]),
        Route(HERE + "/rapport.csv", guard(report_table), methods=["GET"]),
    ]
