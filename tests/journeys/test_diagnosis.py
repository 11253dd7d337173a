"""The diagnosis of addresses: found from where one errs, true of this request, and harmless."""

import pytest

from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.site import Site
from tests.journeys import ready
from tests.journeys.test_signin_for_application import request_path
from tests.journeys.visitor import Visitor

PAGE = "/developper/diagnostic"
DISCOVERY = "/.well-known/openid-configuration"
NASTY = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Les adresses concordent"), ("en", "The addresses agree")]
)
async def test_a_request_that_came_right_is_told_so(
    visitor: Visitor, lang: str, words: str
) -> None:
    """Found from the developer's page, in both languages, with what is configured."""
    develop = await visitor.get(f"/developper?lang={lang}")
    assert PAGE in [href for href, _ in develop.links]
    page = await visitor.get(PAGE)
    assert page.has("html", lang=f"{lang}-CA")
    assert words in page.text
    for shown in ("SANDBOX_ISSUER", "http://127.0.0.1:8400", "SANDBOX_BACKCHANNEL_URL", "Host"):
        assert shown in page.text


@pytest.mark.parametrize(
    ("headers", "setting"),
    [
        ({"host": "localhost:8400"}, "SANDBOX_ISSUER=http://localhost:8400"),
        ({"host": "127.0.0.1:9000"}, "SANDBOX_ISSUER=http://127.0.0.1:9000"),
        (
            {"referer": "https://localhost:9443/clicsequr/developper"},
            "SANDBOX_ISSUER=https://localhost:9443/clicsequr",
        ),
        (
            {"x-forwarded-proto": "https", "x-forwarded-host": "proxy.example"},
            "SANDBOX_ISSUER=https://proxy.example",
        ),
    ],
)
async def test_the_page_names_the_setting_and_its_value(
    visitor: Visitor, headers: dict[str, str], setting: str
) -> None:
    """A browser elsewhere is told in one line what to write, and can copy it."""
    visitor.client.headers.update({"accept": "text/html", **headers})
    page = await visitor.get(PAGE)
    assert page.status == 200
    assert setting in page.text


async def test_a_page_that_is_of_another_site_says_nothing(visitor: Visitor) -> None:
    """A Referer that the browser marks as foreign is not read."""
    visitor.client.headers.update(
        {"referer": "https://evil.example/developper", "sec-fetch-site": "cross-site"}
    )
    page = await visitor.get(PAGE)
    assert "evil.example" not in page.html


@pytest.mark.parametrize(
    "name", ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "referer"]
)
async def test_headers_are_shown_and_never_obeyed(visitor: Visitor, name: str) -> None:
    """Markup in a header is text; no link, form, redirection or cookie follows one."""
    visitor.client.headers[name] = NASTY + "evil.example"
    page = await visitor.get(f"{PAGE}?lang=en")
    assert "<script>alert" not in page.html
    addresses = [href for href, _ in page.links] + [form.action for form in page.forms]
    assert not [address for address in addresses if "evil" in address or ":" in address]
    assert "evil" not in page.response.headers.get("set-cookie", "")
    told = await visitor.client.get(f"{PAGE}.json")
    assert told.headers["content-type"] == "application/json"
    assert "evil.example" not in str(told.json()["change"])


async def test_scripts_get_the_same_facts_as_json(visitor: Visitor) -> None:
    """By its own address or by Accept: configuration, request, findings, the value to set."""
    headers = {"host": "sandbox:8400", "accept": "application/json"}
    by_accept = await visitor.client.get(PAGE, headers=headers)
    told = (await visitor.client.get(f"{PAGE}.json", headers=headers)).json()
    assert {**by_accept.json(), "came": told["came"]} == told
    assert by_accept.headers["cache-control"] == "no-store"
    assert told["agrees"] is False
    assert told["findings"][0]["code"] == "program-elsewhere"
    assert "⟦" not in str(told)
    assert told["change"] == {
        "setting": "SANDBOX_BACKCHANNEL_URL",
        "value": "http://sandbox:8400",
    }
    assert told["configured"]["SANDBOX_ISSUER"] == "http://127.0.0.1:8400"
    assert told["came"]["Host"] == "sandbox:8400"


async def test_nobodys_address_behind_a_proxy_is_shown(visitor: Visitor) -> None:
    """Of `Forwarded`, the protocol and the host; never for whom."""
    visitor.client.headers["forwarded"] = "for=203.0.113.9;proto=http;host=127.0.0.1:8400"
    told = (await visitor.client.get(f"{PAGE}.json")).json()
    assert told["came"]["Forwarded"] == "proto=http; host=127.0.0.1:8400"
    assert "203.0.113.9" not in (await visitor.get(PAGE)).html


async def test_what_came_elsewhere_before_is_remembered(visitor: Visitor) -> None:
    """Discovery, a back end and a browser under another name, each with a remedy."""
    for path in (DISCOVERY, DISCOVERY, "/oidc/jwks", "/oidc/authorize"):
        await visitor.client.get(path, headers={"host": "sandbox:8400"})
    told = (await visitor.client.get(f"{PAGE}.json")).json()["earlier"]
    assert [(one["kind"], one["times"]) for one in told] == [
        ("browser", 1),
        ("back-end", 1),
        ("discovery", 2),
    ]
    assert told[2]["differs"] == ["name"]
    assert told[2]["change"]["value"] == "http://sandbox:8400"
    page = await visitor.get(PAGE)
    assert "Découverte demandée à une autre adresse" in page.text
    assert "SANDBOX_BACKCHANNEL_URL=http://sandbox:8400" in page.text
    assert "2 fois" in page.text


async def test_an_issuer_with_a_slash_too_many_is_noticed(visitor: Visitor) -> None:
    """A library told of an issuer with a trailing slash asks for two (Discovery section 4)."""
    assert (await visitor.client.get(f"http://127.0.0.1:8400/{DISCOVERY}")).status_code == 404
    (told,) = (await visitor.client.get(f"{PAGE}.json")).json()["earlier"]
    assert told["sent"] == f"http://127.0.0.1:8400/{DISCOVERY}"
    assert (told["differs"], told["change"]) == (["slash"], None)


async def test_a_redirect_uri_refused_by_a_little_is_explained(visitor: Visitor) -> None:
    """The refusal leads to the diagnosis, which names the difference and the setting."""
    near = "http://localhost:3000/callback?session=abc"
    refused = await visitor.get(request_path(redirect_uri=near))
    assert refused.status == 400
    assert PAGE in [href for href, _ in refused.links]
    told = (await visitor.client.get(f"{PAGE}.json")).json()["earlier"]
    assert told[0]["kind"] == "return-address"
    assert told[0]["sent"] == "http://localhost:3000/callback"
    assert told[0]["differs"] == ["port"]
    assert told[0]["change"] == {
        "setting": "SANDBOX_PORTAL_URL",
        "value": "http://localhost:3000",
    }


async def test_a_form_without_its_cookie_leads_to_the_diagnosis(visitor: Visitor) -> None:
    """A browser that drops Secure cookies ends here, and reads where it was."""
    page = await visitor.get("/connexion")
    visitor.client.cookies.clear()
    visitor.client.headers["origin"] = "http://localhost:8400"
    stale = await visitor.send(page.forms[0], code_utilisateur=ready.ACTIVE, mot_de_passe="x")
    assert stale.status == 403
    assert PAGE in [href for href, _ in stale.links]
    told = (await visitor.client.get(f"{PAGE}.json")).json()["earlier"]
    assert (told[0]["kind"], told[0]["sent"]) == ("form", "http://localhost:8400")


async def test_the_developers_page_tells_where_back_ends_read_discovery(
    visitor: Visitor, desk: Desk
) -> None:
    """With a back-channel base, each space has its own address under it."""
    assert "sandbox:8400" not in (await visitor.get("/developper")).text
    desk.site = Site(desk.site.base_url, "http://sandbox:8400")
    await spaces.create(desk, "groupe-3")
    page = await visitor.get("/b/groupe-3/developper")
    assert f"http://sandbox:8400/b/groupe-3{DISCOVERY}" in page.text


async def test_a_space_is_told_of_its_own_requests_alone(visitor: Visitor, desk: Desk) -> None:
    """What came to one space is not shown in another."""
    await spaces.create(desk, "groupe-3")
    await visitor.client.get(f"/b/groupe-3{DISCOVERY}", headers={"host": "sandbox:8400"})
    assert "sandbox:8400" not in (await visitor.get(PAGE)).text
    assert "sandbox:8400" in (await visitor.get(f"/b/groupe-3{PAGE}")).text
