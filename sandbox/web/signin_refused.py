"""Why a person may not sign in, what the guide or the sandbox says of it, and the next step.

The organisation and its documents are shown only for the states that are told after the right
password; a lock says the same for a user code that is nobody's.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import PENDING_ENROLMENT, EnrolmentState
from sandbox.domain.model import (
    Account,
    DossierItem,
    Enrolment,
    ItemState,
    Membership,
    Organisation,
)
from sandbox.guide.engine import Decision
from sandbox.services import dossiers
from sandbox.services.ports import Tx
from sandbox.services.signin import Standing
from sandbox.texts import known
from sandbox.web import belongings
from sandbox.web.arrivals import desk_of
from sandbox.web.asking import Asked, gone, onward, page_of
from sandbox.web.decisions import DecisionView, view_of
from sandbox.web.pages import space_of, words

_STEPS: dict[str, tuple[str, ...]] = {
    "INSCRIPTION_EN_ATTENTE": ("revenue", "post"),
    "INSCRIPTION_REFUSEE": ("post", "enrol"),
    "INSCRIPTION_EXPIREE": ("enrol",),
    "COMPTE_VERROUILLE": ("desk",),
    "COMPTE_SUSPENDU": ("revenue", "desk"),
    "COMPTE_FERME": ("enrol", "desk"),
    "MOT_DE_PASSE_TEMPORAIRE_EXPIRE": ("desk", "post"),
    "PROCURATION_TERMINEE": ("desk",),
}
_TOLD_WITHOUT_PASSWORD = "COMPTE_VERROUILLE"


@dataclass(frozen=True, slots=True)
class Situation:
    """What lies behind a refusal: the organisation, its enrolment, the documents still awaited."""

    organisation: Organisation | None = None
    enrolment: Enrolment | None = None
    awaited: tuple[DossierItem, ...] = ()
    own: bool = False  # the enrolment made this very account

    @property
    def contact_suffices(self) -> bool:
        """Whether Revenu Québec's contact can replace the documents (R-33, A-10)."""
        waits = EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS
        return self.enrolment is not None and self.enrolment.state is waits

    @property
    def deactivated(self) -> bool:
        """Whether an RSE ended the enrolment, and the accounts that served only it."""
        ended = EnrolmentState.DEACTIVATED
        return self.enrolment is not None and self.enrolment.state is ended

    @property
    def under_review(self) -> bool:
        """Whether an agent has everything and decides."""
        return self.enrolment is not None and self.enrolment.state is EnrolmentState.UNDER_REVIEW


async def _situation(tx: Tx, code: str) -> Situation:
    try:
        account = await tx.one(Account, user_code=UserCode.parse(code))
    except BadInput:
        return Situation()
    member = await tx.one(Membership, account_id=account.id) if account else None
    if member is None:
        return Situation()
    organisation = await tx.get(Organisation, member.organisation_id)
    enrolment = await tx.get(Enrolment, member.enrolment_id) if member.enrolment_id else None
    contents = await dossiers.of_enrolment(tx, enrolment.id) if enrolment else None
    items = contents.items if contents else ()
    waiting = tuple(i for i in items if i.state in (ItemState.ASKED, ItemState.REJECTED))
    own = enrolment is not None and account is not None and enrolment.account_id == account.id
    return Situation(organisation, enrolment, waiting, own)


def _follow(request: Request, standing: Standing, situation: Situation) -> str:
    """Path of the file of an enrolment that awaits, was refused or expired; empty otherwise.

    Whoever gave the right password of its account may follow it in this browser.
    """
    told = situation.own and standing.code.startswith("INSCRIPTION_")
    if situation.enrolment is None or not told:
        return ""
    return f"/inscription/dossier/{belongings.add_file(request, situation.enrolment.number)}"


def _link(step: str, situation: Situation) -> str:
    of = situation.organisation.id if situation.organisation else ""
    return {
        "revenue": f"/bureaux/revenu/{of}" if of else "/bureaux/revenu",
        "post": f"/poste/{of}" if of else "/poste",
        "desk": "/bureaux/assistance",
        "enrol": "/inscription",
    }[step]


def _decision(situation: Situation, lang: str) -> DecisionView | None:
    """Why the activation waits, by the row of the guide that decided; None if it does not."""
    enrolment = situation.enrolment
    if enrolment is None or enrolment.state not in PENDING_ENROLMENT or not enrolment.decision:
        return None
    return view_of(Decision.from_dict(enrolment.decision), words(lang))


async def refused_page(request: Request, asked: Asked, standing: Standing, code: str) -> Response:
    """The page of a refusal (403); `code` is the user code that was typed."""
    if standing.code == "DEMANDE_ECHUE":
        return gone(request, asked)
    desk = desk_of(request)
    situation = Situation()
    if standing.code != _TOLD_WITHOUT_PASSWORD:
        async with desk.look(space_of(request)) as (tx, _):
            situation = await _situation(tx, code)
    page = standing.code if known(f"signin.refused.{standing.code}.title") else "AUTRE"
    steps = [
        (step, _link(step, situation))
        for step in _STEPS.get(standing.code, ("desk",))
        if step != "post" or situation.organisation is not None
    ]
    return page_of(
        request,
        asked,
        "refused",
        403,
        again=onward(request, asked, "/connexion"),
        standing=standing,
        page=page,
        situation=situation,
        steps=steps,
        follow=_follow(request, standing, situation),
        decision=_decision(situation, asked.lang),
        conventions=desk.conventions,
    )
