"""The portal's pages: home, sign-in, the answer of the issuer, the application, sign-out."""

import secrets
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from clients.pes_portal.backchannel import backchannel_logout
from clients.pes_portal.checks import same_secret
from clients.pes_portal.problems import FormExpired, SessionLost, SignInElsewhere, SignInUnknown
from clients.pes_portal.provider import Provider
from clients.pes_portal.resources import SIGNED_IN, Inscription, Resources
from clients.pes_portal.sessions import ServerSession
from clients.pes_portal.settings import BACKCHANNEL
from clients.pes_portal.views import language, page

APPLICABLE = frozenset({"admissible", "refuse", "desinscrite"})
"""States from which one may apply, when the gate says ADMISSIBLE."""
FORM_BYTES = 4096
HOME = "/"


def session_of(request: Request) -> ServerSession:
    """The server-side session of the browser."""
    session: ServerSession = request.session  # type: ignore[assignment]
    return session


async def home(request: Request) -> Response:
    """The dashboard of whoever is signed in, else the door."""
    session = session_of(request)
    if SIGNED_IN not in session:
        return _door(request, session)
    resources: Resources = request.app.state.resources
    try:
        person = await resources.person(session)
        inscription = await resources.inscription(session)
    except SessionLost:
        request.app.state.sessions.renew(request)
        raise
    return page(
        request,
        "dashboard.html",
        person=person,
        organisation=_mapping(person.get("organisation")),
        inscription=inscription,
        shown=_shown(inscription),
        may_apply=inscription.acces == "ADMISSIBLE" and inscription.etat in APPLICABLE,
        notice=session.pop("notice", ""),
        csrf=session["csrf"],
        claims=session[SIGNED_IN].claims,
        scope=session[SIGNED_IN].tokens.scope,
    )


def _door(request: Request, session: ServerSession) -> Response:
    """The page before sign-in; also where the issuer brings back after a sign-out.

    « Signed out » is said only to the browser whose sign-out it was: `state` is compared, so that
    a link from elsewhere cannot make the portal say it.
    """
    state = request.query_params.get("state")
    signed_out = state is not None and same_secret(session.get("signing_out"), state)
    if signed_out:
        session.pop("signing_out")
    return page(request, "door.html", signed_out=signed_out)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _shown(inscription: Inscription) -> str:
    """Which state the page shows: that of the registration, once there is one to speak of."""
    if inscription.etat in {"admissible", "non_admissible"}:
        if inscription.acces == "RESERVE_AU_RSE":
            return "reserve"
        return "admissible" if inscription.acces == "ADMISSIBLE" else "non_admissible"
    return inscription.etat


async def login(request: Request) -> Response:
    """Begin a sign-in; also the `initiate_login_uri` (OIDC Core section 4).

    Of the three parameters of a third party, `iss` must name our issuer, `login_hint` is passed
    on, and `target_link_uri` is ignored: there is one place to go, and a portal that follows an
    address it is handed is an open redirect.
    """
    provider: Provider = request.app.state.provider
    iss = request.query_params.get("iss")
    if iss is not None and iss != provider.settings.issuer:
        raise SignInElsewhere(f"iss is {iss!r}")
    return await provider.begin(
        request, language(request), request.query_params.get("login_hint", "")
    )


async def callback(request: Request) -> Response:
    """The issuer's answer: a person signed in, or a `Problem`."""
    provider: Provider = request.app.state.provider
    signed_in = await provider.finish(request)
    if request.app.state.logouts.is_over(signed_in.claims):
        raise SignInUnknown("the issuer ended this session while the sign-in was under way")
    session = request.app.state.sessions.renew(request)
    session[SIGNED_IN] = signed_in
    session["csrf"] = secrets.token_urlsafe(32)
    # Away from the address that carries the code, so that it stays in no bookmark or screenshot.
    return RedirectResponse(HOME, status_code=303)


async def apply(request: Request) -> Response:
    """Apply to the PES, then show the dashboard: reloading it sends nothing again."""
    session = await _checked_form(request)
    resources: Resources = request.app.state.resources
    try:
        outcome = await resources.apply(session)
    except SessionLost:
        request.app.state.sessions.renew(request)
        raise
    session["notice"] = outcome if outcome in {"demandee", "deja_demandee"} else "refusee"
    return RedirectResponse(HOME, status_code=303)


async def logout(request: Request) -> Response:
    """Sign out here first, whatever happens next, then at the issuer."""
    session = await _checked_form(request)
    signed_in = session[SIGNED_IN]
    fresh = request.app.state.sessions.renew(request)
    fresh["signing_out"] = state = secrets.token_urlsafe(32)
    provider: Provider = request.app.state.provider
    return await provider.end(signed_in, state, language(request))


async def _checked_form(request: Request) -> ServerSession:
    """The session of a POST that carries its token. Raises `FormExpired` otherwise."""
    session = session_of(request)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise FormExpired("the form is too long")
    fields = dict(parse_qsl(body.decode("ascii", "replace"), max_num_fields=10))
    if SIGNED_IN not in session or not same_secret(session.get("csrf"), fields.get("csrf")):
        raise FormExpired("csrf does not match the session")
    return session


async def health(request: Request) -> Response:
    """That the portal itself is up, whatever the issuer does."""
    return JSONResponse({"status": "ok", "issuer": request.app.state.settings.issuer})


ROUTES = [
    Route(HOME, home),
    Route("/login", login),
    Route("/callback", callback),
    Route("/inscription", apply, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route(BACKCHANNEL, backchannel_logout, methods=["POST"]),
    Route("/healthz", health),
]
