"""`/developper/diagnostic`: which setting is wrong when addresses disagree, for people and scripts.

The headers of the request are shown and compared, never followed: no link and no redirection is
made of them.
"""

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.services.hosts import client_kind
from sandbox.services.mismatches import Kind, Mismatch, differences
from sandbox.services.reachability import (
    BACKCHANNEL,
    FORWARDING,
    ISSUER,
    Arrival,
    diagnose,
    told_forwarded,
)
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import render, space_of, words

HERE = "/developper/diagnostic"
_LONGEST = 200
_PORTAL = "SANDBOX_PORTAL_URL"


def arrival_of(request: Request) -> Arrival:
    """What this request says of its way."""
    headers = request.headers
    told = {name: ", ".join(headers.getlist(name))[:_LONGEST] for name in FORWARDING}
    ours = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return Arrival(
        host=headers.get("host", "")[:_LONGEST],
        path=str(request.state.arrived)[:_LONGEST],
        forwarded={name: value for name, value in told.items() if value},
        page=headers.get("referer", "")[:_LONGEST] if ours else "",
        browser="text/html" in headers.get("accept", ""),
        client=request.client.host if request.client else "",
    )


def note_origin(request: Request) -> None:
    """Keep where a refused form came from, if its browser is at another address than ours.

    A cookie lost between http and https, or between two names, ends as a form without a session.
    """
    desk, origin = desk_of(request), request.headers.get("origin", "")
    at_home = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    base = urlsplit(desk.site.base_url)
    expected = f"{base.scheme}://{base.netloc}"
    if at_home and origin not in ("", "null", expected):
        now = desk.clock.machine()
        desk.mismatches.note_uri(space_of(request), Kind.FORM, origin, expected, now)


def _came(arrival: Arrival) -> dict[str, str]:
    """What is shown of the request; addresses of people behind a proxy are left out."""
    told = told_forwarded(arrival.forwarded)
    shown = {
        "Host": arrival.host,
        "scheme": "http",
        "path": arrival.path,
        **{name.title(): value for name, value in arrival.forwarded.items()},
    }
    if "Forwarded" in shown:  # its `for` is somebody's address
        pairs = [f"{name}={told[name]}" for name in ("proto", "host") if name in told]
        shown["Forwarded"] = "; ".join(pairs)
    if arrival.page:
        shown["Referer"] = arrival.page.partition("?")[0]
    shown["client"] = client_kind(arrival.client)
    return shown


def _configured(request: Request) -> dict[str, str]:
    site = desk_of(request).site
    return {
        ISSUER: site.base_url,
        BACKCHANNEL: site.backchannel,
        "listens": site.listens,
        "issuer": site.issuer(space_of(request)),
    }


def _remedy(request: Request, one: Mismatch) -> tuple[str, str]:
    """The setting, and its value, that would make a request of the past come right."""
    by_host = one.kind in (Kind.DISCOVERY, Kind.BACK_END) and "://" not in one.sent
    if by_host and "malformed" not in one.differs:
        return BACKCHANNEL, f"http://{one.sent}"
    portal = str(getattr(request.app.state, "portal_url", ""))
    ready = set(differences(portal, one.expected)) <= {"loopback", "path"}
    moved = not {"path", "slash", "malformed"} & set(one.differs)
    if one.kind is Kind.RETURN and portal and ready and moved:
        sent = urlsplit(one.sent)
        return _PORTAL, f"{sent.scheme}://{sent.netloc}"
    return "", ""


async def show(request: Request) -> Response:
    """GET /developper/diagnostic: the page, or the same facts for a program that wants JSON."""
    accepted = request.headers.get("accept", "")
    if "application/json" in accepted and "text/html" not in accepted:
        return await as_json(request)
    desk, space = desk_of(request), space_of(request)
    arrival = arrival_of(request)
    past = desk.mismatches.of(space)
    return render(
        request,
        "front/diagnosis.html",
        nav="develop",
        diagnosis=diagnose(desk.site, space, arrival),
        came=_came(arrival),
        configured=_configured(request),
        past=[(one, *_remedy(request, one)) for one in past],
    )


async def as_json(request: Request) -> Response:
    """GET /developper/diagnostic.json: the same facts, in English, for scripts."""
    desk, space = desk_of(request), space_of(request)
    arrival = arrival_of(request)
    found = diagnose(desk.site, space, arrival)
    t = words("en")
    body: dict[str, Any] = {
        "agrees": found.agrees,
        "change": {"setting": found.setting, "value": found.value} if found.setting else None,
        "findings": [
            {
                "code": each.code,
                "level": each.level.value,
                "title": t(f"diagnosis.{each.code}.title"),
                "text": t(f"diagnosis.{each.code}.text", **each.values),
            }
            for each in found.findings
        ],
        "configured": _configured(request),
        "came": _came(arrival),
        "earlier": [_told(request, one) for one in desk.mismatches.of(space)],
    }
    return JSONResponse(
        body, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )


def _told(request: Request, one: Mismatch) -> dict[str, Any]:
    setting, value = _remedy(request, one)
    return {
        "kind": one.kind.value,
        "sent": one.sent,
        "expected": one.expected,
        "differs": list(one.differs),
        "times": one.times,
        "last": one.last.isoformat(timespec="seconds"),
        "change": {"setting": setting, "value": value} if setting else None,
    }


def routes() -> list[BaseRoute]:
    """The page and its JSON."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(f"{HERE}.json", as_json, methods=["GET"]),
    ]
