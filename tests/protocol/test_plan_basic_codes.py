"""Certification plan Basic: codes and refresh tokens used twice or by others, strange addresses."""

from tests.protocol import suite_checks as check
from tests.protocol.party import Grant, Party
from tests.protocol.person import CONSENT
from tests.protocol.suite import CALLBACK, Suite


async def _again(party: Party, grant: Grant) -> None:
    """The code of a grant is redeemed a second time, and refused."""
    form = {
        "grant_type": "authorization_code",
        "code": grant.answer.params["code"],
        "redirect_uri": CALLBACK,
    }
    check.invalid_grant(await party.token(form))


async def test_oidcc_codereuse(suite: Suite) -> None:
    """A code redeemed again at once is refused."""
    party = await suite.client()
    await _again(party, await party.sign_in(suite.person()))


async def test_oidcc_codereuse_30seconds(suite: Suite) -> None:
    """A code redeemed again after thirty seconds is refused, and takes its tokens with it."""
    party = await suite.client()
    grant = await party.sign_in(suite.person())
    suite.house.watch.forward(30)
    await _again(party, grant)
    response = await party.userinfo(grant)
    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


async def test_oidcc_ensure_registered_redirect_uri(suite: Suite) -> None:
    """An address that only begins like the registered one ends on our error page."""
    party = await suite.client()
    sent = party.request(redirect_uri=f"{CALLBACK}/{suite.fresh()}")
    answer = await party.send(suite.person(), sent)
    check.error_page(answer.response)
    assert answer.pages == ()


async def _refreshed(party: Party, first: Grant, **more: str) -> Grant:
    """A refresh one second later: other tokens, the same sign-in told again."""
    suite = party.suite
    suite.house.watch.forward(1)
    form = {"grant_type": "refresh_token", "refresh_token": first.tokens["refresh_token"], **more}
    tokens = check.token_response(await party.token(form))
    assert tokens["access_token"] != first.tokens["access_token"]
    header, claims = await party.read(tokens, "")
    for name in ("iss", "sub", "aud", "auth_time"):
        assert claims[name] == first.claims[name]
    assert claims["iat"] > first.claims["iat"]
    again = Grant(first.answer, tokens, claims, header)
    assert (await party.userinfo(again)).status_code == 200
    return again


async def test_oidcc_refresh_token(suite: Suite) -> None:
    """Two clients refresh, and the token of one is worth nothing to the other."""
    kinds = ["authorization_code", "refresh_token"]
    one = await suite.client("one", grant_types=kinds)
    two = await suite.client("two", grant_types=kinds)
    metadata = await suite.metadata()
    assert "refresh_token" in metadata["grant_types_supported"]
    assert "offline_access" in metadata["scopes_supported"]
    person, scope = suite.person(), "openid offline_access"
    asked = await one.ask(person, scope=scope, prompt="consent")
    assert CONSENT in asked.pages
    first = await one.redeem(asked)
    await _refreshed(one, first, scope=scope)
    long_nonce = suite.fresh(43)
    asked = await two.ask(person, scope=scope, prompt="consent", nonce=long_nonce)
    second = await _refreshed(two, await two.redeem(asked))
    token = second.tokens["refresh_token"]
    assert len(token) * 8 >= 128
    stolen = {"grant_type": "refresh_token", "refresh_token": token, "scope": scope}
    check.invalid_grant(await one.token(stolen))
