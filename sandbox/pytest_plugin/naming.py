"""Names that a test's spaces bear: readable, its own, and the same in the next run."""

import hashlib
import re
from collections.abc import Iterator

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_SLUG = 19
_LONGEST_TEXT = 80
_MOST_TRIES = 99


def candidates(test: str, which: str = "", worker: str = "") -> Iterator[str]:
    """Ids for the space of a test (its nodeid), the first one first; others if that is taken.

    `which` tells several spaces of a test apart; a worker of pytest-xdist has ids of its own.
    """
    called = test.rpartition("::")[2].removeprefix("test_")
    plain = _NOT_PLAIN.sub("-", f"{which} {called}".lower()).strip("-")[:_SLUG].strip("-")
    digest = hashlib.sha256(f"{test}\n{which}".encode()).hexdigest()[:8]
    name = "-".join(part for part in (plain, worker, digest) if part)
    yield name
    for number in range(2, _MOST_TRIES + 1):
        yield f"{name}-{number}"


def draws(test: str, which: str = "") -> str:
    """What the draws of a test's space are seeded with: its name, in no more than 80 characters."""
    text = f"{test} {which}".strip()
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"{text[:63]} {hashlib.sha256(text.encode()).hexdigest()[:16]}"
