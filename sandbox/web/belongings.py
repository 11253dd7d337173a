"""What this browser opened: its drafts, its receipts, the files it follows, in its signed cookie.

The number of a draft resumes it, so it is a secret: it is never part of an address (addresses
stay in histories, logs and referrers). A page knows its draft by the browser's session; a form
also carries the number in its body, so that two drafts in two tabs are never mixed up.
"""

from typing import Any

from starlette.requests import Request

from sandbox.services.drafts import read_number

MOST = 12
"""Drafts or receipts remembered; the oldest is forgotten first, and the cookie stays small."""


def _list(request: Request, name: str) -> list[str]:
    session: dict[str, Any] = request.session
    kept = session.get(name)
    return [item for item in kept if isinstance(item, str)] if isinstance(kept, list) else []


def drafts(request: Request) -> list[str]:
    """Numbers of the drafts opened or resumed here, the current one last."""
    return _list(request, "drafts")


def current(request: Request) -> str:
    """Number of the draft this browser works on, empty if none."""
    return next(reversed(drafts(request)), "")


def take_up(request: Request, number: str) -> None:
    """Make this draft the one this browser works on."""
    spelled = read_number(number)
    others = [kept for kept in drafts(request) if kept != spelled]
    request.session["drafts"] = [*others, spelled][-MOST:]


def put_down(request: Request, number: str) -> None:
    """Forget a draft, transmitted or gone."""
    request.session["drafts"] = [kept for kept in drafts(request) if kept != number]


def receipts(request: Request) -> list[str]:
    """Numbers of the enrolments transmitted from here, oldest first."""
    return _list(request, "receipts")


def add_receipt(request: Request, number: str) -> int:
    """Remember a transmitted enrolment; returns its rank from 1, which its address uses."""
    kept = receipts(request)
    if number not in kept:
        kept = [*kept, number][-MOST:]
        request.session["receipts"] = kept
    return kept.index(number) + 1


def files(request: Request) -> list[str]:
    """Numbers of the transmitted enrolments that this browser may follow, oldest first.

    Those that it transmitted, those whose number was typed here, and those of whoever gave the
    right password here.
    """
    kept = _list(request, "files")
    return [*kept, *(number for number in receipts(request) if number not in kept)][-MOST:]


def add_file(request: Request, number: str) -> int:
    """Let this browser follow an enrolment; returns its rank from 1, which its address uses."""
    kept = files(request)
    if number not in kept:
        kept = [*kept, number][-MOST:]
    request.session["files"] = kept
    return kept.index(number) + 1
