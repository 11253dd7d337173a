"""One sign-in with everything around it, by a strict relying party, in a space of its own."""

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from tests.strict import StrictParty, Wrong, answered
from tests.strict.party import Asked, Tokens

CALLBACK = "http://127.0.0.1:8401/callback"
AFTER_LOGOUT = "http://127.0.0.1:8401/"
SCOPE = "openid profile email entreprise offline_access"
ASKED = {"scope": SCOPE, "max_age": "600", "acr_values": "urn:clicsequr-sandbox:acr:1"}
CLIENT = {
    "redirect_uris": [CALLBACK],
    "post_logout_redirect_uris": [AFTER_LOGOUT],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": SCOPE,
}
_RETURN = re.compile(r'href="([^"]*)" data-onward')
_MOST_HOPS = 5


async def journey(party: StrictParty, http: httpx2.AsyncClient, who: str) -> str:
    """Sign in, read userinfo, refresh, sign out; the reason why it ended early, or nothing."""
    try:
        asked = await party.ask(login_hint=who, **ASKED)
        code = await party.read_answer(asked, answered(await _onward(http, asked)))
        tokens = await party.redeem(asked, code)
        await party.userinfo(tokens)
        await party.refresh(tokens)
        party.signed_out("au-revoir", await _left(party, http, tokens))
    except Wrong as wrong:
        return wrong.reason
    return ""


async def _onward(http: httpx2.AsyncClient, asked: Asked) -> httpx2.Response:
    """The answer that carries the parameters back, reached without a page."""
    response = await http.get(asked.url)
    for _ in range(_MOST_HOPS):
        location = response.headers.get("location", "")
        if not location or location.startswith(asked.params["redirect_uri"]):
            break
        response = await http.get(str(response.url.join(location)))
    return response


async def _left(party: StrictParty, http: httpx2.AsyncClient, tokens: Tokens) -> dict[str, str]:
    """What the return from signing out brings back."""
    where = (await party.metadata())["end_session_endpoint"]
    asked = {
        "id_token_hint": tokens.body["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": "au-revoir",
    }
    response = await http.get(f"{where}?{urlencode(asked)}")
    if "location" in response.headers:
        return answered(response)
    there = _RETURN.search(response.text)
    return dict(parse_qsl(urlsplit(html.unescape(there[1])).query)) if there else {}
