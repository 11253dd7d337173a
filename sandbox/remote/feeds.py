"""What a space can be listened to for: its post and its journal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sandbox.remote.answers import Answer
from sandbox.remote.connection import LONGEST_WAIT, Connection
from sandbox.remote.errors import NothingCame, passes_on

__tracebackhide__ = passes_on

T = TypeVar("T", bound=Answer)
_BEYOND = 2**31 - 1
"""A number that no space reaches: asked for what came after it, the API tells the last one."""
_MOST_TOLD = 5


class Feed(Generic[T]):
    """Things that come one after the other, each with its number (`seq`) in the space.

    `wait` gives what came since the space was taken in hand (or since `mark`), each thing once:
    what a test has set off before it waits is not missed, and what one `wait` passed over is there
    for the next.
    """

    def __init__(
        self, connection: Connection, path: str, member: str, kind: type[T], asked: frozenset[str]
    ) -> None:
        """`asked` are the filters that the API applies; others are applied here."""
        self._connection, self._path, self._member = connection, path, member
        self._kind, self._asked = kind, asked
        self._marked: int | None = None
        self._given: set[int] = set()

    @property
    def last(self) -> int:
        """The number of the newest thing."""
        return int(self._connection.get(self._path, after=_BEYOND)["last"])

    def mark(self) -> int:
        """What there is by now is not waited for; the number of the newest."""
        self._marked, self._given = self.last, set()
        return self._marked

    def list(self, *, after: int = 0, **filters: Any) -> Sequence[T]:
        """All there is after this number, oldest first; filters as of `wait`."""
        return list(self._all(after, filters))

    def __iter__(self) -> Iterator[T]:
        return self._all(0, {})

    def __len__(self) -> int:
        return len(self.list())

    def wait(
        self,
        *,
        timeout: float = 10.0,
        where: Callable[[T], bool] | None = None,
        after: int | None = None,
        **filters: Any,
    ) -> T:
        """The next thing that matches, waited for; raises `NothingCame` after `timeout` seconds.

        `filters` are members, e.g. `name="oidc.code_redeemed"`; `where` says of a thing whether it
        is the one.
        """
        begun = self._since() if after is None else after
        for thing in self.follow(timeout=timeout, after=begun, **filters):
            if thing["seq"] not in self._given and (where is None or where(thing)):
                self._given.add(thing["seq"])
                return thing
        raise NothingCame(self._instead(timeout, filters, begun))

    def follow(
        self, *, timeout: float | None = None, after: int | None = None, **filters: Any
    ) -> Iterator[T]:
        """Each thing as it comes; without a `timeout` (seconds in all), until one stops asking."""
        heard = self._since() if after is None else after
        left = timeout
        while True:
            holds = LONGEST_WAIT if left is None else min(left, LONGEST_WAIT)
            batch, took = self._batch(heard, filters, holds)
            yield from (thing for thing in batch if self._matches(thing, filters))
            heard = batch[-1]["seq"] if batch else heard
            if left is not None:
                left -= took if batch else max(took, holds)
                if left <= 0:
                    return

    def _since(self) -> int:
        return self.mark() if self._marked is None else self._marked

    def _all(self, after: int, filters: Mapping[str, Any]) -> Iterator[T]:
        while True:
            batch, _ = self._batch(after, filters, 0)
            if not batch:
                return
            yield from (thing for thing in batch if self._matches(thing, filters))
            after = batch[-1]["seq"]

    def _batch(
        self, after: int, filters: Mapping[str, Any], holds: float
    ) -> tuple[Sequence[T], float]:
        """The next things, and the seconds it took to be told them."""
        self._check(filters)
        query = {name: _plain(filters[name]) for name in self._asked & set(filters)}
        if holds:
            query["wait"] = holds
        answer = self._connection.send(
            "GET", self._path, query={"after": after, **query}, holds=holds
        )
        things = [self._kind(told) for told in answer.json()[self._member]]
        return things, answer.elapsed.total_seconds()

    def _check(self, filters: Mapping[str, Any]) -> None:
        known = self._asked | set(self._kind.__annotations__)
        if strange := sorted(set(filters) - known):
            raise TypeError(f"Unknown filter {strange[0]}. Known: {', '.join(sorted(known))}.")

    def _matches(self, thing: T, filters: Mapping[str, Any]) -> bool:
        return all(
            thing.get(name) == _plain(value)
            for name, value in filters.items()
            if name not in self._asked
        )

    def _instead(self, timeout: float, filters: Mapping[str, Any], after: int) -> str:
        wanted = ", ".join(f"{name}={_plain(value)!r}" for name, value in filters.items())
        came = self.list(after=after)[-_MOST_TOLD:]
        told = "; ".join(repr(thing) for thing in came) or "nothing"
        what = f" with {wanted}" if wanted else ""
        return f"No {self._member}{what} came in {timeout:g} s. What came since then: {told}."


def _plain(value: Any) -> Any:
    """A thing stands for its identifier."""
    return value["id"] if isinstance(value, Answer) else value


class Item(Answer):
    """A letter, an e-mail, a call or a message of the simulated post.

    `code` and `link` are what a person would read out of it, None where it holds none.
    """

    id: str
    seq: int
    channel: str
    template: str
    organisation: str
    person: str
    subject: str
    text: str
    sent_at: str
    arrives_on: str
    arrived: bool
    code: str | None
    link: str | None

    def __repr__(self) -> str:
        return f"<Item {self.seq} {self.channel} {self.template}>"


class Entry(Answer):
    """One thing that happened, as the journal tells it; `trace` is the sign-in it belongs to."""

    seq: int
    id: str
    name: str
    actor: str
    happened_at: str
    stamped_at: str
    subject: str
    organisation: str
    trace: str
    data: dict[str, Any]

    def __repr__(self) -> str:
        return f"<Entry {self.seq} {self.name}>"


class Post(Feed[Item]):
    """The simulated post of a space."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(
            connection,
            "/post",
            "items",
            Item,
            frozenset({"organisation", "channel", "person", "template"}),
        )


class Journal(Feed[Entry]):
    """The journal of a space: everything that happened."""

    def __init__(self, connection: Connection) -> None:
        asked = frozenset({"trace", "name", "subject", "organisation"})
        super().__init__(connection, "/journal", "entries", Entry, asked)

    def of(self, trace: str) -> Sequence[Entry]:
        """What happened in one sign-in."""
        return self.list(trace=trace)
