"""The store keeps the promises of `services.ports`, in memory and on a file."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sandbox.domain.errors import Conflict, NotFound, Unavailable
from sandbox.domain.identifiers import RevenueNumber
from sandbox.domain.model import JournalEntry, Organisation, Person, Space
from sandbox.domain.provider import AuthorizationCode
from sandbox.domain.terms import Actor, LegalForm, ServiceKind
from sandbox.services.ports import After, Before, Not
from sandbox.storage import SqliteStore, migrations
from sandbox.storage.tables import SPACES, TABLES

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def space(name: str, seed: str | None = None) -> Space:
    """An empty space."""
    return Space(id=name, label=name, secret="00" * 32, created_at=MOMENT, seed=seed)


@pytest.fixture(params=["memory", "file"])
async def store(request, tmp_path):
    """A store with the spaces `a` and `b`."""
    path = None if request.param == "memory" else tmp_path / "deep" / "sandbox.db"
    opened = await SqliteStore.open(path)
    await opened.create_space(space("a"))
    await opened.create_space(space("b"))
    yield opened
    await opened.close()


def person(name: str, **changes) -> Person:
    """A person whose identifier is his name."""
    return replace(Person(name, name.title(), "Test", f"{name}@example.org"), **changes)


async def test_what_is_added_in_one_space_is_unseen_in_the_other(store):
    """A row belongs to the space of its transaction and to no other."""
    async with store.writing("a") as tx:
        await tx.add(person("ada"))
    async with store.reading("b") as tx:
        assert await tx.get(Person, "ada") is None
        assert await tx.count(Person) == 0
    async with store.writing("b") as tx:
        assert await tx.remove(Person, id="ada") == 0
        assert not await tx.claim(Person, "ada", where={}, to={"email": "x@example.org"})
    async with store.reading("a") as tx:
        assert (await tx.need(Person, "ada")).email == "ada@example.org"


async def test_an_exception_leaves_nothing_behind(store):
    """A transaction that raises is rolled back as a whole."""

    async def fail_midway() -> None:
        async with store.writing("a") as tx:
            await tx.add(person("ada"))
            await tx.flush()
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fail_midway()
    async with store.reading("a") as tx:
        assert await tx.count(Person) == 0


async def test_a_cancelled_transaction_frees_the_writer(store):
    """A request that is cancelled midway rolls back and lets the next one write."""

    written = asyncio.Event()

    async def hang() -> None:
        async with store.writing("a") as tx:
            await tx.add(person("ada"))
            await tx.flush()
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing("a") as tx:
        assert await tx.count(Person) == 0


async def test_filters_compare_and_order(store):
    """Equality, absence, membership, comparison, order and limit do what they say."""
    async with store.writing("a") as tx:
        for i, name in enumerate(["ada", "bob", "cyd"]):
            await tx.add(person(name, updated_at=MOMENT.replace(hour=i) if i else None))
        found = await tx.find(Person, updated_at=None)
        assert [p.id for p in found] == ["ada"]
        assert [p.id for p in await tx.find(Person, updated_at=Not(None))] == ["bob", "cyd"]
        assert [p.id for p in await tx.find(Person, id=("bob", "zoe"))] == ["bob"]
        assert await tx.find(Person, id=()) == []
        early = await tx.find(Person, updated_at=Before(MOMENT.replace(hour=2)))
        assert [p.id for p in early] == ["bob"]
        late = await tx.find(Person, updated_at=After(MOMENT.replace(hour=1)))
        assert [p.id for p in late] == ["cyd"]
        last = await tx.find(Person, order="-id", limit=2)
        assert [p.id for p in last] == ["cyd", "bob"]
        assert [p.id for p in await tx.find(Person, id=Not("bob"))] == ["ada", "cyd"]


async def test_an_unknown_filter_is_an_error_of_the_code(store):
    """A filter on a field that does not exist is never ignored."""
    async with store.reading("a") as tx:
        with pytest.raises(KeyError):
            await tx.find(Person, colour="red")
        with pytest.raises(KeyError):
            await tx.find(Person, order="colour")


async def test_a_taken_key_is_a_conflict_and_saves_need_a_row(store):
    """Uniqueness and existence are held at the latest on commit."""
    async with store.writing("a") as tx:
        await tx.add(person("ada"))
    with pytest.raises(Conflict):
        async with store.writing("a") as tx:
            await tx.add(person("bob"), person("ada"))
    with pytest.raises(NotFound):
        async with store.writing("a") as tx:
            await tx.save(person("zoe"))
    async with store.writing("a") as tx:
        await tx.put(person("ada", email="new@example.org"))
        await tx.put(person("eve"))
    async with store.reading("a") as tx:
        assert [p.email for p in await tx.find(Person)] == ["new@example.org", "eve@example.org"]


async def test_only_one_of_many_claims_wins(store):
    """A guarded update succeeds for exactly one caller."""
    code = AuthorizationCode(
        "h", "c", "acc", "org", "s", "u", "openid", "", "", MOMENT, MOMENT, MOMENT, "fam"
    )
    async with store.writing("a") as tx:
        await tx.add(code)

    async def redeem() -> bool:
        async with store.writing("a") as tx:
            return await tx.claim(
                AuthorizationCode, "h", where={"spent_at": None}, to={"spent_at": MOMENT}
            )

    assert sorted(await asyncio.gather(*(redeem() for _ in range(12)))) == [False] * 11 + [True]


async def test_the_journal_is_numbered_without_holes(store):
    """Sequence numbers go on from the last one, per space."""

    async def write(where: str, number: int) -> None:
        async with store.writing(where) as tx:
            for _ in range(number):
                seq = await tx.next_seq(JournalEntry)
                await tx.add(JournalEntry(f"e{seq}", seq, "x", Actor.SYSTEM, MOMENT, MOMENT))

    await write("a", 2)
    await write("b", 1)
    await write("a", 1)
    async with store.reading("a") as tx:
        assert [e.seq for e in await tx.find(JournalEntry, order="seq")] == [1, 2, 3]


async def test_values_come_back_as_they_went(store):
    """Enumerations, dates, identifiers and mappings survive the round trip."""
    organisation = Organisation(
        "o1",
        "Garderie d’été",
        LegalForm.CORPORATION,
        ServiceKind.CPE,
        RevenueNumber.parse("99 0000 0011"),
        "1, rue A\nVille",
        "a@example.org",
        "555-0101",
        informed_on=date(2026, 11, 23),
    )
    async with store.writing("a") as tx:
        await tx.add(organisation)
    async with store.reading("a") as tx:
        assert await tx.get(Organisation, "o1") == organisation
        assert isinstance((await tx.need(Organisation, "o1")).revenue_number, RevenueNumber)


async def test_reading_does_not_write_and_transactions_do_not_nest(store):
    """Mistakes of the code are caught at once instead of waiting on a lock for ever."""
    async with store.reading("a") as tx:
        with pytest.raises(RuntimeError, match="read-only"):
            await tx.add(person("ada"))
    async with store.writing("a"):
        with pytest.raises(RuntimeError, match="already open"):
            async with store.reading("b"):
                pass


async def test_a_seeded_space_counts_its_turns_and_deletion_takes_everything(store):
    """Turns grow with each write transaction; deleting a space leaves no row of it."""
    await store.create_space(space("s", seed="x"))
    turns = []
    for _ in range(3):
        async with store.writing("s") as tx:
            turns.append(tx.space.turn)
            await tx.put(person("ada"))
    assert turns == [1, 2, 3]
    assert await store.delete_space("s")
    assert not await store.delete_space("s")
    await store.create_space(space("s"))
    async with store.reading("s") as tx:
        assert await tx.count(Person) == 0
    with pytest.raises(NotFound):
        async with store.writing("nowhere"):
            pass
    with pytest.raises(Conflict):
        await store.create_space(space("s"))


async def test_a_file_keeps_its_rows_and_a_strange_file_is_refused(tmp_path):
    """State survives closing; a file that is not ours is refused with a hint and left alone."""
    path = tmp_path / "sandbox.db"
    store = await SqliteStore.open(path)
    await store.create_space(space("a"))
    await store.close()
    store = await SqliteStore.open(path)
    assert [s.id for s in await store.spaces()] == ["a"]
    await store.close()
    strange = tmp_path / "strange.db"
    strange.write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match="Cannot open"):
        await SqliteStore.open(strange)
    assert strange.read_bytes().startswith(b"not a database")


async def test_the_schema_has_the_columns_of_the_entities():
    """Migrations and entities agree, column by column."""
    store = await SqliteStore.open(None)
    async with store._write() as connection:
        for table in (SPACES, *TABLES.values()):
            info = await connection.rows(f"PRAGMA table_info({table.name})", [])
            expected = ([] if not table.in_space else ["space"]) + list(table.columns)
            assert sorted(row[1] for row in info) == sorted(expected), table.name
            nullable = {row[1] for row in info if not row[3] and not row[5]}
            optional = {name for name, codec in table.codecs.items() if codec.optional}
            assert nullable == optional, table.name
    await store.close()


async def test_an_altered_migration_is_refused(tmp_path, monkeypatch):
    """A database made by another schema is not touched."""
    path = tmp_path / "sandbox.db"
    await (await SqliteStore.open(path)).close()
    real = migrations.available()
    altered = [(number, name, text + "\n-- altered") for number, name, text in real]
    monkeypatch.setattr(migrations, "available", lambda: altered)
    with pytest.raises(Unavailable, match="differs"):
        await SqliteStore.open(path)


async def test_a_page_of_rows_skips_the_ones_before(store):
    """`offset` begins behind the rows that were shown already."""
    async with store.writing("a") as tx:
        await tx.add(*(person(name) for name in ("ada", "bob", "cyd", "dee")))
        found = await tx.find(Person, order="-id", limit=2, offset=1)
        assert [p.id for p in found] == ["cyd", "bob"]


async def test_the_spaces_that_hold_something_are_found_in_one_look(store):
    """Every space with a matching row is named once, and no other."""
    for name in ("b", "a"):
        async with store.writing(name) as tx:
            await tx.add(person("ada"), person("bob", email=f"{name}@example.org"))
    assert await store.spaces_with(Person) == ["a", "b"]
    assert await store.spaces_with(Person, email="b@example.org") == ["b"]
    assert await store.spaces_with(Organisation) == []


async def test_a_transaction_tells_which_kinds_it_wrote(store):
    """What was read is not told, and what was added, changed or removed is."""
    async with store.writing("a") as tx:
        await tx.find(Organisation)
        await tx.add(person("ada"))
        assert tx.written == {Person}
    async with store.writing("a") as tx:
        assert tx.written == set()
        await tx.claim(Person, "ada", where={}, to={"email": "x@example.org"})
        assert tx.written == {Person}
