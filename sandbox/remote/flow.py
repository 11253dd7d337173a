"""A relying party that signs somebody in by the real code flow, without a page."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urljoin, urlsplit

import httpx2

from sandbox.remote.clients import Client
from sandbox.remote.errors import FlowError, passes_on
from sandbox.remote.tokens import Tokens, part
from sandbox.world.chance import fresh_secret

__tracebackhide__ = passes_on

_MOST_HOPS = 5
_NO_PAGE = (
    "a page was shown where a code was expected. The space lets login_hint sign in when it is "
    "made, or changed, with hint_signs_in=True; a hint that names nobody, and an account that "
    "cannot sign in, stop at a page too."
)


class RelyingParty:
    """A client of one space; `base` is where the space is reached, which is its issuer unless
    back ends have an address of their own.

    It checks what a flow cannot do without (`state`, `iss`, `nonce`), and verifies no signature.
    """

    def __init__(self, http: httpx2.Client, base: str, client: Client) -> None:
        self._http, self._base, self._client = http, base, client
        self._found: dict[str, Any] | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        if self._found is None:
            address = f"{self._base}/.well-known/openid-configuration"
            self._found = _read(self._send("discovery", "GET", address), "discovery")
        return self._found

    def sign_in(self, login_hint: str, scope: str, parameters: Mapping[str, str]) -> Tokens:
        """The whole flow, from the request to the tokens; raises `FlowError`."""
        state, nonce, verifier = fresh_secret(), fresh_secret(), fresh_secret()
        redirect_uri = parameters.get("redirect_uri") or self._redirect_uri()
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "login_hint": login_hint,
            **parameters,
        }
        answered = self._authorize(asked, redirect_uri)
        if "error" in answered:
            raise FlowError(
                "authorize",
                answered["error"],
                answered.get("error_description", ""),
                answer=answered,
            )
        self._check(answered, asked["state"])
        tokens = self._token(
            {
                "grant_type": "authorization_code",
                "code": answered["code"],
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            }
        )
        _check_nonce(tokens, asked["nonce"])
        return tokens

    def refresh(self, refresh_token: str, scope: str | None = None) -> Tokens:
        """New tokens for a refresh token; raises `FlowError`."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._token({**form, "scope": scope} if scope else form)

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """What UserInfo says of whom the token speaks; raises `FlowError`."""
        address = self._reached("userinfo_endpoint")
        headers = {"Authorization": f"Bearer {access_token}"}
        return _read(self._send("userinfo", "GET", address, headers=headers), "userinfo")

    def _redirect_uri(self) -> str:
        registered = self._client.metadata.get("redirect_uris") or []
        if not registered:
            raise ValueError(f"{self._client.client_id} has no redirect_uris: it cannot sign in.")
        return str(registered[0])

    def _authorize(self, asked: Mapping[str, str], redirect_uri: str) -> dict[str, str]:
        """The parameters that came to the redirect address."""
        answer = self._send(
            "authorize", "GET", self._reached("authorization_endpoint"), params=asked
        )
        for _ in range(_MOST_HOPS):
            location = answer.headers.get("location", "")
            if not answer.is_redirect:
                break
            if location.partition("?")[0] == redirect_uri.partition("?")[0]:
                return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
            onward = self._from_issuer(urljoin(str(answer.url), location))
            if not onward.startswith(self._base):
                break
            cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
            headers = {"Cookie": cookies} if cookies else {}
            answer = self._send("authorize", "GET", onward, headers=headers)
        raise FlowError(
            "authorize", "interaction", _NO_PAGE, status=answer.status_code, answer=answer.text
        )

    def _check(self, answered: Mapping[str, str], state: str) -> None:
        expected = {"state": state, "iss": self.metadata["issuer"]}
        for name, value in expected.items():
            if answered.get(name) != value:
                raise FlowError(
                    "authorize",
                    f"wrong {name}",
                    f"{answered.get(name)!r} where {value!r} was expected.",
                    answer=answered,
                )
        if "code" not in answered:
            raise FlowError("authorize", "no code", answer=answered)

    def _token(self, form: Mapping[str, str]) -> Tokens:
        client, headers, sent = self._client, {}, dict(form)
        method = client.metadata.get("token_endpoint_auth_method", "client_secret_basic")
        if method == "client_secret_basic":
            pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif method in ("client_secret_post", "none"):
            sent["client_id"] = client.client_id
            if method == "client_secret_post":
                sent["client_secret"] = client.client_secret
        else:
            raise ValueError(
                f"{client.client_id} authenticates by {method}, which needs a key of its own: "
                "use space.mint(...), or another client."
            )
        answer = self._send(
            "token", "POST", self._reached("token_endpoint"), data=sent, headers=headers
        )
        told = _read(answer, "token")
        if "access_token" not in told:
            raise FlowError("token", "no access_token", status=answer.status_code, answer=told)
        return Tokens(self, told)

    def _send(self, at: str, method: str, address: str, **sent: Any) -> httpx2.Response:
        try:
            return self._http.request(method, address, **sent)
        except httpx2.TransportError as error:
            raise FlowError(at, "no answer", str(error) or type(error).__name__) from error

    def _reached(self, member: str) -> str:
        return self._from_issuer(str(self.metadata[member]))

    def _from_issuer(self, address: str) -> str:
        """An address under the issuer, where we reach it."""
        issuer = str(self.metadata["issuer"])
        return self._base + address.removeprefix(issuer) if address.startswith(issuer) else address


def _check_nonce(tokens: Tokens, nonce: str) -> None:
    if not tokens.id_token or tokens.id_token.count(".") != 2:
        return
    found = part(tokens.id_token, 1).get("nonce")
    if found != nonce:
        raise FlowError("token", "wrong nonce", f"{found!r} where {nonce!r} was expected.")


def _read(answer: httpx2.Response, at: str) -> dict[str, Any]:
    """A JSON object of a success; raises `FlowError` for anything else."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if answer.is_success and isinstance(told, dict):
        return told
    error = told.get("error") if isinstance(told, dict) else None
    description = told.get("error_description", "") if isinstance(told, dict) else ""
    raise FlowError(
        at,
        str(error or "no JSON"),
        str(description or ""),
        status=answer.status_code,
        answer=told if isinstance(told, dict) else answer.text,
    )
