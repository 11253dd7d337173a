"""Who asked for a sign-in (`?demande=`), in which language, and the way back to them.

An authorization request that waits belongs to one browser. When the person is done, the provider
takes over at `/oidc/authorize/<id>/resume`.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.provider import Client, Session
from sandbox.services import login_hints, signin
from sandbox.services.signin import PendingSignin
from sandbox.texts import LANGUAGES
from sandbox.web.applications import Application, application_of
from sandbox.web.arrivals import desk_of, go, signed_in
from sandbox.web.pages import language, render, space_of
from sandbox.web.pages import session_of as browser_of

SIGN_IN = "/connexion"
CHOOSE_ORGANISATION = "/connexion/organisation"
DEVICE_REQUEST = "/appareil/demande"
TYPED_CODE = "device"
"""Where the browser keeps the code of a device that waits for its person to sign in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for this sign-in, and in which language; `request` is None when nobody did."""

    request: PendingSignin | None
    application: Application | None
    lang: str
    given: bool  # a `demande` was given, whether or not it still waits
    hint: str = ""

    @property
    def client_name(self) -> str:
        """Name of the application that asked, or an empty text."""
        return self.application.name if self.application else ""

    @property
    def trace(self) -> str:
        """The trace of the sign-in that waits, empty without one."""
        return self.request.trace if self.request is not None else ""

    @property
    def popup(self) -> bool:
        """Whether the application opened a small window for this (Core section 3.1.2.1)."""
        return self.request is not None and self.request.params.get("display") == "popup"

    @property
    def images(self) -> tuple[str, ...]:
        """Origins that the page loads an image from."""
        logo = self.application.logo_origin if self.application else ""
        return (logo,) if logo else ()

    @property
    def gone(self) -> bool:
        """The request that was given no longer waits."""
        return self.given and self.request is None


def _spoken(request: Request, waiting: PendingSignin | None) -> str:
    """The language chosen in this browser, else that of `ui_locales`, else the one kept."""
    return language(request, waiting.params.get("ui_locales", "") if waiting else "")


async def asked_by(request: Request) -> Asked:
    """Read `?demande=` against the browser it was opened in."""
    return await asked_for(request, request.query_params.get("demande", ""))


async def asked_for(request: Request, key: str) -> Asked:
    """The request of this id as this browser sees it; an empty id is that of nobody."""
    if not key:
        return Asked(None, None, language(request), given=False)
    held = browser_of(request).get("browser")
    async with desk_of(request).look(space_of(request)) as (tx, world):
        waiting = await signin.pending(tx, world, key, held if isinstance(held, str) else "")
        client = await tx.get(Client, waiting.client_id) if waiting else None
        hint = (
            await login_hints.user_code(tx, waiting.params.get("login_hint", "")) if waiting else ""
        )
    lang = _spoken(request, waiting)
    application = application_of(client, lang) if client else None
    return Asked(waiting, application, lang, given=True, hint=hint)


def onward(request: Request, asked: Asked, path: str) -> str:
    """A path of the sign-in with the request and the language asked for carried along."""
    kept = {"demande": asked.request.id} if asked.request else {}
    if request.query_params.get("lang") in LANGUAGES:
        kept["lang"] = request.query_params["lang"]
    return path + (f"?{urlencode(kept)}" if kept else "")


def page_of(
    request: Request, asked: Asked, template: str, status: int = 200, **context: Any
) -> Response:
    """A page of the sign-in: in the language asked for, with the way back to the application."""
    return render(
        request,
        f"signin/{template}.html",
        status,
        lang=asked.lang,
        redirects_away=True,
        images=asked.images,
        nav="signin",
        asked=asked,
        **context,
    )


def over(request: Request, asked: Asked, kind: str) -> Response:
    """A step whose time has passed: `change`, or `session` where it has ended; sign in again."""
    return page_of(request, asked, "over", 409, kind=kind, again=onward(request, asked, SIGN_IN))


def finished(request: Request, asked: Asked) -> Response:
    """The person is signed in: back to the provider, to her device, or to her own page."""
    if asked.request is None:
        return go(request, DEVICE_REQUEST if browser_of(request).get(TYPED_CODE) else "/compte")
    return go(request, f"/oidc/authorize/{quote(asked.request.id)}/resume")


def abandoned(request: Request, request_id: str) -> Response:
    """The person does not go on: the provider tells the application `access_denied`."""
    return go(request, f"/oidc/authorize/{quote(request_id, safe='')}/abandon")


def gone(request: Request, asked: Asked) -> Response:
    """The request no longer waits: say so, and how to ask again."""
    return page_of(request, asked, "gone", 410)


async def in_session(request: Request) -> tuple[Asked, Session] | Response:
    """The request and the session that a step after the password needs, or the page instead."""
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    session = await signed_in(request)
    if asked.request is None or session is None:
        return go(request, onward(request, asked, SIGN_IN))
    return asked, session
