"""The signing keys of a space."""

from collections.abc import Iterator

from sandbox.remote.answers import Answer
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Key(Answer):
    """A signing key; `phase`: published, active, retired, gone or withdrawn."""

    kid: str
    alg: str
    phase: str
    used_from: str


class Keys:
    """The signing keys of a space: iterate, rotate."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __iter__(self) -> Iterator[Key]:
        return iter([Key(told) for told in self._connection.get("/keys")["keys"]])

    def rotate(self, alg: str = "RS256", *, emergency: bool = False, now: bool = False) -> Key:
        """Publish a new key, which signs two minutes later; `now`: at once; `emergency`: at once,
        and the others are withdrawn.
        """
        wanted = {"alg": alg, "emergency": emergency, "now": now}
        return Key(self._connection.post("/keys/rotate", wanted))
