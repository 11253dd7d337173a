"""A request finds its space, and one that names no space finds nothing."""

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.domain.errors import BadInput
from sandbox.faces import located
from sandbox.services import spaces
from sandbox.services.site import Site
from sandbox.settings import Settings


@pytest.fixture
async def http(application, desk):
    """A client over the application, with a second space."""
    await spaces.create(desk, "classe-1")
    transport = httpx2.ASGITransport(application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "issuer"),
    [
        ("/.well-known/openid-configuration", "http://127.0.0.1:8400"),
        ("/b/classe-1/.well-known/openid-configuration", "http://127.0.0.1:8400/b/classe-1"),
        ("/.well-known/oauth-authorization-server/b/classe-1", "http://127.0.0.1:8400/b/classe-1"),
    ],
)
async def test_each_space_has_its_issuer(http, path, issuer):
    """The path alone says which space a request is for (RFC 8414 section 3.1 included)."""
    assert (await http.get(path)).json()["issuer"] == issuer


@pytest.mark.parametrize("path", ["/b/nulle-part/", "/b/default/x", "/b/", "/b/A%2F..%2Fclasse-1"])
async def test_no_space_no_page(http, path):
    """A path of a space that does not exist is answered 404, on a page."""
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_programs_are_told_in_json(http):
    """A program that names an unknown space is told so in the one shape of errors."""
    answer = await http.get("/b/nulle-part/oidc/jwks")
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message", "hint", "cite", "status"}


async def test_people_are_told_on_a_page(http):
    """Where the protocol sends a browser, a person reads what went wrong."""
    answer = await http.get("/b/nulle-part/oidc/authorize")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_address_without_a_slash_is_the_space_too(http):
    """`/b/classe-1` is the front door of the space."""
    answer = await http.get("/b/classe-1", follow_redirects=True)
    assert answer.status_code == 200
    assert "/b/classe-1/inscription" in answer.text


async def test_a_path_of_two_slashes_leads_nowhere_else(http):
    """The language link of the page stays on this site."""
    answer = await http.get("//evil.example/x")
    assert answer.status_code == 404
    assert 'href="//' not in answer.text


async def test_no_redirection_is_built_from_the_host_header(http):
    """A slash too many is a page that is not there, wherever the request says it was sent."""
    answer = await http.get("/connexion/", headers={"host": "evil.example"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", ("default", "/")),
        ("/idp", ("default", "/")),
        ("/idp/b/x/oidc/token", ("x", "/oidc/token")),
        ("/b/x/oidc/token", ("x", "/oidc/token")),
        ("/b/x", ("x", "/")),
        ("/b/default/x", ("default", "/b/default/x")),
        (
            "/.well-known/oauth-authorization-server/idp",
            ("default", "/.well-known/oauth-authorization-server"),
        ),
        (
            "/.well-known/oauth-authorization-server/idp/b/x",
            ("x", "/.well-known/oauth-authorization-server"),
        ),
        ("/.well-known/openid-configuration/idp/b/x/", ("x", "/.well-known/openid-configuration")),
        ("/.well-known/openid-configuration/b/x", ("x", "/.well-known/openid-configuration")),
        ("/idp/b/x/.well-known/openid-configuration", ("x", "/.well-known/openid-configuration")),
        ("/.well-known/a/other", ("default", "/.well-known/a/other")),
        ("/.well-known/a/idp/b/x/more", ("default", "/.well-known/a/idp/b/x/more")),
        ("/.well-known/a" * 5000, ("default", "/.well-known/a" * 5000)),
    ],
)
def test_the_path_of_the_issuer_may_come_along_or_not(path, found):
    """Under an issuer with a path, both forms of RFC 8414 section 3.1, stripped or passed on."""
    assert located(path, Site("https://proxy.example/idp")) == found


@pytest.mark.parametrize("path", ["/oidc", "/b/x", "/static", "/compte/y", "/.well-known/z"])
def test_a_root_that_begins_like_our_own_paths_is_refused_at_start(path):
    """Nobody could tell whether a proxy stripped it."""
    settings = Settings(
        issuer=f"https://proxy.example{path}", data="", control_token="un-jeton-de-commande"
    )
    with pytest.raises(BadInput, match=path.split("/")[1]):
        create_app(settings)
