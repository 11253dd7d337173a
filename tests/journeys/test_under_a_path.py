"""The whole site behind a TLS proxy that serves it under a path, which it strips or passes on."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import seeding
from sandbox.app import create_app, open_desk
from sandbox.services import spaces
from sandbox.settings import Settings
from sandbox.world.clock import Clock
from tests.conftest import NOON
from tests.journeys import ready
from tests.journeys.crawl import crawl
from tests.journeys.ready import PASSWORD
from tests.journeys.test_signin_for_application import CALLBACK, answered, parameters, request_path
from tests.journeys.visitor import Page, Visitor

ROOT = "/clicsequr"
ORIGIN = "https://proxy.example"
SPACE = f"{ROOT}/b/groupe-3"


class UnderPath(Visitor):
    """A visitor who looks at every address of every page, and at every redirection."""

    def __init__(self, client: httpx2.AsyncClient, prefix: str) -> None:
        super().__init__(client)
        self.prefix = prefix

    def _read(self, response: httpx2.Response) -> Page:
        for step in response.history:
            assert step.headers["location"].startswith(f"{self.prefix}/"), step.headers
        page = super()._read(response)
        addresses = {
            found[name]
            for _, found in page.elements
            for name in ("href", "src", "action")
            if name in found
        }
        assert addresses
        for address in addresses:
            here = (f"{self.prefix}/", f"{ORIGIN}{self.prefix}/", "#", "mailto:")
            inside = address.startswith(here)
            assert inside or not address.startswith(("/", ORIGIN)), f"{page.path}: {address}"
        return page


class Proxy:
    """A proxy that serves one path of its host and knows nothing of the rest."""

    def __init__(self, app: ASGIApp, *, strips: bool) -> None:
        self._app = app
        self._strips = strips

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        assert path.startswith(f"{ROOT}/"), f"{path} is asked for outside of {ROOT}"
        if self._strips:
            scope = {**scope, "path": path.removeprefix(ROOT)}
        await self._app({**scope, "headers": self._upstream(scope)}, receive, send)

    def _upstream(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers as a proxy that does not pass Host sends them on."""
        kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
        return [*kept, (b"host", b"127.0.0.1:8400")]


@pytest.fixture(params=[True, False], ids=["stripped", "passed on"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser before the proxy, with two spaces of the same contents behind."""
    settings = Settings(
        issuer=f"{ORIGIN}{ROOT}", data="", secret="tests", control_token="un-jeton-de-commande"
    ).checked()
    desk = await open_desk(settings, Clock(lambda: NOON.timestamp()))
    await spaces.create(desk, "groupe-3", fill=seeding.sower())
    proxy = Proxy(create_app(settings, desk=desk), strips=request.param)
    transport = httpx2.ASGITransport(app=proxy)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as opened:
        yield opened
    await desk.store.close()


@pytest.mark.parametrize("prefix", [ROOT, SPACE])
async def test_no_address_leaves_the_path(client: httpx2.AsyncClient, prefix: str) -> None:
    """From the front door, whatever can be followed stays under the path and is there."""
    visitor = UnderPath(client, prefix)
    read_by_programs = (".well-known", "/oidc/jwks", "/oidc/openapi.json", "/trace.")
    seen = await crawl(
        visitor, f"{prefix}/", lambda local: not any(name in local for name in read_by_programs)
    )
    assert f"{prefix}/developper" in seen
    assert f"{prefix}/bureaux/revenu" in seen
    assert (await visitor.get(f"{prefix}/nulle-part?lang=en")).status == 404


@pytest.mark.parametrize("prefix", [ROOT, SPACE])
async def test_enrolment_and_sign_in_hold_under_the_path(
    client: httpx2.AsyncClient, prefix: str
) -> None:
    """Forms, their redirections and the cookie: a receipt, a session, an end of session."""
    visitor = UnderPath(client, prefix)
    people = await visitor.get(f"{prefix}/personnages")
    check = await visitor.send(people.form_to("/personnages/F03"))
    assert check.path == f"{prefix}/inscription/verification"
    receipt = await visitor.transmit(check)
    assert receipt.path.startswith(f"{prefix}/inscription/accuse/")
    form = (await visitor.get(f"{prefix}/connexion")).forms[0]
    inside = await visitor.send(form, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    assert inside.path == f"{prefix}/compte"
    out = await visitor.send(inside.form_to("/compte/deconnexion"))
    assert out.status == 200
    assert (await visitor.get(f"{prefix}/compte")).path == f"{prefix}/connexion"


@pytest.mark.parametrize("prefix", [ROOT, SPACE])
async def test_the_cookie_is_of_the_path_and_of_https(
    client: httpx2.AsyncClient, prefix: str
) -> None:
    """A browser sends it to the sandbox alone, never in the clear (RFC 6265 section 4.1.2)."""
    answer = await client.get(f"{prefix}/connexion")
    attributes = [part.strip() for part in answer.headers["set-cookie"].split(";")][1:]
    assert attributes == [f"Path={prefix}", "HttpOnly", "SameSite=Lax", "Secure"]


async def test_a_sign_in_for_an_application_goes_and_comes_under_the_path(
    client: httpx2.AsyncClient,
) -> None:
    """From the authorization endpoint to the application; `iss` is the issuer with its path."""
    visitor = UnderPath(client, ROOT)
    page = await visitor.get(ROOT + request_path())
    assert page.path == f"{ROOT}/connexion"
    back = await answered(visitor, page, 0, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    assert back.headers["location"].startswith(CALLBACK)
    assert parameters(back)["iss"] == f"{ORIGIN}{ROOT}"
    leaving = await client.get(f"{ROOT}/oidc/logout")
    assert f'action="{ROOT}/oidc/logout"' in leaving.text
    refused = await visitor.get(ROOT + request_path(redirect_uri="https://ailleurs.example/"))
    assert refused.status == 400


@pytest.mark.parametrize(
    ("path", "code"),
    [("/oidc/nulle-part", "http-404"), ("/b/nulle-part/oidc/token", "space-unknown")],
)
async def test_programs_are_told_in_json_under_the_path_too(
    client: httpx2.AsyncClient, path: str, code: str
) -> None:
    """What answers a program is known by its path within the base."""
    answer = await client.get(ROOT + path)
    assert answer.status_code == 404
    assert answer.json()["code"] == code
