"""`/poste`: what reached each childcare service by mail, by e-mail and by telephone.

The letters carry what only their addressee should know (a notice number, an invitation, a
temporary password); in the sandbox whoever opens the box is the addressee.
"""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Organisation, Person, PostItem
from sandbox.services import calendar, invitations, post
from sandbox.services.ports import Tx
from sandbox.services.post import Writing
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import language, render, space_of
from sandbox.world.surroundings import World

_SENDERS = {
    "avis_du_ministere": "ministere",
    "inscription_pes_acceptee": "ministere",
    "inscription_pes_refusee": "ministere",
    "mot_de_passe_temporaire": "assistance",
    "acces_ajoute": "clicsequr",
    "code_utilisateur": "clicsequr",
    "mot_de_passe_d_un_nouvel_utilisateur": "clicsequr",
    "code_de_connexion": "clicsequr",
}
"""Who signs each template, under `letter.from`; all the others are Revenu Québec's (A-37)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One item of the post and its words."""

    item: PostItem
    writing: Writing
    person: Person | None
    until: date | None = None  # last day of the number that the letter holds, if it still serves
    numbered: bool = False  # whether it holds one

    @property
    def sender(self) -> str:
        """Who signs it, as a key under `letter.from`."""
        return _SENDERS.get(self.item.template, "revenu")


async def index(request: Request) -> Response:
    """Every organisation, with how much reached it."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        organisations = await tx.find(Organisation, order="name")
        counted = {org.id: 0 for org in organisations}
        for item in await tx.find(PostItem):
            counted[item.organisation_id] = counted.get(item.organisation_id, 0) + 1
    return render(request, "post/index.html", organisations=organisations, counted=counted)


async def box(request: Request) -> Response:
    """Everything that reached one organisation, newest first; `?envoi=` shows one alone."""
    wanted = request.path_params["organisation"]
    alone = request.query_params.get("envoi", "")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        organisation = await tx.need(Organisation, wanted)
        await calendar.run(tx, world)  # what was in the post may have arrived since
        items = await post.inbox(tx, world, wanted)
        coming = await post.on_its_way(tx, world, wanted)
        people = {p.id: p for p in await tx.find(Person, id=tuple({i.person_id for i in items}))}
        chosen = [item for item in items if item.id == alone] or items
        until = {item.id: await _until(tx, world, item) for item in chosen}
    mails = [
        Mail(
            item,
            post.read(item, language(request)),
            people.get(item.person_id),
            until[item.id],
            numbered="invitation" in item.values,
        )
        for item in chosen
    ]
    return render(
        request,
        "post/box.html",
        organisation=organisation,
        mails=mails,
        coming=coming,
        today=world.today,
        alone=bool(alone and len(mails) == 1 and mails[0].item.id == alone),
    )


async def _until(tx: Tx, world: World, item: PostItem) -> date | None:
    """The last day of the invitation that a letter holds; None if it can serve no more (R-46).

    Used, replaced or past: the letter says the same of all (A-17).
    """
    number = item.values.get("invitation", "")
    found = number and await invitations.recognise(tx, world, item.organisation_id, number)
    return found.last_valid_on if found else None


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/poste", index, methods=["GET"]),
        Route("/poste/{organisation}", box, methods=["GET"]),
    ]
