"""SQL text, written once for both engines (`?` placeholders, ANSI SQL).

Every statement on a table of a space begins its `WHERE` with `space = ?`: confinement to the
space is made here and nowhere else. Only `holders` looks across, and tells no more than names.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sandbox.services.ports import After, Before, Not
from sandbox.storage.tables import Table


def condition(table: Table, where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The `AND ...` text and the parameters of keyword filters; unknown fields raise KeyError."""
    parts: list[str] = []
    values: list[Any] = []
    for name, wanted in where.items():
        codec = table.codecs[name]
        match wanted:
            case None:
                parts.append(f'"{name}" IS NULL')
            case Not(value=None):
                parts.append(f'"{name}" IS NOT NULL')
            case Not(value=value):
                parts.append(f'("{name}" IS NULL OR "{name}" <> ?)')
                values.append(codec.write(value))
            case Before(value=value):
                parts.append(f'"{name}" < ?')
                values.append(codec.write(value))
            case After(value=value):
                parts.append(f'"{name}" > ?')
                values.append(codec.write(value))
            case Collection() if not isinstance(wanted, str | bytes | Mapping):
                members = [codec.write(member) for member in wanted]
                marks = ", ".join("?" * len(members))
                parts.append(f'"{name}" IN ({marks})' if members else "1 = 0")
                values.extend(members)
            case _:
                parts.append(f'"{name}" = ?')
                values.append(codec.write(wanted))
    return "".join(f" AND {part}" for part in parts), values


def listed(table: Table) -> str:
    """The columns, quoted (a field may bear a word that SQL reserves) and in order."""
    return ", ".join(f'"{name}"' for name in table.columns)


@cache
def select(table: Table) -> str:
    """`SELECT` of all columns of a space's rows; conditions and order are appended."""
    return f"SELECT {listed(table)} FROM {table.name} WHERE space = ?"


def holders(table: Table, where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """`SELECT` of the spaces that hold a matching row; the one statement that looks at all."""
    text, values = condition(table, where)
    sql = f"SELECT DISTINCT space FROM {table.name} WHERE 1 = 1{text} ORDER BY space"
    return sql, values


@cache
def insert(table: Table) -> str:
    """`INSERT` of one row."""
    marks = ", ".join("?" * (len(table.columns) + 1))
    return f"INSERT INTO {table.name} (space, {listed(table)}) VALUES ({marks})"


@cache
def copy(table: Table) -> str:
    """`INSERT` into one space of every row of another; the spaces are the parameters."""
    columns = listed(table)
    return (
        f"INSERT INTO {table.name} (space, {columns}) "
        f"SELECT ?, {columns} FROM {table.name} WHERE space = ?"
    )


@cache
def upsert(table: Table) -> str:
    """`INSERT` that replaces the row with the same key."""
    changes = ", ".join(
        f'"{name}" = excluded."{name}"' for name in table.columns if name != table.key
    )
    return f"{insert(table)} ON CONFLICT (space, {table.key}) DO UPDATE SET {changes}"


@cache
def update(table: Table) -> str:
    """`UPDATE` of every column of one row by its key."""
    changes = ", ".join(f'"{name}" = ?' for name in table.columns)
    return f"UPDATE {table.name} SET {changes} WHERE space = ? AND {table.key} = ?"


def ordering(table: Table, order: str, limit: int, offset: int = 0) -> str:
    """`ORDER BY ... LIMIT ...`; the key breaks ties so that the order is total."""
    name = order.removeprefix("-")
    if name and name not in table.codecs:
        raise KeyError(name)
    direction = " DESC" if order.startswith("-") else ""
    first = f'"{name}"{direction}, ' if name else ""
    text = f" ORDER BY {first}{table.key}{direction}"
    if not limit:
        return text
    return f"{text} LIMIT {int(limit)} OFFSET {int(offset)}"
