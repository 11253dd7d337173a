"""Walking with a browser to the answer that the party is to read."""

from html import unescape
from re import findall
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.protocol.cast import PASSWORD, RSE
from tests.protocol.house import Browser
from tests.strict.party import StrictParty, Tokens

_HIDDEN = r'<input type="hidden" name="([^"]*)" value="([^"]*)"'


def answered(response: httpx2.Response) -> dict[str, str]:
    """Parameters of an authorization (or logout) response: by query, fragment or form."""
    where = urlsplit(response.headers.get("location", ""))
    if where.query or where.fragment:
        return dict(parse_qsl(where.query or where.fragment, keep_blank_values=True))
    return {unescape(name): unescape(value) for name, value in findall(_HIDDEN, response.text)}


async def sign_in(
    party: StrictParty,
    browser: Browser,
    who: str = RSE,
    password: str = PASSWORD,
    **params: str,
) -> Tokens:
    """A whole sign-in, as far as userinfo; raises `Wrong` at the first thing that is wrong."""
    asked = await party.ask(**params)
    page = await browser.http.get(asked.url)
    if "/connexion" in page.headers.get("location", ""):
        page = await browser.sign_in(page, who, password)
    tokens = await party.redeem(asked, await party.read_answer(asked, answered(page)))
    await party.userinfo(tokens)
    return tokens
