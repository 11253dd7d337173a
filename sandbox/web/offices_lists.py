"""Lists of the offices: cut into pages, and the search and the filter kept from page to page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from sandbox.services.names import searchable
from sandbox.web.pages import page_number

PAGE = 25
"""Rows on one page."""
LONGEST_SEARCH = 80

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list was asked for by its address: `?recherche=` and `?attente=`."""

    typed: str = ""
    group: str = ""  # empty for all of them

    @property
    def nothing(self) -> bool:
        """Whether something was typed that no name can hold, such as a dash."""
        return bool(self.typed) and not searchable(self.typed)

    def finds(self, *texts: str) -> bool:
        """Whether one of these texts holds what was typed, without accents or case."""
        wanted = searchable(self.typed)
        return not self.nothing and any(wanted in searchable(text) for text in texts)

    def query(self, **changes: str) -> str:
        """The query of a link that keeps what was sought but for `changes`; empty where nothing."""
        kept = {"recherche": self.typed, "attente": self.group, **changes}
        asked = urlencode({name: value for name, value in kept.items() if value})
        return f"?{asked}" if asked else ""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    number: int
    last: int
    total: int  # rows of all pages


def sought(request: Request, groups: Sequence[str]) -> Sought:
    """What the address asks for; a group that is none shows all."""
    group = request.query_params.get("attente", "")
    typed = request.query_params.get("recherche", "").strip()[:LONGEST_SEARCH]
    return Sought(typed, group if group in groups else "")


@dataclass(frozen=True, slots=True)
class Grouped(Generic[T]):
    """A list by groups: how many rows each group holds, and one page of those asked for."""

    counts: dict[str, int]
    groups: list[tuple[str, list[T]]]  # of this page
    page: Page[tuple[str, T]]


def grouped(
    request: Request, asked: Sought, names: Sequence[str], rows: Sequence[tuple[str, T]]
) -> Grouped[T]:
    """Rows with the group of each, in the order of the groups, cut to what was asked for."""
    counts = {name: sum(of == name for of, _ in rows) for name in names}
    page = page_of(request, [row for row in rows if asked.group in ("", row[0])])
    parts = groupby(page.rows, itemgetter(0))
    return Grouped(counts, [(of, [one for _, one in part]) for of, part in parts], page)


def page_of(request: Request, rows: Sequence[T]) -> Page[T]:
    """The page that `?page=` asks for, the nearest one where there is none of that number."""
    last = max(1, -(-len(rows) // PAGE))
    number = page_number(request, last)
    return Page(rows[(number - 1) * PAGE : number * PAGE], number, last, len(rows))
