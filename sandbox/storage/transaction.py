"""One transaction of one space over one connection; implements `services.ports.Tx`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from sandbox.domain.errors import NotFound
from sandbox.domain.model import Space
from sandbox.storage import dumps, statements
from sandbox.storage.tables import SPACES, TABLES, Table

T = TypeVar("T")
_NOT_WRITABLE = "this transaction is read-only: open one with Desk.work()"


class Connection(Protocol):
    """What a transaction needs of an engine; errors come out as `Conflict` or `Unavailable`."""

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All rows of a query."""

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """Run once per parameter list and return how many rows were touched in all."""


class Transaction:
    """Queues inserts and updates and sends them before the next read, and at the end.

    Consecutive writes of the same shape go to the engine in one call.
    """

    def __init__(self, connection: Connection, space: Space, *, writable: bool) -> None:
        self.space = space
        self.written: set[type] = set()
        self._connection = connection
        self._writable = writable
        self._queue: list[tuple[str, list[list[Any]], Table | None]] = []
        self._last_seq: dict[type, int] = {}

    async def get(self, kind: type[T], key: str) -> T | None:
        """See `ports.Tx.get`."""
        return await self.one(kind, **{TABLES[kind].key: key})

    async def need(self, kind: type[T], key: str) -> T:
        """See `ports.Tx.need`."""
        found = await self.get(kind, key)
        if found is None:
            raise _missing(kind)
        return found

    async def one(self, kind: type[T], **where: Any) -> T | None:
        """See `ports.Tx.one`."""
        found = await self.find(kind, limit=1, **where)
        return found[0] if found else None

    async def find(
        self, kind: type[T], *, order: str = "", limit: int = 0, offset: int = 0, **where: Any
    ) -> list[T]:
        """See `ports.Tx.find`."""
        table = TABLES[kind]
        await self.flush()
        text, values = statements.condition(table, where)
        sql = statements.select(table) + text + statements.ordering(table, order, limit, offset)
        return [
            table.entity(row) for row in await self._connection.rows(sql, [self.space.id, *values])
        ]

    async def count(self, kind: type, **where: Any) -> int:
        """See `ports.Tx.count`."""
        table = TABLES[kind]
        await self.flush()
        text, values = statements.condition(table, where)
        sql = f"SELECT COUNT(*) FROM {table.name} WHERE space = ?{text}"
        return int((await self._connection.rows(sql, [self.space.id, *values]))[0][0])

    async def add(self, *entities: object) -> None:
        """See `ports.Tx.add`."""
        for entity in entities:
            table = self._table_to_write(type(entity))
            self._push(statements.insert(table), [self.space.id, *table.row(entity)])

    async def save(self, *entities: object) -> None:
        """See `ports.Tx.save`."""
        for entity in entities:
            table = self._table_to_write(type(entity))
            key = table.codecs[table.key].write(getattr(entity, table.key))
            self._push(statements.update(table), [*table.row(entity), self.space.id, key], table)

    async def put(self, entity: object) -> None:
        """See `ports.Tx.put`."""
        table = self._table_to_write(type(entity))
        self._push(statements.upsert(table), [self.space.id, *table.row(entity)])

    async def remove(self, kind: type, **where: Any) -> int:
        """See `ports.Tx.remove`."""
        table = self._table_to_write(kind)
        if not where:
            raise ValueError("remove() needs a filter")
        await self.flush()
        text, values = statements.condition(table, where)
        sql = f"DELETE FROM {table.name} WHERE space = ?{text}"
        return await self._connection.run(sql, [[self.space.id, *values]])

    async def claim(
        self, kind: type, key: str, *, where: dict[str, Any], to: dict[str, Any]
    ) -> bool:
        """See `ports.Tx.claim`."""
        table = self._table_to_write(kind)
        await self.flush()
        changes = ", ".join(f'"{name}" = ?' for name in to)
        new = [table.codecs[name].write(value) for name, value in to.items()]
        text, values = statements.condition(table, {table.key: key, **where})
        sql = f"UPDATE {table.name} SET {changes} WHERE space = ?{text}"
        return await self._connection.run(sql, [[*new, self.space.id, *values]]) == 1

    async def change_space(self, space: Space) -> None:
        """See `ports.Tx.change_space`."""
        if not self._writable:
            raise RuntimeError(_NOT_WRITABLE)
        names = [name for name in SPACES.columns if name not in ("id", "turn")]
        values = [SPACES.codecs[name].write(getattr(space, name)) for name in names]
        changes = ", ".join(f"{name} = ?" for name in names)
        sql = f"UPDATE spaces SET {changes} WHERE id = ?"
        await self._connection.run(sql, [[*values, self.space.id]])
        self.written.add(Space)
        self.space = replace(space, id=self.space.id, turn=self.space.turn)

    async def dump(self) -> dict[str, Any]:
        """See `ports.Tx.dump`."""
        await self.flush()
        told = {}
        for table in TABLES.values():
            sql = statements.select(table) + statements.ordering(table, "", 0)
            told[table.name] = dumps.told(table, await self._connection.rows(sql, [self.space.id]))
        return told

    async def fill(self, tables: Mapping[str, Any]) -> None:
        """See `ports.Tx.fill`."""
        for table, rows in dumps.read(tables):
            self._table_to_write(table.kind)
            for row in rows:
                self._push(statements.insert(table), [self.space.id, *row])

    async def next_seq(self, kind: type) -> int:
        """See `ports.Tx.next_seq`."""
        if kind not in self._last_seq:
            await self.flush()
            sql = f"SELECT COALESCE(MAX(seq), 0) FROM {TABLES[kind].name} WHERE space = ?"
            self._last_seq[kind] = (await self._connection.rows(sql, [self.space.id]))[0][0]
        self._last_seq[kind] += 1
        return self._last_seq[kind]

    async def flush(self) -> None:
        """Send what is queued; called before each read and by the store at the end."""
        queue, self._queue = self._queue, []
        for sql, many, expected in queue:
            touched = await self._connection.run(sql, many)
            if expected is not None and touched != len(many):
                raise _missing(expected.kind)

    def _table_to_write(self, kind: type) -> Table:
        if not self._writable:
            raise RuntimeError(_NOT_WRITABLE)
        self.written.add(kind)
        return TABLES[kind]

    def _push(self, sql: str, values: list[Any], expected: Table | None = None) -> None:
        if self._queue and self._queue[-1][0] == sql:
            self._queue[-1][1].append(values)
        else:
            self._queue.append((sql, [values], expected))


def _missing(kind: type) -> NotFound:
    return NotFound(
        "not-found",
        "error.not_found",
        hint=f"No {kind.__name__} with this identifier exists in this space.",
        values={"kind": kind.__name__},
    )
