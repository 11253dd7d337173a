"""Whether tables answer every combination of facts, and only once.

Measured without running through the combinations: two rows overlap if their conditions can be met
together, and rows that do not overlap leave no gap if the combinations they hold add up to all
there are. Only where something is missing are combinations enumerated, to name one.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from sandbox.guide.markdown import GuideError
from sandbox.guide.rows import Row
from sandbox.guide.table import Table
from sandbox.guide.vocabulary import HitPolicy, Schema, fulfils


def verify(tables: Sequence[Table]) -> int:
    """Check tables that answer together; returns how many combinations were verified.

    Raises `GuideError` for a row that can never answer, for two rows that overlap and for a
    combination without row (policy `unique`), or for rows that say the same (policy `collect`).
    """
    schema, policy = tables[0].schema, tables[0].hit_policy
    for table in tables:
        if table.hit_policy is not policy:
            raise GuideError(
                table.file, table.line, f"The pages of '{schema.name}' need one policy."
            )
    rows = [row for table in tables for row in table.rows]
    for row in rows:
        if schema.size(row.conditions) == 0:
            raise GuideError(row.file, row.line, f"{row.id} can never answer.")
    _distinct(rows)
    if policy is HitPolicy.COLLECT:
        return _verify_collected(schema, tables[0], rows)
    for one, other in combinations(rows, 2):
        if schema.meet(one.conditions, other.conditions):
            raise GuideError(
                other.file,
                other.line,
                f"{other.id} overlaps {one.id} ({one.file}:{one.line}).",
            )
    if sum(schema.size(row.conditions) for row in rows) != schema.size():
        raise _gap(schema, tables, rows)
    return schema.size()


def _distinct(rows: Iterable[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            first = seen[row.id]
            raise GuideError(
                row.file, row.line, f"{row.id} is there already ({first.file}:{first.line})."
            )
        seen[row.id] = row


def _verify_collected(schema: Schema, table: Table, rows: Sequence[Row]) -> int:
    """Rows that may answer together: each says something of its own, and not always one does."""
    for one, other in combinations(rows, 2):
        if one.conditions == other.conditions or one.reason == other.reason:
            raise GuideError(other.file, other.line, f"{other.id} says the same as {one.id}.")
    if not any(
        not any(fulfils(row.conditions, words) for row in rows) for words in schema.combinations()
    ):
        raise GuideError(table.file, table.line, "Some row answers whatever the facts are.")
    return schema.size()


def _gap(schema: Schema, tables: Sequence[Table], rows: Sequence[Row]) -> GuideError:
    """Names one combination without row, on the page that comes closest to it."""
    words = next(
        words
        for words in schema.combinations()
        if not any(fulfils(row.conditions, words) for row in rows)
    )
    closest = max(tables, key=lambda table: len(table.given) if fulfils(table.given, words) else -1)
    missing = ", ".join(f"{column} = {word}" for column, word in words.items())
    return GuideError(closest.file, closest.line, f"No row answers: {missing}.")
