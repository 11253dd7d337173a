"""Minting: tokens for a person and a client without any flow, correct or with one defect."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import AwareDatetime, Field, model_validator

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.assurance import Assurance
from sandbox.services.desk import Desk
from sandbox.services.minting import LogoutOrder, Order, Whom

_Name = Annotated[str, Field(max_length=300)]
_Uri = Annotated[str, Field(max_length=600)]
_LEVELS = {1: Assurance.PASSWORD, 2: Assurance.PASSWORD_AND_CODE}


class Tokens(Protocol):
    """A token response, and what its ID token says before it is encrypted."""

    @property
    def answer(self) -> Mapping[str, Any]:
        """The members of RFC 6749 section 5.1, with `id_token`."""

    @property
    def header(self) -> Mapping[str, Any]:
        """The header of the ID token."""

    @property
    def claims(self) -> Mapping[str, Any]:
        """The claims of the ID token."""


class LogoutToken(Protocol):
    """A logout token, and what it says before it is encrypted."""

    @property
    def text(self) -> str:
        """The token."""

    @property
    def header(self) -> Mapping[str, Any]:
        """Its header."""

    @property
    def claims(self) -> Mapping[str, Any]:
        """Its claims."""


class Mint(Protocol):
    """What `app` puts at `state.mint`."""

    async def tokens(self, desk: Desk, space: str, order: Order) -> Tokens:
        """The tokens of an order, or a `SandboxError`."""

    async def logout_token(self, desk: Desk, space: str, order: LogoutOrder) -> LogoutToken:
        """The logout token of an order, or a `SandboxError`."""


class _Wanted(Payload):
    persona: _Name = Field(
        "", description="Persona, user code or e-mail address, perhaps with @ and an organisation."
    )
    account: _Name = Field("", description="Or: id, user code or persona of the account.")
    organisation: _Name = Field(
        "",
        description="Whom it acts for: id, id in the seed, number, or persona of a member; needed "
        "where there are several.",
    )
    client_id: str = Field(min_length=1, max_length=200)
    despite_state: bool = Field(
        False,
        description="Mint as of a sign-in from before the account came into the state it is in; "
        "the access token is then refused wherever that state is.",
    )
    fault: str = Field("", max_length=120, description="Id of a fault that spoils such a token.")

    @model_validator(mode="after")
    def _one_name(self) -> "_Wanted":
        if bool(self.persona) == bool(self.account):
            raise ValueError("send persona or account, one of them")
        return self

    @property
    def whom(self) -> Whom:
        """Whom the token speaks for."""
        return Whom(self.persona, self.account, self.organisation, self.despite_state)


class TokensWanted(_Wanted):
    """Tokens as at the end of a sign-in."""

    scope: str = Field("openid", max_length=2000)
    resource: list[_Uri] = Field(
        default_factory=list, max_length=10, description="What the access token is for (RFC 8707)."
    )
    nonce: str = Field("", max_length=1000)
    acr: Assurance | Literal[1, 2] = Field(1, description="2: with a one-time code too.")
    auth_time: AwareDatetime | None = Field(
        None,
        ge=datetime(1980, 1, 1, tzinfo=UTC),  # as the hands themselves
        description="When the password was given; now, by the protocol hand, if left out.",
    )
    dpop_jkt: str = Field(
        "",
        pattern=r"^([A-Za-z0-9_-]{43})?$",
        description="Thumbprint (RFC 7638) of the key that the access token is bound to.",
    )
    options: dict[str, int] = Field(default_factory=dict, description="Of the fault.")

    @model_validator(mode="after")
    def _options_of_a_fault(self) -> "TokensWanted":
        if self.options and not self.fault:
            raise ValueError("options are those of a fault: send fault")
        return self


class LogoutTokenWanted(_Wanted):
    """A logout token, for an end of a session that need not have been."""

    sid: str = Field("", max_length=200, description="As in an ID token; an unknown one if empty.")


class TokensTold(Told):
    """A token response, and what the ID token in it says."""

    id_token: str | None = Field(description="None without the scope openid.")
    access_token: str = Field(description="A real one: userinfo and introspection know it.")
    token_type: str
    expires_in: int = Field(description="Seconds.")
    refresh_token: str | None = Field(description="None without the scope offline_access.")
    scope: str
    header: dict[str, Any] = Field(description="Of the ID token.")
    claims: dict[str, Any] = Field(description="Of the ID token, before it is encrypted.")
    fault: str = Field(description="The one that spoilt the ID token, or empty.")


class LogoutTokenTold(Told):
    """A logout token that was not sent to anybody."""

    logout_token: str
    header: dict[str, Any]
    claims: dict[str, Any]
    fault: str


async def mint(call: Call) -> TokensTold:
    """POST: tokens; correct, or with the ID token spoilt."""
    sent = call.sent(TokensWanted)
    at: Mint = call.of_app("mint")
    order = Order(
        whom=sent.whom,
        client_id=sent.client_id,
        scope=sent.scope,
        resources=tuple(sent.resource),
        nonce=sent.nonce,
        acr=_LEVELS[sent.acr] if isinstance(sent.acr, int) else sent.acr,
        auth_time=sent.auth_time,
        dpop_jkt=sent.dpop_jkt,
        fault=sent.fault,
        options=sent.options,
    )
    return _told(await at.tokens(call.desk, call.space, order), sent.fault)


async def mint_logout_token(call: Call) -> LogoutTokenTold:
    """POST: a logout token; correct, or spoilt."""
    sent = call.sent(LogoutTokenWanted)
    at: Mint = call.of_app("mint")
    order = LogoutOrder(sent.whom, sent.client_id, sent.sid, sent.fault)
    made = await at.logout_token(call.desk, call.space, order)
    return LogoutTokenTold(
        logout_token=made.text,
        header=dict(made.header),
        claims=dict(made.claims),
        fault=sent.fault,
    )


def _told(made: Tokens, fault: str) -> TokensTold:
    answer = made.answer
    return TokensTold(
        id_token=answer.get("id_token"),
        access_token=answer["access_token"],
        token_type=answer["token_type"],
        expires_in=answer["expires_in"],
        refresh_token=answer.get("refresh_token"),
        scope=answer.get("scope", ""),
        header=dict(made.header),
        claims=dict(made.claims),
        fault=fault,
    )


OPERATIONS = (
    Operation(
        "POST",
        "/mint",
        "mintTokens",
        "Tokens for a person and a client without any flow; with `fault`, a spoilt ID token.",
        mint,
        body=TokensWanted,
        answer=TokensTold,
        status=201,
    ),
    Operation(
        "POST",
        "/mint/logout-token",
        "mintLogoutToken",
        "A logout token for a person and a client; with `fault`, a spoilt one.",
        mint_logout_token,
        body=LogoutTokenWanted,
        answer=LogoutTokenTold,
        status=201,
    ),
)
