"""An issuer of ten lines a thought, for answers that an honest one never gives.

It runs in the test's own process and holds no time: its tokens were issued long ago and die in
2100. Each attribute is one thing a test may spoil. The real sandbox is met in `test_pes_portal`.
"""

import asyncio
import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ISSUER = "http://127.0.0.1:8400"
LONG_AGO = 1_000_000_000
YEAR_2100 = 4_102_444_800
KEY = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "kid": "fake-1",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    }
)
"""The example key of RFC 7515 appendix A.3: nobody's secret."""
PERSON = {
    "sub": "personne-1",
    "name": "Noémie Larivée-Bouchard",
    "role": "RSE",
    "organisation": {
        "nom": "Garderie Brin de Givre",
        "forme_juridique": "PA",
        "numero_identification": "9900000011",
        "inscription": "active",
    },
}


class FakeIssuer:
    """Answers discovery, keys, token, userinfo and the gate; counts what it is asked."""

    def __init__(self) -> None:
        self.up = True
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/oidc/authorize",
            "token_endpoint": f"{ISSUER}/oidc/token",
            "userinfo_endpoint": f"{ISSUER}/oidc/userinfo",
            "jwks_uri": f"{ISSUER}/oidc/jwks",
            "end_session_endpoint": f"{ISSUER}/oidc/logout",
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        }
        self.keys: list[Any] = [KEY.as_dict(private=False)]
        self.claims: dict[str, Any] = {}  # laid over an honest ID token; None takes one away
        self.sign: Callable[[dict[str, Any]], str] = self.sign_honestly
        self.token: dict[str, Any] = {}  # laid over an honest token response, likewise
        self.person: dict[str, Any] = dict(PERSON)
        self.gate: dict[str, Any] = {"acces": "ADMISSIBLE", "etat": "admissible"}
        self.applied: tuple[int, dict[str, Any]] = (201, self.gate)
        self.refuses_refresh = False
        self.nonce = ""
        self.revoked = ""  # an access token that is dead before its time
        self.live = 0  # number of the one access token that is honoured
        self.asked: list[str] = []
        self.keys_read = 0
        self.forms: list[dict[str, str]] = []
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/oidc/jwks", self._keys),
                Route("/oidc/token", self._token, methods=["POST"]),
                Route("/oidc/userinfo", self._userinfo),
                Route("/pes/inscription", self._inscription, methods=["GET", "POST"]),
            ]
        )

    @staticmethod
    def sign_honestly(claims: dict[str, Any]) -> str:
        """Sign with the one published key."""
        return jwt.encode({"alg": "ES256", "kid": "fake-1"}, claims, KEY)

    def sign_with_a_shared_secret(self, claims: dict[str, Any]) -> str:
        """Sign with HMAC and publish the key, so that anybody can."""
        key = OctKey.import_key({"kty": "oct", "kid": "shared", "k": "c2VjcmV0" * 6})
        self.keys.append(key.as_dict(private=True))
        return jwt.encode({"alg": "HS256", "kid": "shared"}, claims, key)

    @staticmethod
    def sign_nothing(claims: dict[str, Any]) -> str:
        """An unsigned token (`alg: none`), which anybody can write."""
        unsigned = jwt.encode({"alg": "ES256", "kid": "fake-1"}, claims, KEY).split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"fake-1"}').rstrip(b"=").decode()
        return f"{header}.{unsigned}."

    def response_to(self, location: str, **spoilt: str | None) -> str:
        """The query of an honest answer to an authorization request, `spoilt` laid over it."""
        asked = parse_qs(urlsplit(location).query)
        self.nonce = asked["nonce"][0]
        answer = {"code": "code-1", "state": asked["state"][0], "iss": ISSUER, **spoilt}
        return "&".join(f"{name}={value}" for name, value in answer.items() if value is not None)

    async def _discovery(self, request: Request) -> Response:
        if not self.up:
            return JSONResponse({}, 503)
        return JSONResponse(self.metadata)

    async def _keys(self, request: Request) -> Response:
        self.keys_read += 1
        if not self.up:
            return JSONResponse({}, 503)
        return JSONResponse({"keys": self.keys})

    async def _token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        self.forms.append(form)
        for _ in range(50):
            await asyncio.sleep(0)  # lets whatever else is under way catch up: a network would
        refreshing = form["grant_type"] == "refresh_token"
        current = f"refresh-{self.live}"
        if refreshing and (self.refuses_refresh or form["refresh_token"] != current):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.live += 1
        claims = {
            "iss": ISSUER,
            "aud": "pes-portal",
            "sub": "personne-1",
            "iat": LONG_AGO,
            "exp": YEAR_2100,
            "auth_time": LONG_AGO,
            "acr": "urn:clicsequr-sandbox:acr:1",
            "sid": "session-1",
            "simulation": True,
            "organisation": PERSON["organisation"],
            **({} if refreshing else {"nonce": self.nonce}),
        }
        token = {
            "access_token": f"access-{self.live}",
            "refresh_token": f"refresh-{self.live}",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.sign(_laid_over(claims, self.claims)),
        }
        return JSONResponse(_laid_over(token, self.token))

    def _honoured(self, request: Request) -> bool:
        self.asked.append(f"{request.method} {request.url.path}")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return token == f"access-{self.live}" and token != self.revoked

    async def _userinfo(self, request: Request) -> Response:
        return JSONResponse(self.person, 200 if self._honoured(request) else 401)

    async def _inscription(self, request: Request) -> Response:
        if not self._honoured(request):
            return JSONResponse({"error": "invalid_token"}, 401)
        if request.method == "POST":
            return JSONResponse(self.applied[1], self.applied[0])
        return JSONResponse(self.gate)


def _laid_over(honest: dict[str, Any], spoilt: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**honest, **spoilt}.items() if value is not None}
