"""The SQLite engine: one writer at a time, readers beside it (WAL); or all in memory."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import aiosqlite

from sandbox.domain.errors import Conflict, NotFound, SandboxError, Unavailable
from sandbox.domain.model import Space
from sandbox.storage import migrations, statements
from sandbox.storage.private import make_private
from sandbox.storage.tables import SPACES, TABLES
from sandbox.storage.transaction import Transaction

_BUSY_MS = 5_000
_WAIT_SECONDS = 30.0
_READERS = 4
_SPACE_COLUMNS = ", ".join(SPACES.columns)
_open_here: ContextVar[bool] = ContextVar("transaction_open", default=False)


def _translated(error: sqlite3.Error) -> SandboxError:
    """The error of the port for an error of the engine."""
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict("conflict", "error.conflict", hint=str(error))
    return Unavailable(
        "store-unavailable",
        "error.store_unavailable",
        hint=f"{error}. Nothing was written: free the disk or the lock and try again.",
    )


class SqliteConnection:
    """One aiosqlite connection in autocommit mode; transactions are spelled out."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    @classmethod
    async def open(cls, path: str) -> "SqliteConnection":
        """Connect; `path` is a file name or `:memory:`."""
        raw = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
        connection = cls(raw)
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a receipt that was shown must survive a power cut
            "foreign_keys = ON",
            "secure_delete = ON",  # a temporary password that was shown is gone
        ):
            try:
                await connection.rows(f"PRAGMA {pragma}", [])
            except BaseException:
                await raw.close()  # its thread would keep the process alive
                raise
        return connection

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All rows of a query."""
        try:
            return list(await self._raw.execute_fetchall(sql, values))
        except sqlite3.Error as error:
            raise _translated(error) from error

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """Run once per parameter list; the number of rows touched in all."""
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
            raise _translated(error) from error

    async def script(self, sql: str) -> None:
        """Run several statements; used by migrations inside their own transaction."""
        for statement in migrations.split(sql):
            await self.rows(statement, [])

    async def abandon(self) -> None:
        """Roll back what is open, behind whatever the connection's thread still has to do.

        Whether a transaction is open is not asked here: a BEGIN that was cancelled may still be on
        its way. Without one (SQLite ended it itself, e.g. disk full) this does nothing.
        """
        await self._raw.rollback()

    async def close(self) -> None:
        """Close the connection and its thread."""
        await self._raw.close()


class SqliteStore:
    """Implements `services.ports.Store` over a file, or in memory when `path` is None."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._writer: SqliteConnection | None = None
        self._write_lock = asyncio.Lock()
        self._readers: asyncio.LifoQueue[SqliteConnection] = asyncio.LifoQueue()

    @classmethod
    async def open(cls, path: Path | None) -> "SqliteStore":
        """Open or create the database and bring its schema up to date.

        Raises `Unavailable` when the file cannot be opened, is not a database of ours or is newer
        than this version.
        """
        store = cls(path)
        try:
            if path is not None:
                make_private(path)  # private keys are in it; its log takes the same mode
            store._writer = await SqliteConnection.open(str(path) if path else ":memory:")
            await migrations.apply(store._writer)
            for _ in range(_READERS if path else 0):
                store._readers.put_nowait(await SqliteConnection.open(str(path)))
        except (sqlite3.Error, OSError, Unavailable) as error:
            await store.close()
            if isinstance(error, Unavailable) and error.code == "schema-unknown":
                raise
            reason = error.hint if isinstance(error, Unavailable) else error
            raise Unavailable(
                "store-unavailable",
                "error.store_unavailable",
                hint=f"Cannot open the database {path}: {reason}",
            ) from error
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def _one_writer(self) -> SqliteConnection:
        if self._writer is None:
            raise RuntimeError("the store is closed")
        return self._writer

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[SqliteConnection]:
        """The writer inside BEGIN IMMEDIATE; commits, or rolls back on any exception."""
        if _open_here.get():
            raise RuntimeError("a transaction is already open in this task")
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._write_lock.acquire()
        except TimeoutError:
            raise _translated(sqlite3.OperationalError("the writer is busy")) from None
        mark = _open_here.set(True)
        try:
            connection = self._one_writer
            try:
                await connection.rows("BEGIN IMMEDIATE", [])
                yield connection
                await connection.rows("COMMIT", [])
            except BaseException:
                # Shielded: a cancelled request must not leave its transaction to the next one.
                await asyncio.shield(connection.abandon())
                raise
        finally:
            _open_here.reset(mark)
            self._write_lock.release()

    @asynccontextmanager
    async def writing(self, space_id: str) -> AsyncIterator[Transaction]:
        """See `ports.Store.writing`."""
        async with self._write() as connection:
            space = await self._space(connection, space_id)
            if space.seed is not None:
                turn = "UPDATE spaces SET turn = turn + 1 WHERE id = ?"
                await connection.run(turn, [[space_id]])
                space = await self._space(connection, space_id)
            tx = Transaction(connection, space, writable=True)
            yield tx
            await tx.flush()

    @asynccontextmanager
    async def reading(self, space_id: str) -> AsyncIterator[Transaction]:
        """See `ports.Store.reading`."""
        async with self._read() as connection:
            space = await self._space(connection, space_id)
            yield Transaction(connection, space, writable=False)

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[SqliteConnection]:
        """A reader inside a transaction of its own, rolled back at the end."""
        if self._path is None:
            async with self._write() as connection:  # one connection holds the memory
                yield connection
            return
        if _open_here.get():
            raise RuntimeError("a transaction is already open in this task")
        connection = await self._readers.get()
        mark = _open_here.set(True)
        try:
            await connection.rows("BEGIN", [])
            yield connection
        finally:
            try:
                await asyncio.shield(connection.abandon())
            finally:
                _open_here.reset(mark)
                self._readers.put_nowait(connection)

    @staticmethod
    async def _space(connection: SqliteConnection, space_id: str) -> Space:
        found = await connection.rows(
            f"SELECT {_SPACE_COLUMNS} FROM spaces WHERE id = ?", [space_id]
        )
        if not found:
            raise NotFound(
                "space-unknown",
                "error.space_unknown",
                hint="Create the space first, or check its name in the address.",
                values={"space": space_id},
            )
        space: Space = SPACES.entity(found[0])
        return space

    async def spaces(self) -> list[Space]:
        """See `ports.Store.spaces`."""
        async with self._write() as connection:
            found = await connection.rows(
                f"SELECT {_SPACE_COLUMNS} FROM spaces ORDER BY created_at, id", []
            )
        return [SPACES.entity(row) for row in found]

    async def spaces_with(self, kind: type, **where: Any) -> list[str]:
        """See `ports.Store.spaces_with`."""
        sql, values = statements.holders(TABLES[kind], where)
        async with self._read() as connection:
            return [str(row[0]) for row in await connection.rows(sql, values)]

    async def create_space(self, space: Space) -> None:
        """See `ports.Store.create_space`."""
        marks = ", ".join("?" * len(SPACES.columns))
        async with self._write() as connection:
            sql = f"INSERT INTO spaces ({_SPACE_COLUMNS}) VALUES ({marks})"
            await connection.run(sql, [SPACES.row(space)])

    async def save_space(self, space: Space) -> None:
        """See `ports.Store.save_space`; the turn is never set back."""
        names = [name for name in SPACES.columns if name not in ("id", "turn")]
        values = [SPACES.codecs[name].write(getattr(space, name)) for name in names]
        async with self._write() as connection:
            await self._space(connection, space.id)
            changes = ", ".join(f"{name} = ?" for name in names)
            await connection.run(f"UPDATE spaces SET {changes} WHERE id = ?", [[*values, space.id]])

    async def delete_space(self, space_id: str) -> bool:
        """See `ports.Store.delete_space`; rows go with their space by foreign key."""
        async with self._write() as connection:
            return await connection.run("DELETE FROM spaces WHERE id = ?", [[space_id]]) == 1

    async def close(self) -> None:
        """See `ports.Store.close`."""
        while not self._readers.empty():
            await self._readers.get_nowait().close()
        if self._writer is not None:
            await self._writer.close()
            self._writer = None
