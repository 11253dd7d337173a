"""RFC 7636: the proof of the party that began."""

import pytest

from tests.protocol.house import VERIFIER, House, sent_back


async def test_a_public_client_must_send_pkce(house: House) -> None:
    """A public client that sends no challenge is refused where it asks for the code."""
    response = await house.browser().authorize("spa", code_challenge="", code_challenge_method="")
    answer = sent_back(response)
    assert answer["error"] == "invalid_request"
    assert (answer["state"], answer["iss"]) == ("s-1", "http://127.0.0.1:8400")


@pytest.mark.parametrize(
    "asked",
    [
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"code_challenge": VERIFIER, "code_challenge_method": ""},
        {"code_challenge": "too-short", "code_challenge_method": "S256"},
        {"code_challenge": "", "code_challenge_method": "S256"},
        {"code_challenge": "é" * 43, "code_challenge_method": "S256"},
    ],
)
async def test_only_a_well_formed_s256_challenge_passes(
    house: House, asked: dict[str, str]
) -> None:
    """Plain, its silent default, and malformed challenges are refused for every client."""
    response = await house.browser().authorize(**asked)
    assert sent_back(response)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("verifier", "error"),
    [("", "invalid_request"), ("x" * 43, "invalid_grant"), ("é" * 43, "invalid_request")],
)
async def test_a_challenge_that_was_sent_is_verified(
    house: House, verifier: str, error: str
) -> None:
    """A confidential client that sent a challenge must bring the verifier too."""
    code = await house.browser().code()
    refused = await house.redeem(code, code_verifier=verifier)
    assert refused.status_code == 400
    assert refused.json()["error"] == error


async def test_a_verifier_without_a_challenge_is_refused(house: House) -> None:
    """A verifier for a code that was asked for without a challenge hides a downgrade."""
    code = await house.browser().code(code_challenge="", code_challenge_method="")
    refused = await house.redeem(code)
    assert refused.json()["error"] == "invalid_request"


async def test_a_confidential_client_may_do_without(house: House) -> None:
    """A client that proves itself by its secret need not send a challenge."""
    code = await house.browser().code(code_challenge="", code_challenge_method="")
    assert (await house.redeem(code, code_verifier="")).status_code == 200
