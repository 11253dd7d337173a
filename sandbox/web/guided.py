"""Where in the guide a row stands, for the pages that name one."""

from collections.abc import Mapping
from functools import cache

from sandbox.guide import guide


@cache
def page_of_rows() -> Mapping[str, str]:
    """The page of each row of the guide, by the id of the row."""
    return {row.id: row.page for row in guide().rows}
