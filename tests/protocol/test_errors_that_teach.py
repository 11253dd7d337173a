"""Each refusal is explained on a page of its own, and none of them tells a secret."""

import ast
import html
import json
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from sandbox import oidc
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.oidc.wire import Door
from sandbox.web.refusals import REFUSED as SHOWN_REFUSALS
from tests.house.tree import parsed, python_files, shown
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import House, basic, sent_back
from tests.protocol.signers import enrol

SECRET = "s3cr3t-that-nobody-may-see"
REFUSED = (
    ("token", {"grant_type": "authorization_code", "code": SECRET, "code_verifier": SECRET * 2}),
    ("token", {"grant_type": "refresh_token", "refresh_token": SECRET}),
    ("token", {"grant_type": "password", "username": SECRET, "password": SECRET}),
    ("token", {"client_assertion": SECRET, "client_assertion_type": "urn:x"}),
    ("introspect", {"token": SECRET, "client_id": "other", "client_secret": SECRET}),
    ("revoke", {"token": SECRET, "client_id": "nobody"}),
)


async def everything_kept(house: House) -> str:
    """The whole journal of the space, as one text."""
    async with house.desk.look("default") as (tx, _):
        return json.dumps([entry.data for entry in await tx.find(JournalEntry)])


@pytest.mark.parametrize(("path", "params"), REFUSED)
async def test_a_refusal_on_the_back_channel_leads_to_its_page(
    house: House, path: str, params: dict[str, str]
) -> None:
    """`error_uri` is a page with the error, the hint, the rule, and the names of what was sent."""
    answer = await house.http.post(f"/oidc/{path}", data=params, headers=basic("portal", "wrong"))
    told = answer.json()
    page = await house.http.get(told["error_uri"])
    assert page.status_code == 200
    words = html.unescape(page.text)
    assert told["error"] in words
    assert told["error_description"] in words
    assert all(f"<code>{name}</code>" in words for name in params)
    assert SECRET not in words
    assert SECRET not in answer.text
    assert SECRET not in await everything_kept(house)


async def test_a_refusal_sent_back_to_the_client_leads_to_its_page(house: House) -> None:
    """An authorization error carries the address as well (RFC 6749 section 4.1.2.1)."""
    answer = sent_back(
        await house.browser().authorize(prompt="dance", state=SECRET, nonce=SECRET * 2)
    )
    page = (await house.http.get(answer["error_uri"])).text
    assert "dance" in page
    assert "OpenID Connect Core section 3.1.2.1" in page
    assert SECRET not in page
    assert SECRET not in await everything_kept(house)


async def test_a_page_of_ours_leads_there_too(house: House) -> None:
    """An address that is not trusted: the page shows both, and links to the whole story."""
    page = await house.browser().authorize(redirect_uri="http://127.0.0.1:9/cb")
    assert page.status_code == 400
    link = page.text.split('href="/developper/refus/')[1].split('"')[0]
    told = (await house.http.get(f"/developper/refus/{link}")).text
    assert "http://127.0.0.1:9/cb" in told
    assert CALLBACK in told


async def test_a_bearer_challenge_leads_there(house: House) -> None:
    """RFC 6750 section 3 has room for it beside the error."""
    answer = await house.userinfo(SECRET)
    challenge = answer.headers["www-authenticate"]
    uri = challenge.split('error_uri="')[1].split('"')[0]
    page = (await house.http.get(uri)).text
    assert "RFC 6750 section 3.1" in page
    assert SECRET not in page


async def test_a_refused_registration_leads_there(house: House) -> None:
    """RFC 7591 and RFC 7592: each refusal has its page, and is on the list."""
    posted = await house.http.post("/oidc/register", json={"redirect_uris": [7]})
    managed = await house.http.get("/oidc/register/cli_none", headers={"Authorization": "Bearer x"})
    listed = (await house.http.get("/developper/refus")).text
    for answer in (posted, managed):
        told = answer.json()
        page = await house.http.get(told["error_uri"])
        assert page.status_code == 200
        assert told["error_description"] in html.unescape(page.text)
        assert told["error_uri"].rpartition("/")[2] in listed


def test_every_event_of_a_refusal_has_a_page() -> None:
    """Whatever a door or the authorization endpoint journals, `/developper/refus` shows."""
    ways = [route.endpoint for route in oidc.routes() if isinstance(route, Route)]
    doors = {door.event.value for door in ways if isinstance(door, Door)}
    named = {
        Event[event.attr].value
        for path in python_files("sandbox/oidc")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "journal_refusal"
        for event in node.args[2:]
        if isinstance(event, ast.Attribute) and getattr(event.value, "id", "") == "Event"
    }
    assert named
    assert doors | named == set(SHOWN_REFUSALS)


async def test_refusals_are_listed_newest_first(house: House) -> None:
    """A developer who missed the answer finds it in the list, in both languages."""
    await house.http.post("/oidc/token", data={"client_id": "rp-uno"})
    await house.http.post("/oidc/token", data={"client_id": "rp-due"})
    for lang in ("fr", "en"):
        listed = (await house.http.get("/developper/refus", params={"lang": lang})).text
        assert 0 < listed.index("rp-due") < listed.index("rp-uno")
        assert "⟦" not in listed


async def test_only_refusals_have_a_page(house: House) -> None:
    """Another entry of the journal, or none, is not found there."""
    async with house.desk.look("default") as (tx, _):
        entry = await tx.one(JournalEntry)
    for one in (entry.id if entry else "none", "evt_0", "%00"):
        assert (await house.http.get(f"/developper/refus/{one}")).status_code == 404


async def test_what_is_shown_is_escaped_and_short(house: House) -> None:
    """A hostile value is text on the page, and no more than its beginning is kept."""
    hostile = "<script>alert(1)</script>" + "x" * 5000
    answer = await house.http.post("/oidc/token", data={"grant_type": hostile, hostile: "1"})
    page = (await house.http.get(answer.json()["error_uri"])).text
    assert "<script>alert" not in page
    assert "x" * 301 not in page


async def test_nine_digits_are_kept_nowhere(house: House) -> None:
    """What could be a social insurance number is masked, in names and in values."""
    data = {"scope": "openid 046 454 286", "client_id": "046454286", "046-454-286": "1"}
    answer = await house.http.post("/oidc/token", data=data)
    kept = await everything_kept(house)
    page = (await house.http.get(answer.json()["error_uri"])).text
    for spelling in ("046 454 286", "046454286", "046-454-286"):
        assert spelling not in kept
        assert spelling not in page


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "vN4kqT8mWz2LrXc7bYh3GdJp9sFa6eRuQwCtKjVnZxM",
        "5f0e8a8c2b9d4c1fa7f2a8fb6f0f3c1d5b9ee1c2f77a41b5a6cfd9e1c4b2a0d3",
    ],
)
async def test_a_secret_in_the_wrong_place_is_not_kept(house: House, secret: str) -> None:
    """A token sent without a name, or a handle in a path, is no name and no address to keep."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("token", "introspect"):
        await house.http.post(f"/oidc/{path}", content=secret, headers=form)
    await house.http.get(f"/oidc/authorize/{secret}/resume")
    await house.http.get(f"/oidc/authorize?{secret}")
    await house.http.get(f"/oidc/register/{secret}")
    assert secret not in await everything_kept(house)
    assert secret not in (await house.http.get("/developper/refus")).text


async def test_a_refusal_does_not_copy_a_long_registration(house: House) -> None:
    """One mistaken address must not write fifty registered ones into the journal each time."""
    uris = [f"http://127.0.0.1:8401/{number}/{'x' * 1000}" for number in range(50)]
    await enrol(house, client("wide", redirect_uris=uris))
    params = {"client_id": "wide", "redirect_uri": "http://127.0.0.1:9/"}
    await house.http.get("/oidc/authorize", params=params)
    assert len(await everything_kept(house)) < 5000


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Every place in the provider that builds a refusal."""
    builders = {"Refusal", "invalid_request", "invalid_client", "invalid_grant"}
    for path in python_files("sandbox/oidc"):
        if path.name == "refusals.py":
            continue
        for node in ast.walk(parsed(path)):
            called = getattr(node, "func", None)
            name = called.id if isinstance(called, ast.Name) else ""
            if isinstance(node, ast.Call) and name in builders:
                yield f"{shown(path)}:{node.lineno}", node


def test_every_refusal_says_what_to_do() -> None:
    """No refusal of the provider is built without a hint: description alone does not teach."""
    found = dict(refusals())
    assert len(found) > 30
    bare = [
        place
        for place, call in found.items()
        if len(call.args) + len(call.keywords) < (3 if call.func.id == "Refusal" else 2)  # type: ignore[attr-defined]
    ]
    assert not bare
