"""The OpenID Connect part: discovery, sign-in, refresh, sign-out, on Authlib's Starlette client.

Authorization code with PKCE (S256), `state` and `nonce`, which Authlib draws, keeps in the server
side session and compares. What it leaves to us is in `checks`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clients.pes_portal import checks
from clients.pes_portal.problems import (
    IssuerUnfit,
    IssuerUnreachable,
    SessionLost,
    SignInAbandoned,
    SignInRefused,
    SignInUnknown,
    TokenUnfit,
)
from clients.pes_portal.settings import SCOPE, Settings

log = logging.getLogger("pes_portal")

TIMEOUT_SECONDS = 5.0
KEYS_SECONDS = 10.0
"""Between two readings of the keys for a `kid` that is not among them: anybody can write one."""
SINGLE = ("state", "code", "iss", "error", "error_description")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave. Never in a cookie, a URL or a log, hence no `repr`."""

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: float | None  # epoch seconds; None when the issuer did not say
    scope: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who signed in: the verified claims of the ID token, and the tokens."""

    claims: dict[str, Any]
    tokens: Tokens


class Provider:
    """One issuer, as one registered client sees it."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], float],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self._now = now
        self._keys_read_at = -KEYS_SECONDS
        self._app = OAuth().register(
            "clicsequr",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=settings.metadata_url,
            client_kwargs={
                "scope": SCOPE,
                # Authlib sends no challenge at all unless told so.
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic",
                "timeout": TIMEOUT_SECONDS,
                # A proxy of the office network cannot reach an issuer on this machine.
                "trust_env": not settings.issuer_is_local,
                "transport": transport,
            },
        )

    async def metadata(self) -> dict[str, Any]:
        """The discovery document, read when first needed, so that either side may start first.

        Raises `IssuerUnreachable` or `IssuerUnfit`, and remembers nothing of a failure: the next
        request tries again.
        """
        with _told_apart():
            metadata: dict[str, Any] = await self._app.load_server_metadata()
        try:
            checks.check_metadata(metadata, self.settings)
        except IssuerUnfit:
            metadata.clear()
            raise
        # Authlib hands this list to the verifier of signatures.
        metadata["id_token_signing_alg_values_supported"] = checks.asymmetric_algorithms(metadata)
        return metadata

    async def begin(self, request: Request, lang: str, login_hint: str = "") -> Response:
        """Send the browser to the issuer."""
        await self.metadata()
        extra = {"login_hint": login_hint} if login_hint else {}
        if self.settings.acr_values:
            extra["acr_values"] = " ".join(self.settings.acr_values)
        response: Response = await self._app.authorize_redirect(
            request, self.settings.redirect_uri, ui_locales=lang, **extra
        )
        return response

    async def finish(self, request: Request) -> SignedIn:
        """Turn the issuer's response into a person; raises a `Problem` and signs nobody in.

        The order matters: first that this browser began this sign-in (`state`), then who answers
        (`iss`), and only then what is said, be it an error or a code.
        """
        metadata = await self.metadata()
        query = request.query_params
        if repeated := [name for name in SINGLE if len(query.getlist(name)) > 1]:
            raise SignInUnknown(f"repeated parameter: {', '.join(repeated)}")
        state = query.get("state")
        if not state or not await self._app.framework.get_state_data(request.session, state):
            raise SignInUnknown("state is not that of a sign-in under way in this browser")
        try:
            checks.check_response_issuer(query.get("iss"), metadata, self.settings)
            if error := query.get("error"):
                kind = SignInAbandoned if error == "access_denied" else SignInRefused
                raise kind(query.get("error_description", ""), code=error)
            if not query.get("code"):
                raise SignInUnknown("the response carries neither a code nor an error")
            with _told_apart():
                token = await self._app.authorize_access_token(
                    request, claims_options=self._claims_options(), leeway=checks.LEEWAY_SECONDS
                )
        finally:
            # A state is good for one response, whatever it was.
            await self._app.framework.clear_state_data(request.session, state)
        # Authlib verifies an ID token that comes; that one comes at all is for us to demand.
        claims = token.get("userinfo")
        if claims is None:
            raise TokenUnfit("the token response carries no id_token")
        checks.check_id_token(claims, self.settings)
        return SignedIn(dict(claims), self._tokens(token))

    async def refresh(self, signed_in: SignedIn) -> SignedIn:
        """New tokens for old ones. Call it for one request at a time: refresh tokens rotate.

        Raises `SessionLost` when the issuer refuses, `IssuerUnreachable` when it cannot say.
        """
        old = signed_in.tokens
        if not old.refresh_token:
            raise SessionLost("the access token is spent and there is no refresh token")
        await self.metadata()
        try:
            with _told_apart():
                token = await self._app.fetch_access_token(
                    grant_type="refresh_token", refresh_token=old.refresh_token
                )
                claims = await self._app.parse_id_token(
                    token,
                    nonce=None,  # a refreshed ID token answers no request of ours
                    claims_options=self._claims_options(),
                    leeway=checks.LEEWAY_SECONDS,
                )
        except SignInRefused as error:
            raise SessionLost(error.detail, code=error.code) from error
        if claims is None:
            return SignedIn(signed_in.claims, self._tokens(token, old))
        checks.check_id_token(claims, self.settings)
        checks.check_refreshed(signed_in.claims, claims)
        return SignedIn(dict(claims), self._tokens(token, old))

    async def verified(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that the issuer signed; raises `TokenUnfit` otherwise.

        The keys are those Authlib holds, read anew, now and then, for a `kid` they lack.
        """
        metadata = await self.metadata()
        names = metadata["id_token_signing_alg_values_supported"]
        registry = JWSRegistry(algorithms=names, strict_check_header=False)
        try:
            try:
                found = jwt.decode(token, await self._keys(), registry=registry)
            except InvalidKeyIdError:
                if self._now() < self._keys_read_at + KEYS_SECONDS:
                    raise
                self._keys_read_at = self._now()
                found = jwt.decode(token, await self._keys(anew=True), registry=registry)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise TokenUnfit(f"not a token of the issuer ({type(error).__name__})") from error
        return dict(found.header), dict(found.claims)

    async def _keys(self, *, anew: bool = False) -> KeySet:
        with _told_apart():
            return KeySet.import_key_set(await self._app.fetch_jwk_set(force=anew))

    async def call(self, tokens: Tokens, method: str, url: str) -> httpx2.Response:
        """One request to a protected resource; the answer is for the caller to judge."""
        with _told_apart():
            # Without expires_at, or Authlib would refresh by itself and drop the rotated token.
            answer: httpx2.Response = await self._app.request(
                method, url, token={"access_token": tokens.access_token, "token_type": "Bearer"}
            )
        if answer.status_code >= 500:
            raise IssuerUnreachable(f"{url} answered {answer.status_code}")
        return answer

    async def end(self, signed_in: SignedIn, state: str, lang: str) -> Response:
        """Send the browser to the issuer's end of session (RP-Initiated Logout 1.0).

        `id_token_hint` says whose session it is, so that the person need not be asked.
        """
        metadata = await self.metadata()
        if not metadata.get("end_session_endpoint"):
            return RedirectResponse(self.settings.signed_out_uri, status_code=303)
        target = await self._app.create_logout_url(
            post_logout_redirect_uri=self.settings.signed_out_uri,
            id_token_hint=signed_in.tokens.id_token,
            state=state,
            client_id=self.settings.client_id,
            ui_locales=lang,
        )
        return RedirectResponse(target["url"], status_code=303)

    def _claims_options(self) -> dict[str, Any]:
        # Made anew each time: Authlib takes entries out of the dictionary it is given.
        return {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }

    def _tokens(self, token: dict[str, Any], old: Tokens | None = None) -> Tokens:
        """What a token response holds; what a refresh leaves out stays as it was."""
        access = token.get("access_token")
        if not isinstance(access, str) or not access:
            raise TokenUnfit("the token response carries no access_token")
        if str(token.get("token_type", "")).lower() != "bearer":
            raise TokenUnfit(f"token_type is {token.get('token_type')!r}")
        life = token.get("expires_in")
        known = isinstance(life, int | float) and not isinstance(life, bool) and life >= 0
        return Tokens(
            access_token=access,
            id_token=token.get("id_token") or (old.id_token if old else ""),
            refresh_token=token.get("refresh_token") or (old.refresh_token if old else None),
            expires_at=self._now() + life if known and life is not None else None,
            scope=token.get("scope") or (old.scope if old else SCOPE),
        )


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn what Authlib, joserfc and httpx2 raise into the few kinds a page can speak about.

    A 5xx or no answer is worth a retry; an OAuth error is the issuer's considered no; a token that
    fails a check, or JSON that is none, is an issuer (or a setting) in the wrong.
    """
    try:
        yield
    except JoseError as error:
        log.warning("token refused: %s", error)
        raise TokenUnfit(str(error)) from error
    except AuthlibBaseError as error:
        log.warning("the issuer refused: %r", error.error)
        raise SignInRefused(str(error.description or ""), code=str(error.error)) from error
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        kind = IssuerUnreachable if status >= 500 else IssuerUnfit
        raise kind(f"{error.request.url.path} answered {status}") from error
    except httpx2.HTTPError as error:
        raise IssuerUnreachable(type(error).__name__) from error
    except (ValueError, TypeError, KeyError) as error:
        # What a malformed document makes of a library that trusted its shape.
        log.warning("malformed answer of the issuer: %s", type(error).__name__)
        raise IssuerUnfit(f"malformed answer ({type(error).__name__})") from error
