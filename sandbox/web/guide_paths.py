"""Addresses of the guide on line, and the way back to where a person came from.

`depuis` holds a path of this space among those that explain a decision; another is ignored, so
that no link leads a person anywhere else. Each link inside the guide hands it on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from sandbox.guide import situations

_PLACES = (
    (re.compile(r"/inscription/accuse/[1-9]\d?"), "receipt"),
    (re.compile(r"/inscription/verification"), "check"),
    (re.compile(r"/bureaux/revenu/[A-Za-z0-9_-]{1,64}"), "file"),
)
"""Where a decision is explained, with the last part of the key that names it."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a reader of the guide came from: a path of the space and its name, or nothing."""

    back: str = ""
    name: str = ""  # under guide.back

    def href(self, path: str) -> str:
        """A path of the guide from which the way back is not lost."""
        if not self.back:
            return path
        plain, _, fragment = path.partition("#")
        mark = "&" if "?" in plain else "?"
        there = f"{plain}{mark}{urlencode({'depuis': self.back})}"
        return f"{there}#{fragment}" if fragment else there


def trail_from(path: str) -> Trail:
    """The trail that begins at this path; of another than those known, none."""
    for shape, name in _PLACES:
        if shape.fullmatch(path):
            return Trail(path, name)
    return Trail()


def trail_of(request: Request) -> Trail:
    """The trail on which this request is."""
    return trail_from(request.query_params.get("depuis", ""))


def citation_path(citation: str) -> str:
    """Path of a statement (R-nn) or a reading (A-nn)."""
    page = "silences" if citation.startswith("A-") else "enonces"
    return f"/guide/{page}#{citation}"


def try_path(kind: str, facts: Mapping[str, str]) -> str:
    """Path of the explained decision of these facts."""
    return f"/guide/essai?{urlencode({'table': kind, **facts})}"


def try_row(row_id: str) -> str:
    """Path of the explained decision to which this row answers."""
    return try_path(situations.kind_of(row_id), situations.situation(row_id))


def compare_path(kind: str, one: Mapping[str, str], other: str = "") -> str:
    """Path of the comparison of these facts with the row `other`, to choose where empty."""
    query = {"table": kind, **{f"a_{column}": word for column, word in one.items()}}
    return f"/guide/comparer?{urlencode(query | ({'b': other} if other else {}))}"
