"""What a space holds as plain values, and back: columns by name, so that a version may add some.

A dump is read as sent by anybody: every value is checked against the field that will hold it.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.domain.errors import BadInput
from sandbox.storage.tables import TABLES, Table

MOST_ROWS = 200_000
"""Rows of a table that a dump may bring."""
_BY_NAME = {table.name: table for table in TABLES.values()}


def told(table: Table, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The rows of a table, selected in column order, as JSON tells them."""
    codecs = tuple(table.codecs.values())
    return {
        "columns": list(table.columns),
        "rows": [
            [codec.plain(raw) for codec, raw in zip(codecs, row, strict=True)] for row in rows
        ],
    }


def read(tables: Mapping[str, Any]) -> Iterator[tuple[Table, list[list[Any]]]]:
    """Each table with the column values of its rows; raises `BadInput`."""
    if strange := sorted(set(tables) - set(_BY_NAME)):
        raise _refused(f"There is no table {strange[0][:60]}. Known: {', '.join(_BY_NAME)}.")
    for name, content in tables.items():
        table = _BY_NAME[name]
        yield table, list(_rows(table, content["columns"], content["rows"]))


def _rows(table: Table, columns: Sequence[str], rows: Sequence[Any]) -> Iterator[list[Any]]:
    if len(rows) > MOST_ROWS:
        raise _refused(f"{table.name} holds more than {MOST_ROWS} rows.")
    if strange := sorted(set(columns) - set(table.columns)):
        known = ", ".join(table.columns)
        raise _refused(f"{table.name} has no column {strange[0][:60]}. Known: {known}.")
    if len(set(columns)) != len(columns):
        raise _refused(f"{table.name} names a column twice.")
    defaults = {name: _default(table, name) for name in table.columns if name not in columns}
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise _refused(f"Row {number} of {table.name} has not {len(columns)} values.")
        given = dict(zip(columns, row, strict=True))
        values = []
        for name, codec in table.codecs.items():
            if name not in given:
                values.append(defaults[name])
                continue
            try:
                values.append(codec.checked(given[name]))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                said = str(error)[:80]
                raise _refused(
                    f"{name} of row {number} of {table.name} cannot be {said}."
                ) from None
        yield values


def _default(table: Table, name: str) -> Any:
    """What a column holds where an older version did not have it."""
    found = next(each for each in dataclasses.fields(table.kind) if each.name == name)
    if found.default is not dataclasses.MISSING:
        return table.codecs[name].write(found.default)
    if found.default_factory is not dataclasses.MISSING:
        return table.codecs[name].write(found.default_factory())
    raise _refused(f"{table.name} lacks the column {name}.")


def _refused(hint: str) -> BadInput:
    return BadInput("snapshot-refused", "error.snapshot_refused", hint=hint)
