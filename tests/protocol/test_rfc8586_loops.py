"""RFC 8586: a request of the sandbox that comes back to it fetches nothing.

A client may name as its `jwks_uri` or `request_uris` an address of the sandbox at which its keys
are needed to answer: each request would make the next one.
"""

import asyncio

from sandbox.domain.events import Event
from sandbox.oidc.outbound import Reach, exchange
from tests.protocol.cast import client
from tests.protocol.house import SITE, House
from tests.protocol.outside import Outside
from tests.protocol.signers import enrol, request_claims, signed


async def test_our_own_request_makes_no_other(house: House, outside: Outside) -> None:
    """What an address of ours would need from that same address is as if nobody answered."""
    away = {"jwks_uri": f"{SITE}/oidc/authorize?client_id=away&request=x"}
    away["token_endpoint_auth_method"] = "private_key_jwt"
    await enrol(house, client("away", **away))
    params = {"client_id": "away", "request": signed(request_claims(house, "away"))}
    for told in ("clicsequr-sandbox", "other; v=1, clicsequr-sandbox"):
        headers = {"CDN-Loop": told}
        answer = await house.http.get("/oidc/authorize", params=params, headers=headers)
        assert answer.status_code == 400
        assert "invalid_request_object" in answer.text
    assert outside.called == []
    facts = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert "a sandbox asks for it" in facts[0].data["hint"]
    await house.http.get("/oidc/authorize", params=params, headers={"CDN-Loop": "other"})
    assert outside.called == [away["jwks_uri"]]


async def test_each_request_of_ours_says_whose_it_is() -> None:
    """So that a sandbox, this one or another, knows it again."""
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        for method in ("GET", "POST"):
            await exchange(method, f"http://127.0.0.1:{port}/", Reach(loopback=True))
    assert len(heads) == 2
    assert all(b"\r\ncdn-loop: clicsequr-sandbox\r\n" in head.lower() for head in heads)
