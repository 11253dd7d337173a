"""The catalogue of faults is whole: every entry of the plan, each with a spoiler and its words."""

from collections import Counter

import pytest

from sandbox.oidc.tampering import logout
from sandbox.oidc.tampering.engine import SPOILERS
from sandbox.texts import LANGUAGES, known, say
from sandbox.world.faults import CATALOGUE, ENDPOINTS, Place, UnknownFault, fault, persona_code

EXPECTED = {
    Place.AUTHORIZATION: """
        access-denied temporarily-unavailable server-error invalid-scope unauthorized-client
        unsupported-response-type login-required consent-required interaction-required
        account-selection-required unmet-authentication-requirements state-missing state-altered
        code-missing iss-wrong iss-missing sent-twice extra-parameters redirect-delayed
    """,
    Place.TOKEN: """
        invalid-grant invalid-client invalid-request 401 403 429 500 502 503 504 html-page
        malformed-json wrong-content-type access-token-missing token-type-missing
        expires-in-missing id-token-missing token-type-unknown expires-in-text
        expires-in-negative expires-in-tiny expires-in-huge scope-narrowed slow-body long-delay
        dropped redirect
    """,
    Place.ID_TOKEN: """
        wrong-iss wrong-aud missing-aud aud-with-a-stranger several-aud-without-azp wrong-azp
        missing-sub wrong-sub missing-iat expired not-yet-valid iat-in-the-future wrong-nonce
        missing-nonce wrong-at-hash signature-tampered alg-none hs256-public-key unknown-kid
        no-kid-two-keys no-kid-one-key unknown-crit wrong-typ auth-time-too-old
        acr-lower-than-asked simulation-missing oversized encrypted-to-another-key
    """,
    Place.REFRESH: """
        revoked reused other-issuer other-subject scope-shrinks no-new-id-token
    """,
    Place.USERINFO: """
        other-sub 401-invalid-token 403-insufficient-scope missing-claims wrong-types empty-body
        html
    """,
    Place.RAW: "delay status malformed wrong-content-type dropped slow-body",
}
"""What the plan of the project lists, place by place."""
PREFIXES = {
    Place.AUTHORIZATION: "authorization",
    Place.TOKEN: "token",
    Place.ID_TOKEN: "id-token",
    Place.REFRESH: "refresh",
    Place.USERINFO: "userinfo",
    Place.RAW: "raw",
}
ELSEWHERE = {
    Place.DISCOVERY: """
        discovery-issuer-mismatch discovery-endpoint-missing jwks-unavailable jwks-slow jwks-empty
        jwks-duplicate-kid keys-rotated-before-signing jwks-stale
    """,
    Place.LOGOUT: """
        logout-return-without-state logout-return-other-state logout-token-alg-none
        logout-token-wrong-alg logout-token-wrong-aud logout-token-wrong-iss logout-token-no-event
        logout-token-wrong-event logout-token-with-nonce logout-token-unknown-sid
        logout-token-sent-twice logout-token-before-session
    """,
    Place.ACCOUNT: """
        account-unknown-user-code account-temporary-password-expired account-must-change-password
        account-locked account-activation-pending account-refused account-suspended
        account-closed-before-token mandate-ended-mid-session account-several-organisations
    """,
}
"""The places whose ids have no prefix of their own."""


@pytest.mark.parametrize("place", Place)
def test_every_entry_of_the_plan_is_there(place: Place) -> None:
    """And no other, each once."""
    names = EXPECTED.get(place, "").split()
    expected = [f"{PREFIXES[place]}-{name}" for name in names] or ELSEWHERE[place].split()
    found = [each.id for each in CATALOGUE.values() if each.place is place]
    assert sorted(found) == sorted(expected)


def test_every_fault_has_a_spoiler_and_every_spoiler_a_fault() -> None:
    """Logout tokens leave through no door of ours: they are forged on their way out."""
    sent = {each.id for each in CATALOGUE.values() if each.endpoints == ("logout_token",)}
    armable = {each.id for each in CATALOGUE.values() if each.armable}
    assert set(SPOILERS) == armable - sent
    assert set(logout.FORGES) <= sent


def test_every_fault_has_its_words() -> None:
    """What is wrong and what must then be done, in both languages, each of its own."""
    for language in LANGUAGES:
        defects = Counter(
            (each.place, say(f"fault.{each.id}.defect", language)) for each in CATALOGUE.values()
        )
        assert defects.most_common(1)[0][1] == 1, defects.most_common(1)
    assert all(known(f"fault.{name}.duty") for name in CATALOGUE)


def test_every_fault_says_where_it_strikes_and_with_what() -> None:
    """Endpoints are known, options hold their default, a state of an account is never armed."""
    for each in CATALOGUE.values():
        assert set(each.endpoints) <= set(ENDPOINTS)
        assert bool(each.endpoints) is each.armable
        assert len(each.options) <= 1  # the page has one field
        for option in each.options:
            assert option.least <= option.default <= option.most
        assert len(persona_code(each.id)) <= 64  # what the sign-in page takes


def test_a_fault_is_found_by_its_id_and_by_its_user_code() -> None:
    """An unknown one tells what is near."""
    for name, each in CATALOGUE.items():
        assert fault(name) is fault(persona_code(name)) is each
    with pytest.raises(UnknownFault) as unknown:
        fault("FAUTE-ID-TOKEN-EXPIREE")
    assert "id-token-expired" in unknown.value.near
