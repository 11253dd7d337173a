"""Tokens by a real flow, browsers without a page, clients, traces, keys."""

import pytest

from sandbox.remote import ControlError, FlowError, Sandbox, Space


def test_a_real_flow_gives_tokens_that_work(space: Space) -> None:
    """The ready client signs somebody in, asks who it is, and refreshes."""
    tokens = space.as_("rse-actif", scope="openid profile offline_access")
    assert tokens.claims["iss"] == space.issuer
    assert tokens.claims["aud"] == "pes-portal"
    assert tokens.claims["simulation"] is True
    assert tokens.header["alg"] == "RS256"
    assert tokens.userinfo()["sub"] == tokens.claims["sub"]
    refreshed = tokens.refresh()
    assert refreshed.access_token != tokens.access_token
    assert refreshed.claims["auth_time"] == tokens.claims["auth_time"]
    assert tokens.access_token not in repr(tokens)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_a_client_of_ones_own_signs_in(space: Space, method: str) -> None:
    """However it authenticates; and is gone once it is deleted."""
    client = space.client(token_endpoint_auth_method=method)
    assert bool(client.client_secret) is (method != "none")
    assert space.clients[client.client_id].metadata == client.metadata
    tokens = space.as_("deux-organisations", client, organisation="E03")
    assert tokens.claims["aud"] == client.client_id
    client.delete()
    assert client.client_id not in {each.client_id for each in space.clients}


def test_what_a_relying_party_must_not_accept_is_told(space: Space) -> None:
    """A spoilt answer of each place raises with the place and the word."""
    for fault, at in (
        ("authorization-access-denied", "authorize: access_denied"),
        ("authorization-state-altered", "authorize: wrong state"),
        ("token-invalid-grant", "token: invalid_grant"),
        ("id-token-wrong-nonce", "token: wrong nonce"),
        ("token-dropped", "token: no answer"),
    ):
        with space.fault(fault), pytest.raises(FlowError) as refused:
            space.as_("rse-actif")
        assert str(refused.value).startswith(at)
    with space.fault("userinfo-401-invalid-token"):
        tokens = space.as_("rse-actif")
        with pytest.raises(FlowError, match=r"userinfo: invalid_token.*\[401\]"):
            tokens.userinfo()


def test_who_cannot_sign_in_is_told(sandbox: Sandbox, space: Space) -> None:
    """An unknown hint, and a space where a hint does not sign in."""
    with pytest.raises(FlowError):
        space.as_("personne-ici")
    with (
        sandbox.create_space() as strict,
        pytest.raises(FlowError, match="hint_signs_in=True"),
    ):
        strict.as_("rse-actif")
    signer = space.client(token_endpoint_auth_method="private_key_jwt", jwks=KEYS)
    with pytest.raises(ValueError, match="private_key_jwt"):
        space.as_("rse-actif", signer)


def test_a_browser_is_signed_in_and_out(space: Space) -> None:
    """Its cookies are Playwright's, its session is listed until it is ended."""
    state = space.sign_in("rse-actif")
    assert state.cookies[0]["name"] in state.header
    assert state.storage_state["origins"] == []
    assert space.sessions[state.sid].user_code == "RSEACT24"
    state.end()
    with pytest.raises(ControlError, match="Known: none yet"):
        space.sessions[state.sid]


def test_a_sign_in_has_its_timeline(space: Space) -> None:
    """Listed, told step by step, and as one file in either language."""
    space.as_("rse-actif")
    newest = next(iter(space.traces))
    trace = space.traces[newest.id]
    assert [step["name"] for step in trace.steps][-1] == "oidc.code_redeemed"
    assert 'lang="en-CA"' in trace.html("en")
    assert 'lang="fr-CA"' in trace.html()
    assert len(space.traces.list(limit=1)) == 1
    assert len(space.traces) > 1


def test_keys_turn(space: Space) -> None:
    """A new key signs at once where it is told to."""
    turned = space.keys.rotate(now=True)
    assert turned.kid in {key.kid for key in space.keys}
    assert space.as_("rse-actif").header["kid"] == turned.kid
    assert space.deliver() == len(space.deliveries) == 0


KEYS = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "kid": "test",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    ]
}
"""The public key of RFC 7515, appendix A.3."""
