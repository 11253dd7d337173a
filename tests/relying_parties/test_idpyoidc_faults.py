"""idpyoidc, unmodified, refuses a spoilt ID token, and takes the next one."""

import httpx2
import pytest
from cryptojwt.exception import BadSignature, UnsupportedAlgorithm
from cryptojwt.jws.exception import NoSuitableSigningKeys
from idpyoidc.exception import MissingRequiredAttribute, NotForMe
from idpyoidc.message.oidc import EXPError

from tests.live import LiveServer
from tests.relying_parties.plain_browser import PlainBrowser
from tests.relying_parties.test_idpyoidc import READY, Party
from tests.relying_parties.test_idpyoidc import sandbox as sandbox

REFUSED: dict[str, tuple[type[Exception], str | None]] = {
    "id-token-wrong-iss": (ValueError, "Unknown issuer"),
    "id-token-wrong-aud": (NotForMe, "somebody-else"),
    "id-token-missing-sub": (MissingRequiredAttribute, "sub"),
    "id-token-expired": (EXPError, "expiration"),
    "id-token-wrong-nonce": (ValueError, "nonce"),
    "id-token-signature-tampered": (BadSignature, None),
    "id-token-alg-none": (UnsupportedAlgorithm, "not allowed"),
    "id-token-hs256-public-key": (NoSuitableSigningKeys, None),
    "userinfo-other-sub": (ValueError, "sub"),
}


def armed(sandbox: LiveServer, fault: str) -> None:
    """Arm a fault for the next answer."""
    answer = httpx2.post(f"{sandbox.base_url}/_sandbox/faults/armed", json={"fault": fault})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("fault", REFUSED)
def test_it_refuses_and_the_next_is_honest(sandbox: LiveServer, fault: str) -> None:
    """The library ends the sign-in with an error of its own, and then takes an honest one."""
    kind, words = REFUSED[fault]
    with PlainBrowser() as browser:
        party = Party(sandbox, browser, READY)
        armed(sandbox, fault)
        with pytest.raises(kind, match=words):
            party.sign_in()
        board = httpx2.get(f"{sandbox.base_url}/_sandbox/faults/armed").json()
        assert board["never_struck"] == []
        assert party.sign_in()["id_token"]["simulation"] is True
