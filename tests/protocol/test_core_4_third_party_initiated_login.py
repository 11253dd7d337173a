"""OpenID Connect Core section 4: the sandbox begins a sign-in in an application that offers it."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

from sandbox.domain.provider import Client
from tests.protocol.house import SITE, House


async def offer(house: House, **where: str) -> None:
    """Let clients register where a third party may begin a sign-in."""
    async with house.desk.work("default") as (tx, _):
        for client_id, uri in where.items():
            row = await tx.need(Client, client_id)
            metadata = {**row.metadata, "initiate_login_uri": uri}
            await tx.save(replace(row, metadata=metadata))


def links(page: str) -> list[str]:
    """Addresses that the page leads to outside of the sandbox."""
    return [unescape(href) for href in re.findall(r'href="(https?://[^"]*)"', page)]


async def test_the_developer_is_led_to_each_registered_address(house: House) -> None:
    """`iss` is added to the query that was registered, by the name under which we are known."""
    await offer(
        house,
        portal="https://app.exemple.invalid/login?from=clicsequr#top",
        other="https://b.exemple.invalid/begin",
    )
    found = links((await house.http.get("/developper")).text)
    assert len(found) == 2
    first, second = (urlsplit(link) for link in sorted(found))
    assert first.hostname == "app.exemple.invalid"
    assert parse_qs(first.query) == {"from": ["clicsequr"], "iss": [SITE]}
    assert first.fragment == ""
    assert parse_qs(second.query) == {"iss": [SITE]}


async def test_a_person_signed_in_is_hinted_at_by_her_handle(house: House) -> None:
    """From one's own account `login_hint` says who comes, never by the user code."""
    await offer(house, portal="https://app.exemple.invalid/login")
    browser = house.browser()
    await browser.code()
    page = (await browser.http.get("/compte")).text
    (link,) = [found for found in links(page) if "app.exemple.invalid" in found]
    assert parse_qs(urlsplit(link).query) == {"iss": [SITE], "login_hint": ["marguerite"]}
    assert "RSEACT24" not in page


async def test_the_hint_comes_back_to_the_sign_in_page(house: House) -> None:
    """What the application passes on fills in the user code, on our page alone."""
    page = await house.browser().authorize(login_hint="marguerite")
    form = await house.http.get(page.headers["location"])
    assert form.status_code == 410  # of another browser
    browser = house.browser()
    page = await browser.authorize(login_hint="marguerite")
    assert 'value="RSEACT24"' in (await browser.http.get(page.headers["location"])).text


async def test_without_a_registered_address_nothing_is_offered(house: House) -> None:
    """No client of the cast offers it, so neither page has a list."""
    assert links((await house.http.get("/developper")).text) == []
