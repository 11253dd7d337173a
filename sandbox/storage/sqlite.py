"""The SQLite engine: one writer at a time, readers beside it (WAL); or all in memory."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.domain.errors import Conflict, Unavailable, unknown_space
from sandbox.domain.model import Space
from sandbox.storage import migrations, statements
from sandbox.storage.connections import (
    BEGIN_WRITING,
    COMMIT,
    SqliteConnection,
    connected,
    translated,
)
from sandbox.storage.private import make_private
from sandbox.storage.tables import SPACES, TABLES
from sandbox.storage.transaction import Transaction

_WAIT_SECONDS = 30.0
_READERS = 4
_SPACE_COLUMNS = ", ".join(SPACES.columns)
_INSERT_SPACE = (
    f"INSERT INTO spaces ({_SPACE_COLUMNS}) VALUES ({', '.join('?' * len(SPACES.columns))})"
)
_DELETE_SPACE = "DELETE FROM spaces WHERE id = ?"
_open_here: ContextVar[bool] = ContextVar("transaction_open", default=False)


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
            store._writer = await connected(str(path) if path else None)
            await migrations.apply(store._writer)
            for _ in range(_READERS if path else 0):
                store._readers.put_nowait(await connected(str(path)))
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
            raise translated(sqlite3.OperationalError("the writer is busy")) from None
        mark = _open_here.set(True)
        try:
            connection = self._one_writer
            try:
                await connection.rows(BEGIN_WRITING, [])
                yield connection
                await connection.rows(COMMIT, [])
            except BaseException:
                await connection.abandon()
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
                await connection.abandon()
            finally:
                _open_here.reset(mark)
                self._readers.put_nowait(connection)

    @staticmethod
    async def _space(connection: SqliteConnection, space_id: str) -> Space:
        found = await connection.rows(
            f"SELECT {_SPACE_COLUMNS} FROM spaces WHERE id = ?", [space_id]
        )
        if not found:
            raise unknown_space(space_id)
        space: Space = SPACES.entity(found[0])
        return space

    async def spaces(self) -> list[Space]:
        """See `ports.Store.spaces`."""
        async with self._write() as connection:
            found = await connection.rows(
                f"SELECT {_SPACE_COLUMNS} FROM spaces ORDER BY created_at, id", []
            )
        return [SPACES.entity(row) for row in found]

    async def spaces_over(self, now: datetime) -> list[str]:
        """See `ports.Store.spaces_over`."""
        passed = SPACES.codecs["expires_at"].write(now)
        async with self._read() as connection:
            sql = "SELECT id FROM spaces WHERE expires_at <= ? ORDER BY id"
            return [str(row[0]) for row in await connection.rows(sql, [passed])]

    async def count_spaces(self) -> int:
        """See `ports.Store.count_spaces`."""
        async with self._read() as connection:
            return int((await connection.rows("SELECT COUNT(*) FROM spaces", []))[0][0])

    async def spaces_with(self, kind: type, **where: Any) -> list[str]:
        """See `ports.Store.spaces_with`."""
        sql, values = statements.holders(TABLES[kind], where)
        async with self._read() as connection:
            return [str(row[0]) for row in await connection.rows(sql, values)]

    @asynccontextmanager
    async def founding(self, space: Space, *, anew: bool = False) -> AsyncIterator[Transaction]:
        """See `ports.Store.founding`; rows go with their space by foreign key."""
        async with self._write() as connection:
            if anew and not await connection.run(_DELETE_SPACE, [[space.id]]):
                raise unknown_space(space.id)
            await _insert(connection, space)
            tx = Transaction(connection, space, writable=True)
            yield tx
            await tx.flush()

    async def copy_space(self, source_id: str, make: Callable[[Space], Space]) -> Space:
        """See `ports.Store.copy_space`."""
        async with self._write() as connection:
            space = make(await self._space(connection, source_id))
            await _insert(connection, space)
            for table in TABLES.values():
                await connection.run(statements.copy(table), [[space.id, source_id]])
        return space

    async def create_space(self, space: Space) -> None:
        """See `ports.Store.create_space`."""
        async with self.founding(space):
            pass

    async def save_space(self, space: Space) -> None:
        """See `ports.Store.save_space`; the turn is never set back."""
        async with self.writing(space.id) as tx:
            await tx.change_space(space)

    async def delete_space(self, space_id: str) -> bool:
        """See `ports.Store.delete_space`; rows go with their space by foreign key."""
        async with self._write() as connection:
            return await connection.run(_DELETE_SPACE, [[space_id]]) == 1

    async def close(self) -> None:
        """See `ports.Store.close`."""
        while not self._readers.empty():
            await self._readers.get_nowait().close()
        if self._writer is not None:
            await self._writer.close()
            self._writer = None


async def _insert(connection: SqliteConnection, space: Space) -> None:
    try:
        await connection.run(_INSERT_SPACE, [SPACES.row(space)])
    except Conflict:
        raise Conflict(
            "space-taken", "error.conflict", hint=f"There is a space {space.id} already."
        ) from None
