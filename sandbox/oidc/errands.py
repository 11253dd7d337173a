"""What a request may need from outside its transaction: a key to be made, a document to be read.

The work of a request is an `attempt` that opens its own transaction. Where it misses something it
raises, the transaction is rolled back, the missing thing is fetched with no transaction open, and
the attempt runs again. An attempt must therefore be safe to run more than once.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request

from sandbox.domain.errors import Conflict
from sandbox.oidc.jose.keys import KeyMissing, make
from sandbox.oidc.outbound import OURSELVES, DocumentMissing, Documents, Unreachable
from sandbox.services.desk import Desk

R = TypeVar("R")
_MOST = 12
"""Things one request may need; a client can name a few key sets and request objects at most."""


class Errand:
    """One request's view of the documents that were fetched, each at most once for it.

    `confined`: the request is one of ours that came back, for which nothing is fetched.
    """

    def __init__(self, documents: Documents, *, confined: bool = False) -> None:
        self._documents = documents
        self._confined = confined
        self.fetched: set[str] = set()

    def document(self, uri: str, *, anew: bool = False) -> bytes:
        """The document at `uri`; `anew` where what is held proved too old.

        Raises `DocumentMissing` for whoever runs the attempt, `Unreachable` if it cannot be had.
        """
        if self._confined:
            raise Unreachable("a sandbox asks for it in order to answer a sandbox")
        if anew and uri not in self.fetched:
            raise DocumentMissing(uri)
        return self._documents.held(uri)

    async def fetch(self, uri: str) -> None:
        """Fetch what an attempt missed."""
        self.fetched.add(uri)
        await self._documents.fetch(uri)


async def run(request: Request, attempt: Callable[[Errand], Awaitable[R]]) -> R:
    """Run the work of a request, fetching and making what it misses."""
    state = request.app.state
    ours = any(OURSELVES in told for told in request.headers.getlist("cdn-loop"))
    errand = Errand(state.documents, confined=ours)
    return await _fulfilled(state.desk, request.state.space, errand, attempt)


async def fulfil(
    desk: Desk, space: str, documents: Documents, attempt: Callable[[Errand], Awaitable[R]]
) -> R:
    """Run `attempt` for a space, fetching and making what it misses."""
    return await _fulfilled(desk, space, Errand(documents), attempt)


async def _fulfilled(
    desk: Desk, space: str, errand: Errand, attempt: Callable[[Errand], Awaitable[R]]
) -> R:
    for _ in range(_MOST):
        try:
            return await attempt(errand)
        except Conflict:  # somebody took the same thing meanwhile: look again, and see it
            continue
        except KeyMissing as missing:
            await make(desk, space, missing.alg)
        except DocumentMissing as missing:
            await errand.fetch(missing.uri)
    return await attempt(errand)
