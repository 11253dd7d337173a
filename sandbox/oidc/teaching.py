"""Refusals made to be learnt from: the journal keeps what was sent, what was expected, and why.

Nothing secret is kept: of each parameter its name, and its value only where the value can be none
(a closed list). The answer on the wire carries `error_uri`, the page of that journal entry.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request

from sandbox.domain.events import Event
from sandbox.domain.terms import Actor
from sandbox.oidc.made import made
from sandbox.oidc.refusals import Refusal
from sandbox.services.desk import Desk
from sandbox.services.journal import record

SHOWN = frozenset(
    """
    acr_values audience authorization_details claims_locales client_assertion_type client_id
    code_challenge_method display dpop_jkt grant_type max_age post_logout_redirect_uri prompt
    redirect_uri requested_token_type resource response_mode response_type scope
    subject_token_type actor_token_type token_type_hint ui_locales
    """.split()
)
"""Parameters whose value is no secret; of any other, only that it was sent."""
HIDDEN = "•••"
"""Stands for a value that is not kept; needs no translation."""
REFUSALS = "/developper/refus"
MAX_PATH = 100
"""How much of a path is journaled: a refusal must not fill the disk."""
_MOST_PARAMETERS = 40
_LONGEST_VALUE = 300
_LONGEST_EXPECTED = 2000
"""How much is kept of what was registered: fifty addresses must not be copied at each mistake."""
_LONGEST_STEP = 40
"""Longest step of a path that is kept: a client id has less, a handle that opens something more."""
_NAME = re.compile(r"[A-Za-z]{1,24}(?:[_.-][A-Za-z]{1,24}){0,5}(?:\[\]|#[A-Za-z-]{1,12})?")
"""What names of parameters look like. A token that was sent without a name stands in its place."""
# Nine digits may be a social insurance number; the sandbox keeps none, wherever it was typed.
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")


def note_sent(request: Request, pairs: Iterable[tuple[str, str]]) -> None:
    """Remember the parameters of a request for the journal."""
    told: dict[str, str] = getattr(request.state, "sent", {})
    for name, value in pairs:
        if len(told) >= _MOST_PARAMETERS:
            break
        told[name if _NAME.fullmatch(name) else HIDDEN] = _told(name, value)
    request.state.sent = told


def _told(name: str, value: str) -> str:
    if not value:
        return ""
    return masked(value)[:_LONGEST_VALUE] if name in SHOWN else HIDDEN


def masked(text: str) -> str:
    """`text` without anything that could be a social insurance number."""
    return _NINE_DIGITS.sub(HIDDEN, text)


def _kept_path(path: str) -> str:
    """A path without the handles in it: whoever reads the journal must not go on with them."""
    steps = (step if len(step) <= _LONGEST_STEP else HIDDEN for step in path.split("/"))
    return masked("/".join(steps))[:MAX_PATH]


def note_asked(request: Request, values: Mapping[str, str]) -> None:
    """Remember what a request object, or a request pushed ahead, turned out to ask."""
    request.state.asked = {
        name: _told(name, value) for name, value in list(values.items())[:_MOST_PARAMETERS]
    }


def call_of(request: Request) -> dict[str, Any]:
    """How a request came, for its line in the journal: method, path, parameters as `note_sent`
    keeps them, and what they stood for where that was elsewhere.
    """
    told = {
        "method": request.method,
        "endpoint": _kept_path(request.scope["path"]),
        "sent": getattr(request.state, "sent", {}),
    }
    asked = getattr(request.state, "asked", None)
    return {**told, "asked": asked} if asked else told


async def journal_refusal(
    request: Request, refusal: Refusal, event: Event, **answered: Any
) -> None:
    """Leave the refusal in the journal, and in it the address of the page that explains it.

    `answered` says how it was told: `status`, or `returned_to` and `response_mode`.
    """
    desk: Desk = request.app.state.desk
    space: str = request.state.space
    call = call_of(request)
    told = {name: masked(value)[:_LONGEST_VALUE] for name, value in refusal.sent.items()}
    facts = refusal.facts()
    if expected := facts.get("expected"):
        facts["expected"] = {name: text[:_LONGEST_EXPECTED] for name, text in expected.items()}
    async with desk.work(space) as (tx, world):
        entry = await record(
            tx,
            world,
            event,
            Actor.CLIENT,
            trace=refusal.trace or made(request).trace,
            **{
                **call,
                **answered,
                **facts,
                "client_id": masked(facts["client_id"]),
                "sent": {**call["sent"], **told},
            },
        )
    refusal.error_uri = desk.site.url(space, f"{REFUSALS}/{entry.id}")
