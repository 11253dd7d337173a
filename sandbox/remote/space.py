"""One space, commanded in the words of the tests."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack

from sandbox.remote.answers import Answer, Listing, given
from sandbox.remote.clients import Client, name_of
from sandbox.remote.clock import Clock, written
from sandbox.remote.connection import CONTROL, Connection
from sandbox.remote.enrolments import Enrolment
from sandbox.remote.errors import passes_on
from sandbox.remote.faults import Armed, Faults
from sandbox.remote.feeds import Journal, Post
from sandbox.remote.flow import RelyingParty
from sandbox.remote.keys import Keys
from sandbox.remote.population import Population
from sandbox.remote.registers import Account
from sandbox.remote.sessions import BrowserState, Session
from sandbox.remote.tokens import Minted, MintedLogout, Tokens
from sandbox.remote.traces import Traces

if TYPE_CHECKING:
    from sandbox.remote.sandbox import Sandbox

__tracebackhide__ = passes_on

PORTAL = "pes-portal"
"""The client of a flow or a token that names none: the ready one of the seed."""


class Changes(TypedDict, total=False):
    """What changes of a space; a `ttl_seconds` of None lets it live on."""

    label: str
    ttl_seconds: int | None
    hint_signs_in: bool
    fault_menu: bool


class Origin(TypedDict, total=False):
    """What a fork may have of its own; the rest is as in the space it comes from."""

    id: str
    label: str
    ttl_seconds: int
    hint_signs_in: bool
    fault_menu: bool


class Space(Population):
    """A world of its own: issuer, people, clock, post, faults. As a context manager it is deleted
    at the end of the block.
    """

    def __init__(self, sandbox: "Sandbox", connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(connection)
        self.sandbox = sandbox
        """The running sandbox; what is of no space (classes, scenarios) hangs on it."""
        self.id: str = told["id"]
        self.issuer: str = told["issuer"]
        self.control: str = told["control"]
        self.token: str = told.get("token", "")
        """Opens this space alone; known to whoever made it."""
        self.clock = Clock(connection)
        self.faults = Faults(connection)
        self.post = Post(connection)
        self.journal = Journal(connection)
        self.traces = Traces(connection)
        self.keys = Keys(connection)

    # The space itself

    @property
    def told(self) -> Answer:
        """The space as it is: label, seed, end, what it allows."""
        return Answer(self.connection.get("/space"))

    def change(self, **changes: Unpack[Changes]) -> Self:
        """Change what is given."""
        self.connection.patch("/space", changes)
        return self

    def reset(self) -> Self:
        """Begin again, from what it was made of."""
        self.connection.post("/space/reset")
        return self.mark()

    def delete(self) -> None:
        """Delete it with all it holds."""
        self.connection.delete("/space")

    def snapshot(self) -> bytes:
        """All it holds, to be written to a file and restored byte for byte."""
        return self.connection.send("GET", "/space/snapshot").content

    def restore(self, document: bytes | str | Mapping[str, Any]) -> Self:
        """Back to what a snapshot holds."""
        if isinstance(document, str):
            document = document.encode()
        self.connection.put("/space/snapshot", document)
        return self.mark()

    def fork(self, **own: Unpack[Origin]) -> "Space":
        """Another space that holds what this one holds now."""
        return self.sandbox.create_space(fork_of=self.id, **own)

    def mark(self) -> Self:
        """What was posted and written in the journal by now is not waited for any more."""
        self.post.mark()
        self.journal.mark()
        return self

    # Faults

    def fault(
        self,
        id: str,  # noqa: A002 (the word of the catalogue)
        times: int = 1,
        client: Client | str | None = None,
        endpoint: str | None = None,
        *,
        trace: str | None = None,
        **options: int,
    ) -> Armed:
        """Arm a fault of the catalogue: for whom, where and how often; what is left out is any."""
        return self.faults.arm(
            id,
            times=times,
            client=name_of(client),
            endpoint=endpoint,
            trace=trace,
            options=options,
        )

    # Clients

    def client(self, **metadata: Any) -> Client:
        """Register a client: names of RFC 7591, and `client_id`, `client_secret`, `leniencies`.

        Nothing is needed: what is left out makes a confidential client of the code flow.
        """
        return self._client(self.connection.post("/clients", metadata))

    @property
    def clients(self) -> Listing[Client]:
        """The registered clients."""
        return Listing(self.connection, "/clients", "clients", self._client)

    @property
    def sessions(self) -> Listing[Session]:
        """The browsers that are signed in."""
        return Listing(self.connection, "/sessions", "sessions", self._session, ("sid",))

    # Enrolments

    def enrol(self, character: str | None = None, **fields: Any) -> Enrolment:
        """Enrol a character of the seed (`F06`) as it would, or by `answers` of one's own.

        `until`: `transmitted` (if left out), `checked` or `draft`; `origin`: where one begins.
        """
        sent = given(character=character, **fields)
        return self._enrolment(self.connection.post("/enrolments", sent))

    @property
    def enrolments(self) -> Listing[Enrolment]:
        """The enrolments; by id or number."""
        return Listing(self.connection, "/enrolments", "enrolments", self._enrolment)

    def explain(
        self, *, facts: Mapping[str, Any] | None = None, answers: Mapping[str, Any] | None = None
    ) -> Answer:
        """What the guide decides, and why, from facts or from answers; nothing is written."""
        return Answer(self.connection.post("/explain", given(facts=facts, answers=answers)))

    # Signing in

    def sign_in(
        self,
        persona: Account | str,
        *,
        organisation: str | None = None,
        acr: int | str | None = None,
    ) -> BrowserState:
        """A browser in which somebody is signed in, without a page."""
        sent = given(login_hint=_hint(persona), organisation=organisation, acr=acr)
        return BrowserState(self.connection, self.connection.post("/sessions", sent))

    def as_(
        self,
        persona: Account | str,
        client: Client | str | None = None,
        scope: str = "openid",
        *,
        organisation: str | None = None,
        **parameters: str,
    ) -> Tokens:
        """Tokens for somebody by a real code flow with PKCE, by `login_hint`; raises `FlowError`.

        `client` is the seed's `pes-portal` if left out; `parameters` go into the authorization
        request (`acr_values`, `prompt`, `resource`, …).
        """
        party = client if isinstance(client, Client) else self.clients[client or PORTAL]
        base = self.connection.base.removesuffix(CONTROL)
        hint = _hint(persona) + (f"@{organisation}" if organisation else "")
        return RelyingParty(self.connection.http, base, party).sign_in(hint, scope, parameters)

    def mint(
        self,
        persona: Account | str,
        client: Client | str | None = None,
        fault: str | None = None,
        *,
        scope: str = "openid",
        auth_time: datetime | str | None = None,
        **wanted: Any,
    ) -> Minted:
        """Tokens without any flow: correct, or with an ID token that a fault spoils.

        `wanted`: `organisation`, `nonce`, `acr` (1 or 2), `resource`, `despite_state`, …
        """
        told = {"scope": scope, "auth_time": written(auth_time), **wanted}
        return Minted(self.connection.post("/mint", _order(persona, client, fault, told)))

    def mint_logout_token(
        self,
        persona: Account | str,
        client: Client | str | None = None,
        fault: str | None = None,
        **wanted: Any,
    ) -> MintedLogout:
        """A logout token that was sent to nobody: correct, or spoilt by a fault.

        `wanted`: `sid`, `organisation`.
        """
        sent = _order(persona, client, fault, wanted)
        return MintedLogout(self.connection.post("/mint/logout-token", sent))

    # Logout tokens that the sandbox owes

    @property
    def deliveries(self) -> list[Answer]:
        """The logout tokens that were owed to clients, and what became of them."""
        return [Answer(told) for told in self.connection.get("/deliveries")["deliveries"]]

    def deliver(self) -> int:
        """Send what is owed now; how many attempts were made."""
        return int(self.connection.post("/deliveries/deliver")["attempts"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.delete()

    def __repr__(self) -> str:
        return f"<Space {self.id} at {self.issuer}>"

    def _client(self, told: Mapping[str, Any]) -> Client:
        return Client(self.connection, told)

    def _session(self, told: Mapping[str, Any]) -> Session:
        return Session(self.connection, told)

    def _enrolment(self, told: Mapping[str, Any]) -> Enrolment:
        return Enrolment(self.connection, told)


def _order(
    persona: Account | str, client: Client | str | None, fault: str | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    whom = {"persona": persona} if isinstance(persona, str) else {"account": persona.id}
    return {**whom, **given(client_id=name_of(client) or PORTAL, fault=fault, **more)}


def _hint(persona: Account | str) -> str:
    return persona if isinstance(persona, str) else persona.user_code
