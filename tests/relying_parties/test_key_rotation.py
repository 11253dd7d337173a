"""Signing keys change under running relying parties that verify every signature.

Those written for other platforms are in their own files: Apache's module, idpyoidc, the browser's.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.tree import ROOT
from tests.live import LiveServer
from tests.relying_parties import node
from tests.relying_parties.rotation import ROTATE, environment_of, lasting_sandbox
from tests.relying_parties.test_openid_client import CLIENTS, PASSWORD, USER_CODE


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own, with its state in a folder."""
    with lasting_sandbox(tmp_path_factory.mktemp("rotation")) as server:
        yield server


@pytest.fixture(scope="module", params=["openid-client", "oauth4webapi"])
def seen(request: pytest.FixtureRequest, sandbox: LiveServer) -> dict[str, Any]:
    """The key of each sign-in of one library, from the first key to the third."""
    given = {
        "library": request.param,
        "userCode": USER_CODE,
        "password": PASSWORD,
        "rotate": {"command": ROTATE, "cwd": str(ROOT), "env": environment_of(sandbox)},
        **CLIENTS["pes-portal"],
    }
    return node.run("key_rotation.mjs", sandbox, given)


def test_a_published_key_does_not_sign_yet(seen: dict[str, Any]) -> None:
    """Whoever holds the old keys notices nothing while the new one is announced."""
    assert seen["published"] != seen["before"]
    assert seen["whilePublished"] == seen["before"]


def test_a_key_in_use_is_found_by_who_holds_the_old_ones(seen: dict[str, Any]) -> None:
    """The library meets a `kid` it does not know, asks for the keys, and goes on."""
    assert seen["onceUsed"] == seen["onceUsedAgain"] == seen["published"]


def test_an_emergency_is_survived_a_minute_later(seen: dict[str, Any]) -> None:
    """At once the library refuses what its keys cannot verify, and then it finds the new key."""
    assert seen["tooSoon"] == "OAUTH_KEY_SELECTION_FAILED"
    assert seen["afterEmergency"] == seen["emergency"]


def test_withdrawn_keys_are_published_no_more(seen: dict[str, Any]) -> None:
    """Of RS256 only the key of the emergency is left."""
    assert seen["emergency"] in seen["keys"]
    assert not {seen["before"], seen["published"]} & set(seen["keys"])
