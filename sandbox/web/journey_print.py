"""The receipt as a PDF: one letter page, in the language of the page (R-36).

By GET it holds what a later look at the receipt holds: the user code masked, no password. The
first look alone has both; its form posts them back, so that they are set in the PDF without being
stored nor shown again, and the PDF uses up nothing.
"""

import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.model import Enrolment, Organisation, Receipt
from sandbox.guide.engine import Decision
from sandbox.services import drafts
from sandbox.web import belongings, dates
from sandbox.web.arrivals import desk_of
from sandbox.web.decisions import view_of
from sandbox.web.forms import read_form
from sandbox.web.journey_end import following, holder_of, tone
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.pdf import pdf
from sandbox.web.wording import Say

_LONGEST = 40
"""Characters of a temporary password that are set; ours are shorter."""


async def printed(request: Request) -> Response:
    """GET or POST /inscription/accuse/{rang}.pdf; 404 where the browser has no such receipt."""
    form = await read_form(request) if request.method == "POST" else None
    code, password = (form.text("code"), form.text("mot_de_passe")) if form else ("", "")
    kept, rank = belongings.receipts(request), request.path_params["rang"]
    if not 1 <= rank <= len(kept):
        return render(request, "journey/no_receipt.html", 404, nav="enrol")
    async with desk_of(request).look(space_of(request)) as (tx, _):
        enrolment = await drafts.by_number(tx, kept[rank - 1])
        receipt = await tx.get(Receipt, enrolment.id)
        if receipt is None:
            return render(request, "journey/no_receipt.html", 404, nav="enrol")
        organisation = await tx.need(Organisation, enrolment.organisation_id)
        holder = await holder_of(tx, enrolment)
    lang = language(request)
    t = words(lang)
    whole = hmac.compare_digest(code.encode(), str(receipt.user_code).encode())
    codes = [(t("journey.receipt.user_code"), code if whole else str(receipt.user_code.masked))]
    if whole and password:
        codes.append((t("journey.receipt.password"), password[:_LONGEST]))
    facts = [
        (t("journey.receipt.number"), enrolment.number),
        (t("journey.receipt.organisation"), organisation.name),
        (t("journey.receipt.holder"), holder),
    ]
    if enrolment.transmitted_at:
        sent = dates.moment(enrolment.transmitted_at, lang)
        facts.insert(2, (t("journey.receipt.transmitted"), sent))
    said = _said(enrolment, t, told=len(codes) > 1)
    data = {"lang": lang, "codes": codes, "facts": facts, **said}
    return await pdf("receipt", data, f"accuse-{enrolment.number}.pdf")


def _said(enrolment: Enrolment, t: Say, *, told: bool) -> dict[str, Any]:
    """What the guide decided and what comes next, in words."""
    view = view_of(Decision.from_dict(enrolment.decision), t)
    opening = tone(enrolment.state)
    states = {
        "active": t("journey.receipt.active_title"),
        "deferred": t("journey.receipt.deferred_title"),
        "later": f"{t('journey.receipt.later_title')} "
        + t(f"state.enrolment.{enrolment.state.value}"),
    }
    wanted = "required" if view.mandatory else "optional"
    return {
        "title": t("journey.receipt.title"),
        "band": t("journey.receipt.band"),
        "state": states[opening],
        "reason": view.reason if opening == "deferred" else "",
        "notes": [t("journey.receipt.confidential" if told else "journey.receipt.masked")],
        "why_title": t("journey.decision.why"),
        "why": t("journey.decision.because", row=view.row),
        "because": view.facts,
        "documents_title": t("journey.receipt.documents"),
        "documents_intro": t(f"journey.receipt.documents_{wanted if view.documents else 'none'}"),
        "documents": view.documents,
        "documents_where": t("journey.receipt.documents_where") if view.documents else "",
        "next_title": t("journey.receipt.next"),
        "next": [t(f"journey.receipt.next_{step}") for step in following(view)],
        "help": f"{t('site.help.centre')} 1\u00a0866\u00a0423-3234. {t('site.help.fine')}",
    }


def routes() -> list[BaseRoute]:
    """The route of the PDF; it comes before the steps, which match any word."""
    return [Route("/inscription/accuse/{rang:number}.pdf", printed, methods=["GET", "POST"])]
