"""A disk that is full refuses with a clear page, loses nothing, and is served again once freed."""

import re
import resource

import httpx2

from sandbox.seeding import personas
from tests.journeys.visitor import Visitor
from tests.live import running_sandbox
from tests.relying_parties.plain_browser import PlainBrowser

F01 = next(persona for persona in personas() if persona.id == "F01")
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def test_a_full_disk_refuses_and_loses_nothing(tmp_path):
    """The transmission answers 503, pages go on being read, the same form succeeds later."""
    state = tmp_path / "state"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=30) as client:
            visitor = Visitor(client)
            check = await visitor.answer(await visitor.begin(), dict(F01.answers))
            # No file of the server may grow any more, which SQLite meets as a failing disk.
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, NO_LIMIT[1]))
            refused = await visitor.transmit(check)
            assert refused.status == 503
            assert "rien n’a été enregistré" in refused.text
            assert (await visitor.get("/guide")).status == 200
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
            assert (await visitor.transmit(check)).row == "PA-1"


PORTAL = ("pes-portal", "pes-portal-secret")
CALLBACK = "http://127.0.0.1:8401/callback"
ASKED = {
    "response_type": "code",
    "client_id": PORTAL[0],
    "redirect_uri": CALLBACK,
    "scope": "openid",
    "state": "s",
}


def test_a_full_disk_spends_no_code(tmp_path):
    """The provider says so in its own terms, to programs and to people, and nothing is lost."""
    state = tmp_path / "state"
    with (
        running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server,
        PlainBrowser() as browser,
        httpx2.Client(base_url=server.base_url, timeout=30, trust_env=False) as client,
    ):
        authorize = f"{server.base_url}/oidc/authorize"
        back = browser.until(str(httpx2.URL(authorize, params=ASKED)), CALLBACK)
        (code,) = re.findall(r"[?&]code=([^&]+)", back)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, NO_LIMIT[1]))
        for path, sent in (("token", form), ("par", ASKED), ("introspect", {"token": "x"})):
            refused = client.post(f"/oidc/{path}", data=sent, auth=PORTAL)
            assert (refused.status_code, refused.headers["cache-control"]) == (503, "no-store")
            assert refused.json()["error"] == "temporarily_unavailable"
        register = client.post("/oidc/register", json={"redirect_uris": [CALLBACK]})
        assert register.json()["error"] == "temporarily_unavailable"
        page = client.get("/oidc/authorize", params=ASKED)
        assert (page.status_code, page.headers["content-type"][:9]) == (503, "text/html")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
        assert client.post("/oidc/token", data=form, auth=PORTAL).status_code == 200
        assert "Traceback" not in server.printed()
