"""Numbered migrations with checksums; safe when several processes start at once."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any, Protocol

from sandbox.domain.errors import Unavailable
from sandbox.storage.connections import BEGIN_WRITING, COMMIT

_LEDGER = """CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"""


class Runner(Protocol):
    """What a migration needs of a connection."""

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All rows of a statement."""

    async def run(self, sql: str, many: Sequence[Sequence[Any]]) -> int:
        """Run with parameters."""

    async def abandon(self) -> None:
        """Roll back."""


def split(sql: str) -> Iterator[str]:
    """The statements of a migration: separated by `;` at the end of a line, comments dropped."""
    text = re.sub(r"--[^\n]*", "", sql)
    for statement in re.split(r";\s*(?:\n|$)", text):
        if statement.strip():
            yield statement.strip()


def available() -> list[tuple[int, str, str]]:
    """`(number, name, text)` of each migration file, in order."""
    files = [
        entry for entry in resources.files(__package__).iterdir() if entry.name.endswith(".sql")
    ]
    return sorted(
        (int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8")) for entry in files
    )


async def apply(connection: Runner) -> None:
    """Bring the schema up to date in one transaction.

    Raises `Unavailable('schema-unknown')` when the database was made by a newer version, or when a
    migration that it has applied has since been altered.
    """
    try:
        await connection.rows(BEGIN_WRITING, [])
        await connection.rows(_LEDGER, [])
        applied = {
            row[0]: row[1]
            for row in await connection.rows("SELECT number, checksum FROM schema_migrations", [])
        }
        known = available()
        if applied and max(applied) > known[-1][0]:
            raise _unknown(f"it has migration {max(applied)}, this version knows {known[-1][0]}")
        for number, name, text in known:
            checksum = hashlib.sha256(text.encode()).hexdigest()
            if number not in applied:
                for statement in split(text):
                    await connection.rows(statement, [])
                ledger = "INSERT INTO schema_migrations (number, name, checksum) VALUES (?, ?, ?)"
                await connection.run(ledger, [[number, name, checksum]])
            elif applied[number] != checksum:
                raise _unknown(f"migration {name} differs from the one it was made with")
        await connection.rows(COMMIT, [])
    except BaseException:
        await connection.abandon()
        raise


def _unknown(problem: str) -> Unavailable:
    return Unavailable(
        "schema-unknown",
        "error.schema_unknown",
        hint=f"The database does not fit this version: {problem}. Use another data folder.",
    )
