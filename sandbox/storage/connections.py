"""Connections to SQLite: what may wait goes through a thread, all the rest is done at once.

A statement takes some microseconds, a hop to a thread and back ten times that, and between the
two every other request of the loop has its turn: with thirty learners at work a transaction of
twenty hops would keep the one writer for as long as twenty pages take. So the thread of aiosqlite
only begins a write, which may wait for another process, and commits it, which waits for the disk.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

import aiosqlite

from sandbox.domain.errors import Conflict, SandboxError, Unavailable

BUSY_MS = 5_000
"""How long a statement waits for another process, in milliseconds."""
_STATEMENTS = 512
_DURABLE = (
    f"busy_timeout = {BUSY_MS}",
    "journal_mode = WAL",
    "synchronous = FULL",  # a receipt that was shown must survive a power cut
    "secure_delete = ON",  # a temporary password that was shown is gone
)

BEGIN_WRITING, COMMIT = "BEGIN IMMEDIATE", "COMMIT"
_MAY_WAIT = frozenset({BEGIN_WRITING, COMMIT})


def translated(error: sqlite3.Error) -> SandboxError:
    """The error of the port for an error of the engine."""
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict("conflict", "error.conflict", hint=str(error))
    return Unavailable(
        "store-unavailable",
        "error.store_unavailable",
        hint=f"{error}. Nothing was written: free the disk or the lock and try again.",
    )


class SqliteConnection(Protocol):
    """A connection in autocommit mode; transactions are spelled out."""

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All rows of a query."""

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """Run once per parameter list; the number of rows touched in all."""

    async def abandon(self) -> None:
        """Roll back what is open, if anything is."""

    async def close(self) -> None:
        """Close the connection."""


class _Direct:
    """Statements run on a connection of `sqlite3` where they are asked for."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """See `SqliteConnection.rows`."""
        try:
            return self._raw.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise translated(error) from error

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """See `SqliteConnection.run`."""
        try:
            if len(many) == 1:
                return self._raw.execute(sql, many[0]).rowcount
            return self._raw.executemany(sql, many).rowcount
        except sqlite3.Error as error:
            raise translated(error) from error


class FileConnection(_Direct):
    """A connection to a file, and the thread in which it waits."""

    def __init__(self, raw: sqlite3.Connection, thread: aiosqlite.Connection) -> None:
        super().__init__(raw)
        self._thread = thread
        self._away = False  # a statement went to the thread, and was not seen to come back

    @classmethod
    async def open(cls, path: str) -> "FileConnection":
        """Connect to the file, which is made if it is missing."""
        opened: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            opened.append(_opened(path))
            return opened[0]

        thread = await aiosqlite.Connection(connect, iter_chunk_size=64)
        connection = cls(opened[0], thread)
        for pragma in (*_DURABLE, "foreign_keys = ON"):
            try:
                await connection._in_thread(f"PRAGMA {pragma}", [])
            except BaseException:
                await thread.close()  # it would keep the process alive
                raise
        return connection

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """See `SqliteConnection.rows`."""
        if sql in _MAY_WAIT:
            return await self._in_thread(sql, values)
        return await super().rows(sql, values)

    async def _in_thread(self, sql: str, values: Sequence[Any]) -> list[Any]:
        self._away = True
        try:
            found = list(await self._thread.execute_fetchall(sql, values))
        except sqlite3.Error as error:
            self._away = False
            raise translated(error) from error
        self._away = False
        return found

    async def abandon(self) -> None:
        """Roll back what is open, behind whatever the thread still has to do.

        Whether a transaction is open is not asked here: a BEGIN that was cancelled may still be on
        its way. Without one (SQLite ended it itself, e.g. disk full) this does nothing.

        Shielded: a cancelled request must not leave its transaction to the next one.
        """
        if self._away:
            await asyncio.shield(self._thread.rollback())
            self._away = False
        else:
            self._raw.rollback()

    async def close(self) -> None:
        """Close the connection and its thread."""
        await self._thread.close()


class MemoryConnection(_Direct):
    """A database in the memory of this process, gone with it."""

    def __init__(self) -> None:
        super().__init__(_opened(":memory:"))
        self._raw.execute("PRAGMA foreign_keys = ON")

    async def abandon(self) -> None:
        """See `SqliteConnection.abandon`."""
        self._raw.rollback()

    async def close(self) -> None:
        """Forget everything."""
        self._raw.close()


def _opened(path: str) -> sqlite3.Connection:
    """In autocommit mode; used by one thread at a time, which need not be this one."""
    return sqlite3.connect(
        path, isolation_level=None, cached_statements=_STATEMENTS, check_same_thread=False
    )


async def connected(path: str | None) -> SqliteConnection:
    """A connection to the file, or to a memory of its own where there is none."""
    return MemoryConnection() if path is None else await FileConnection.open(path)
