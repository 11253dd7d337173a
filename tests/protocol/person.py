"""A person with a browser: follows redirections, fills the forms of the provider."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2

from tests.protocol.cast import PASSWORD, RSE
from tests.protocol.house import SITE, hidden_fields

SIGN_IN, CONSENT, LOGOUT = "sign-in", "consent", "logout"
"""The pages that a person may meet."""
_TOO_MANY = 12


@dataclass
class Person:
    """Signs in with a user code, agrees to what is asked, confirms a logout where told to."""

    http: httpx2.AsyncClient
    code: str = RSE

    async def go(
        self,
        where: str,
        params: dict[str, str],
        method: str = "GET",
        confirm: bool = True,
    ) -> tuple[httpx2.Response, tuple[str, ...]]:
        """From an address of the provider to what it answers at the end, and the pages seen."""
        if method == "GET":
            response = await self.http.get(where, params=params)
        else:
            response = await self.http.post(where, data=params)
        seen: list[str] = []
        for _ in range(_TOO_MANY):
            step = await self._step(response, seen, confirm)
            if step is None:
                return response, tuple(seen)
            response = step
        raise AssertionError(f"The provider sends the person round and round: {seen}")

    async def _step(
        self, response: httpx2.Response, seen: list[str], confirm: bool
    ) -> httpx2.Response | None:
        """The next answer, or None where this one ends the way."""
        here = str(response.url)
        if response.has_redirect_location:
            there = urljoin(here, response.headers["location"])
            return await self.http.get(there) if _inside(there) else None
        if response.status_code != 200:
            return None
        fields = hidden_fields(response.text)
        if 'name="code_utilisateur"' in response.text:
            assert SIGN_IN not in seen, "The sign-in was refused."
            seen.append(SIGN_IN)
            typed = {**fields, "code_utilisateur": self.code, "mot_de_passe": PASSWORD}
            return await self.http.post(here, data=typed)
        if 'name="decision" value="accepter"' in response.text:
            assert CONSENT not in seen, "The consent was not taken."
            seen.append(CONSENT)
            return await self.http.post(here, data={**fields, "decision": "accepter"})
        if "confirmation" in fields:
            seen.append(LOGOUT)
            return await self.http.post(here.partition("?")[0], data=fields) if confirm else None
        return None


def _inside(url: str) -> bool:
    """Whether an address is the provider's own."""
    parts, home = urlsplit(url), urlsplit(SITE)
    return (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
