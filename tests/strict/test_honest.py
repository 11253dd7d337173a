"""The strict relying party finds nothing wrong in an honest provider."""

import httpx2
import pytest

from tests.protocol.cast import PORTAL_SECRET
from tests.protocol.conftest import house as house
from tests.protocol.house import House
from tests.strict import StrictParty, Wrong, sign_in

SCOPE = "openid profile email entreprise offline_access"


@pytest.fixture
def party(house: House) -> StrictParty:
    """A party of the ready client of these tests."""
    return StrictParty(house.http, "portal", PORTAL_SECRET, now=house.watch.read)


async def test_a_whole_session_is_in_order(house: House, party: StrictParty):
    """Signing in by each way, refreshing twice and asking who it is."""
    for mode in ("", "query", "fragment", "form_post", "query.jwt", "form_post.jwt"):
        tokens = await sign_in(
            party,
            house.browser(),
            scope=SCOPE,
            response_mode=mode,
            max_age="600",
        )
        for _ in range(2):
            tokens = await party.refresh(tokens)
            await party.userinfo(tokens)


async def test_a_second_response_and_a_stranger_are_refused(house: House, party: StrictParty):
    """What it has answered once is not answered again; an error is told by its name."""
    asked = await party.ask()
    params = {"state": asked.params["state"], "iss": party.issuer, "error": "access_denied"}
    for reason in ("authorization.access_denied", "authorization.repeated"):
        with pytest.raises(Wrong) as caught:
            await party.read_answer(asked, params)
        assert caught.value.reason == reason


async def test_nobody_answers(house: House):
    """A connection that breaks is told from an answer that is wrong."""

    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError("cut", request=request)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(broken))
    with pytest.raises(Wrong, match=r"http\.connection"):
        await StrictParty(http, "portal", PORTAL_SECRET).metadata()
