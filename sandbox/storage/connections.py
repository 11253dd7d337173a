"""Connections to SQLite: a file through threads of its own, memory at once.

What is on a disk may wait for it, so a file is read and written by aiosqlite's threads. What is in
memory waits for nothing: there a hop to a thread and back would cost ten times the statement.
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


class FileConnection:
    """One aiosqlite connection to a file."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    @classmethod
    async def open(cls, path: str) -> "FileConnection":
        """Connect to the file, which is made if it is missing."""
        raw = await aiosqlite.connect(path, isolation_level=None, cached_statements=_STATEMENTS)
        connection = cls(raw)
        for pragma in (*_DURABLE, "foreign_keys = ON"):
            try:
                await connection.rows(f"PRAGMA {pragma}", [])
            except BaseException:
                await raw.close()  # its thread would keep the process alive
                raise
        return connection

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """See `SqliteConnection.rows`."""
        try:
            return list(await self._raw.execute_fetchall(sql, values))
        except sqlite3.Error as error:
            raise translated(error) from error

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """See `SqliteConnection.run`."""
        try:
            cursor = (
                await self._raw.execute(sql, many[0])
                if len(many) == 1
                else await self._raw.executemany(sql, many)
            )
            touched = cursor.rowcount
            await cursor.close()
            return touched
        except sqlite3.Error as error:
            raise translated(error) from error

    async def abandon(self) -> None:
        """Roll back what is open, behind whatever the connection's thread still has to do.

        Whether a transaction is open is not asked here: a BEGIN that was cancelled may still be on
        its way. Without one (SQLite ended it itself, e.g. disk full) this does nothing.

        Shielded: a cancelled request must not leave its transaction to the next one.
        """
        await asyncio.shield(self._raw.rollback())

    async def close(self) -> None:
        """Close the connection and its thread."""
        await self._raw.close()


class MemoryConnection:
    """A database in the memory of this process, gone with it."""

    def __init__(self) -> None:
        self._raw = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=_STATEMENTS, check_same_thread=False
        )
        self._raw.execute("PRAGMA foreign_keys = ON")

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

    async def abandon(self) -> None:
        """See `SqliteConnection.abandon`."""
        self._raw.rollback()

    async def close(self) -> None:
        """Forget everything."""
        self._raw.close()


async def connected(path: str | None) -> SqliteConnection:
    """A connection to the file, or to a memory of its own where there is none."""
    return MemoryConnection() if path is None else await FileConnection.open(path)
