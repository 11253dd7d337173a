"""The browser's cookie: signed, of one space, silent about noise."""

import json
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.services.site import Site
from sandbox.web.browser import COOKIE_LIFE, BrowserSession, Cookies, cookie_name
from sandbox.world.clock import Clock

START = 1_750_000_000.0


class Hand:
    """A watch that a test moves."""

    def __init__(self) -> None:
        self.seconds = START

    def read(self) -> float:
        """Seconds since the epoch."""
        return self.seconds


class InSpace:
    """Puts every request in one space, as the finder of spaces does."""

    def __init__(self, app: ASGIApp, space: str) -> None:
        self.app, self.space = app, space

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self.app({**scope, "state": {"space": self.space}}, receive, send)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the session as it was; `?put=` adds to it, `?clear` empties it."""
    request = Request(scope, receive)
    before = dict(request.session)
    if "put" in request.query_params:
        request.session["said"] = request.query_params["put"]
    if "clear" in request.query_params:
        request.session.clear()
    await JSONResponse(before)(scope, receive, send)


Ask = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def hand() -> Hand:
    """The watch of the middleware."""
    return Hand()


@pytest.fixture
def ask(hand: Hand) -> Ask:
    """Asks the echo in a space, with the cookies given and no others."""

    async def send(
        query: str = "", *, space: str = "default", cookie: str = "", base: str = "http://x.test"
    ) -> httpx2.Response:
        session = BrowserSession(echo, Cookies("secret", Site(base), Clock(hand.read)))
        transport = httpx2.ASGITransport(app=InSpace(session, space))
        headers = {"cookie": cookie} if cookie else {}
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            return await client.get(f"/?{query}", headers=headers)

    return send


def kept(response: httpx2.Response) -> str:
    """The cookie that a response sets, as a browser would send it back."""
    return response.headers["set-cookie"].partition(";")[0]


async def test_what_was_put_comes_back(ask: Ask) -> None:
    """The dictionary of a request is that of the one before."""
    first = await ask("put=bonjour")
    assert (await ask(cookie=kept(first))).json() == {"said": "bonjour"}


async def test_an_unchanged_session_sets_nothing(ask: Ask) -> None:
    """A cookie is sent only when the dictionary changed."""
    first = await ask("put=bonjour")
    assert "set-cookie" not in (await ask(cookie=kept(first))).headers
    assert "set-cookie" not in (await ask()).headers


async def test_an_emptied_session_leaves_no_cookie(ask: Ask) -> None:
    """Emptying the dictionary takes the cookie away."""
    first = await ask("put=bonjour")
    gone = (await ask("clear", cookie=kept(first))).headers["set-cookie"]
    assert gone.startswith("clicsequr_default=;")
    assert "Max-Age=0" in gone


@pytest.mark.parametrize(
    ("space", "base", "expected"),
    [
        ("default", "http://x.test", "Path=/; HttpOnly; SameSite=Lax"),
        ("groupe-3", "http://x.test", "Path=/b/groupe-3; HttpOnly; SameSite=Lax"),
        ("default", "https://x.test", "Path=/; HttpOnly; SameSite=Lax; Secure"),
    ],
)
async def test_a_cookie_keeps_to_its_space(ask: Ask, space: str, base: str, expected: str) -> None:
    """The path is that of the space, scripts cannot read it, and https makes it Secure."""
    header = (await ask("put=a", space=space, base=base)).headers["set-cookie"]
    assert header.startswith(f"{cookie_name(space)}=")
    assert header.partition("; ")[2] == expected


async def test_a_cookie_of_another_space_counts_as_none(ask: Ask) -> None:
    """The signature is of one space, so a value carried to another is noise there."""
    value = kept(await ask("put=a", space="un")).partition("=")[2]
    answer = await ask(space="deux", cookie=f"{cookie_name('deux')}={value}")
    assert answer.json() == {}


@pytest.mark.parametrize(
    "value",
    ["", "x", "a.b.c", "é", '"', "%00", "." * 5000, "eyJhIjoxfQ.aaaaaa.bbbbbbbbbbbb"],
)
async def test_noise_counts_as_no_cookie(ask: Ask, value: str) -> None:
    """Garbage in the cookie starts an empty session and is never an error."""
    sent = f"clicsequr_default={value}".encode("latin-1").decode("latin-1")
    session = BrowserSession(echo, Cookies("secret", Site("http://x.test")))
    heard: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        heard.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"cookie", sent.encode("latin-1"))],
        "state": {"space": "default"},
    }
    await session(scope, receive, send)  # type: ignore[arg-type]
    assert heard[0]["status"] == 200
    assert json.loads(bytes(heard[1]["body"])) == {}  # type: ignore[call-overload]


async def test_a_forged_cookie_counts_as_none(ask: Ask) -> None:
    """One changed character of the contents breaks the signature."""
    good = kept(await ask("put=a"))
    at = len("clicsequr_default=") + 2
    forged = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
    assert (await ask(cookie=forged)).json() == {}


async def test_a_cookie_is_believed_for_a_week_by_our_clock(ask: Ask, hand: Hand) -> None:
    """A stale cookie counts as none, and only the clock of the sandbox tells the time."""
    good = kept(await ask("put=a"))
    hand.seconds = START + COOKIE_LIFE.total_seconds()
    assert (await ask(cookie=good)).json() == {"said": "a"}
    hand.seconds += 2
    assert (await ask(cookie=good)).json() == {}


async def test_a_clock_set_back_signs_nobody_out(ask: Ask, hand: Hand) -> None:
    """A machine that corrects its time by a second has the browsers it had."""
    given = (await ask("put=oui")).headers["set-cookie"].partition(";")[0]
    hand.seconds = START - 1
    assert (await ask(cookie=given)).json() == {"said": "oui"}
