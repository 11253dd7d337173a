"""What a client assertion may be made for."""

import pytest

from sandbox.oidc.assertions import audiences
from sandbox.services.site import Site

SITE = Site("https://sandbox.example/clicsequr", "http://sandbox:8400/clicsequr")


@pytest.mark.parametrize("space", ["default", "classe-2"])
def test_the_issuer_and_every_spelling_of_the_endpoint(space: str) -> None:
    """The issuer comes first; a back end may know the endpoints under another name."""
    local = "" if space == "default" else f"/b/{space}"
    assert audiences(SITE, space, "/oidc/par") == (
        f"https://sandbox.example/clicsequr{local}",
        f"https://sandbox.example/clicsequr{local}/oidc/par",
        f"http://sandbox:8400/clicsequr{local}/oidc/par",
        f"https://sandbox.example/clicsequr{local}/oidc/token",
        f"http://sandbox:8400/clicsequr{local}/oidc/token",
    )


def test_an_assertion_is_of_one_space() -> None:
    """No name of one space is a name of another."""
    assert not set(audiences(SITE, "a", "/oidc/token")) & set(audiences(SITE, "b", "/oidc/token"))
