"""Spaces and sign-ins on command, in memory: what a suite of tests does a thousand times."""

import base64
import hashlib
import json
import resource
import sys
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.applications import Starlette

from sandbox.app import create_app, open_desk
from sandbox.settings import Settings
from tests.bench.asgi import Answered, ask
from tests.bench.figures import Figure, timed

SITE = "http://127.0.0.1:8400"
CALLBACK = "http://127.0.0.1:8401/callback"
MANY = 1_000
_VERIFIER = "a" * 43
_CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest())
_FORM = {"content-type": "application/x-www-form-urlencoded"}
_JSON = {"content-type": "application/json"}
_PORTAL = base64.b64encode(b"pes-portal:pes-portal-secret").decode()


async def _command(app: Starlette, method: str, path: str, **body: object) -> Answered:
    answer = await ask(app, method, SITE + path, json.dumps(body).encode(), _JSON)
    if answer.status >= 300:
        raise RuntimeError(answer.body.decode())
    return answer


async def sign_in(app: Starlette, issuer: str) -> None:
    """From the authorization request to the tokens, without a page."""
    asked = {
        "response_type": "code",
        "client_id": "pes-portal",
        "redirect_uri": CALLBACK,
        "scope": "openid profile entreprise",
        "state": "s",
        "nonce": "n",
        "login_hint": "rse-actif",
        "code_challenge": _CHALLENGE.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    sent = await ask(app, "GET", f"{issuer}/oidc/authorize?{urlencode(asked)}")
    code = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": _VERIFIER,
    }
    headers = {**_FORM, "authorization": f"Basic {_PORTAL}"}
    answer = await ask(app, "POST", f"{issuer}/oidc/token", urlencode(form).encode(), headers)
    if answer.status != 200:
        raise RuntimeError(answer.body.decode())


def _megabytes() -> float:
    """The most memory this process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


async def measured() -> list[Figure]:
    """Each figure of issue 4, beside what it was to be."""
    settings = Settings(data="", secret="bench")
    desk = await open_desk(settings)
    try:
        app = create_app(settings, desk=desk)
        await _command(app, "POST", "/_sandbox/spaces", id="mesure", hint_signs_in=True)

        async def create(number: int) -> None:
            await _command(app, "POST", "/_sandbox/spaces", id=f"c{number + 10}")

        async def reset(_: int) -> None:
            await _command(app, "POST", "/b/mesure/_sandbox/space/reset")

        async def fork(number: int) -> None:
            await _command(app, "POST", "/_sandbox/spaces", id=f"f{number + 10}", fork_of="mesure")

        async def through(_: int) -> None:
            await sign_in(app, f"{SITE}/b/mesure")

        figures = [
            await timed("space created from the full seed", 5, 100, create),
            await timed("space reset", 5, 100, reset),
            await timed("space forked", 5, 100, fork),
            await timed("sign-in by login_hint over ASGI", 5, 300, through),
        ]
        there = len(await desk.store.spaces())
        for number in range(MANY - there):
            await _command(app, "POST", "/_sandbox/spaces", id=f"m{number}")
        figures.append(Figure(f"memory with {MANY} spaces in one process", _megabytes(), 300, "MB"))

        async def create_beside(number: int) -> None:
            await _command(app, "POST", "/_sandbox/spaces", id=f"b{number + 10}")

        return [
            *figures,
            await timed(f"space created beside {MANY} others", 5, 50, create_beside),
            await timed(f"sign-in beside {MANY} spaces", 5, 100, through),
        ]
    finally:
        await desk.store.close()
