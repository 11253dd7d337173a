"""Whatever can be followed from a page of the site, read once."""

from collections import Counter
from collections.abc import Callable

from tests.journeys.visitor import Page, Visitor

_QUERIES = 4
"""Of one path, how many of its queries are followed: two situations of the guide are compared in
thousands of ways, by one template.
"""


async def crawl(visitor: Visitor, start: str, follows: Callable[[str], bool]) -> dict[str, Page]:
    """Every page that links lead to from `start`, by address, without its fragment.

    An address is followed if `follows` says so; in one language, and of each path in its first
    queries. Fails on a page that is not there.
    """
    seen: dict[str, Page] = {}
    waiting = [start]
    queries: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        page = await visitor.get(address)
        assert page.status == 200, address
        seen[address] = page
        for href, _ in page.links:
            local = href.partition("#")[0]
            path, _, query = local.partition("?")
            if "lang=" in query or not local.startswith("/") or not follows(local):
                continue
            if local not in {*seen, *waiting} and (not query or queries[path] < _QUERIES):
                queries[path] += bool(query)
                waiting.append(local)
    return seen
