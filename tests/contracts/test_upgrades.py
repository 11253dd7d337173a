"""A data folder of the version before is brought up to date, with nothing lost."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.domain.provider import Client, SigningKey
from sandbox.storage import SqliteStore, migrations

MOMENT = "2026-11-01T12:00:00.000000+00:00"


async def test_the_first_schema_becomes_the_present_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys go on signing from when they were made, and clients stay registered."""
    path = tmp_path / "sandbox.db"
    first = [each for each in migrations.available() if each[0] == 1]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "available", lambda: first)
        await (await SqliteStore.open(path)).close()
    with sqlite3.connect(path) as old:
        old.execute(
            "INSERT INTO spaces VALUES ('a', 'a', '00', ?, NULL, 0, 0, NULL, 0, NULL)", [MOMENT]
        )
        key = ("a", "kid-1", "RS256", "{}", "active", MOMENT)
        old.execute(
            "INSERT INTO signing_keys (space, kid, alg, jwk, state, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            key,
        )
        client = ("a", "rp", "secret", '{"client_name":"rp"}', MOMENT, "[]")
        old.execute("INSERT INTO clients VALUES (?, ?, ?, ?, ?, ?)", client)
    old.close()
    store = await SqliteStore.open(path)
    try:  # an open store would keep the process alive after a failure
        async with store.reading("a") as tx:
            kept = await tx.need(SigningKey, "kid-1")
            assert kept.used_from == kept.created_at == datetime(2026, 11, 1, 12, tzinfo=UTC)
            assert kept.withdrawn_at is None
            assert (await tx.need(Client, "rp")).registration_hash == ""
    finally:
        await store.close()
