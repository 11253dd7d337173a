"""Who asked for a sign-in (`?demande=`), in which language, and the way back to them.

An authorization request that waits belongs to one browser. When the person is done, the provider
takes over at `/oidc/authorize/<id>/resume`.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Person
from sandbox.domain.provider import Client
from sandbox.services import signin
from sandbox.services.ports import Tx
from sandbox.services.signin import PendingSignin
from sandbox.texts import LANGUAGES
from sandbox.web.arrivals import desk_of, go
from sandbox.web.pages import language, render, space_of
from sandbox.web.pages import session_of as browser_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for this sign-in, and in which language; `request` is None when nobody did."""

    request: PendingSignin | None
    client_name: str
    lang: str
    given: bool  # a `demande` was given, whether or not it still waits
    hint: str = ""

    @property
    def gone(self) -> bool:
        """The request that was given no longer waits."""
        return self.given and self.request is None


def _spoken(request: Request, waiting: PendingSignin | None) -> str:
    """The language asked for on this page, else that of `ui_locales`, else the browser's."""
    return language(request, waiting.params.get("ui_locales", "") if waiting else "")


async def _hinted(tx: Tx, hint: str) -> str:
    """The user code a `login_hint` stands for: the code itself, or that of a persona."""
    if not hint:
        return ""
    try:
        return str(UserCode.parse(hint))
    except BadInput:
        person = await tx.one(Person, persona=hint)
    account = await tx.one(Account, person_id=person.id) if person else None
    return str(account.user_code) if account else ""


async def asked_by(request: Request) -> Asked:
    """Read `?demande=` against the browser it was opened in."""
    key = request.query_params.get("demande", "")
    if not key:
        return Asked(None, "", language(request), given=False)
    held = browser_of(request).get("browser")
    async with desk_of(request).look(space_of(request)) as (tx, world):
        waiting = await signin.pending(tx, world, key, held if isinstance(held, str) else "")
        client = await tx.get(Client, waiting.client_id) if waiting else None
        hint = await _hinted(tx, waiting.params.get("login_hint", "")) if waiting else ""
    name = str(client.metadata.get("client_name") or client.client_id) if client else ""
    return Asked(waiting, name, _spoken(request, waiting), given=True, hint=hint)


def onward(request: Request, asked: Asked, path: str) -> str:
    """A path of the sign-in with the request and the language asked for carried along."""
    kept = {"demande": asked.request.id} if asked.request else {}
    if request.query_params.get("lang") in LANGUAGES:
        kept["lang"] = request.query_params["lang"]
    return path + (f"?{urlencode(kept)}" if kept else "")


def finished(request: Request, asked: Asked) -> Response:
    """The person is signed in: back to the provider, or to her own page."""
    if asked.request is None:
        return go(request, "/compte")
    return go(request, f"/oidc/authorize/{quote(asked.request.id)}/resume")


def gone(request: Request, asked: Asked) -> Response:
    """The request no longer waits: say so, and how to ask again."""
    return render(request, "signin/gone.html", 410, lang=asked.lang, nav="signin")
