"""Who speaks to whom in a step of a trace, and by which channel.

The front channel is what a browser carries; the back channel, what programs say to each other;
the rest happens in the simulated world: letters, agents, the calendar, commands.
"""

from enum import StrEnum

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.terms import Actor


class Party(StrEnum):
    """Who takes part."""

    BROWSER = "browser"
    APPLICANT = "applicant"  # on the pages or on command: the journal does not say
    APPLICATION = "application"
    SANDBOX = "sandbox"
    ADDRESSEE = "addressee"  # of an item of the post
    AGENT = "agent"
    CALENDAR = "calendar"
    COMMAND = "command"


class Route(StrEnum):
    """By which way."""

    FRONT = "front"
    BACK = "back"
    WORLD = "world"


Heading = tuple[Party, Party, Route]
"""From whom, to whom, by which way."""

BY_BROWSER: Heading = (Party.BROWSER, Party.SANDBOX, Route.FRONT)
BY_APPLICATION: Heading = (Party.APPLICATION, Party.SANDBOX, Route.BACK)
TO_APPLICATION: Heading = (Party.SANDBOX, Party.APPLICATION, Route.BACK)
BY_POST: Heading = (Party.SANDBOX, Party.ADDRESSEE, Route.WORLD)
_WITHIN: Heading = (Party.SANDBOX, Party.SANDBOX, Route.WORLD)
_BY_COMMAND: Heading = (Party.COMMAND, Party.SANDBOX, Route.WORLD)

_AGENTS = (Actor.REVENU, Actor.REGISTRY, Actor.MINISTRY, Actor.HELP_DESK)
_OF_ACTOR: dict[Actor, Heading] = {
    Actor.CLIENT: BY_APPLICATION,
    Actor.CLOCK: (Party.CALENDAR, Party.SANDBOX, Route.WORLD),
    Actor.SYSTEM: _WITHIN,
    **dict.fromkeys(_AGENTS, (Party.AGENT, Party.SANDBOX, Route.WORLD)),
    Actor.APPLICANT: (Party.APPLICANT, Party.SANDBOX, Route.WORLD),
    **dict.fromkeys((Actor.USER, Actor.RSE), BY_BROWSER),
}
_OF_EVENT: dict[str, Heading] = {
    Event.SIGNIN_REQUESTED: BY_BROWSER,  # the application asks by the person's browser
    Event.SIGNED_IN_BY_CONTROL: _BY_COMMAND,
    Event.TOKENS_MINTED: _BY_COMMAND,
    Event.FAULT_ARMED: _BY_COMMAND,
    Event.LOGOUT_TOKEN_DELIVERED: TO_APPLICATION,
    Event.LOGOUT_TOKEN_NOT_TAKEN: TO_APPLICATION,
    Event.LOGOUT_TOKEN_ABANDONED: TO_APPLICATION,
}
_SEEN = ("/oidc/authorize", "/oidc/logout")
"""Endpoints that a browser comes to."""
_SEEN_NAMES = ("authorize", "logout")


def heading(entry: JournalEntry) -> Heading:
    """Who speaks to whom in what an entry tells."""
    if entry.name == Event.FAULT_STRUCK:
        return _spoilt(str(entry.data.get("endpoint", "")))
    if known := _OF_EVENT.get(entry.name):
        return known
    endpoint = str(entry.data.get("endpoint", ""))
    if endpoint and any(seen in endpoint for seen in _SEEN):
        return BY_BROWSER
    return _OF_ACTOR[entry.actor]


def _spoilt(endpoint: str) -> Heading:
    """The way of an answer that a fault spoilt, by the name of its endpoint."""
    if endpoint in _SEEN_NAMES:
        return (Party.SANDBOX, Party.BROWSER, Route.FRONT)
    return TO_APPLICATION
