"""Seeding: `seed/**.toml` becomes the first contents of a space, in one transaction, never SQL.

An unknown key, a missing one or a bad value stops everything with its file and line. Dates are
told as days before the day the space is created, so that every story is as fresh as its space.
"""

from sandbox.seeding.clients import ReadyClient
from sandbox.seeding.library import DEFAULT_PORTAL, FOLDER, Seed, load
from sandbox.seeding.positions import SeedError
from sandbox.seeding.ready import MandateSeed, ReadyAccount, ReadyOrganisation
from sandbox.seeding.scenarios import scenarios
from sandbox.seeding.sowing import plant, sow, sower
from sandbox.seeding.stories import OrganisationSeed, Persona
from sandbox.seeding.told import ready_told

__all__ = [
    "DEFAULT_PORTAL",
    "FOLDER",
    "MandateSeed",
    "OrganisationSeed",
    "Persona",
    "ReadyAccount",
    "ReadyClient",
    "ReadyOrganisation",
    "Seed",
    "SeedError",
    "load",
    "personas",
    "plant",
    "ready",
    "ready_told",
    "scenarios",
    "sow",
    "sower",
]


def personas() -> tuple[Persona, ...]:
    """The sixteen personas, then their nine variants."""
    return load().personas


def ready(portal_url: str = DEFAULT_PORTAL, backchannel_url: str = "") -> Seed:
    """The seed with the ready accounts, their one password and the ready clients."""
    return load(FOLDER, portal_url, backchannel_url)
