"""Writing the seed into a new space: entities and their past, in the caller's transaction."""

from collections.abc import Awaitable, Callable
from functools import partial

from sandbox.domain.events import Event
from sandbox.domain.model import Organisation
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.seeding import enrolled
from sandbox.seeding.library import DEFAULT_PORTAL, FOLDER, Seed, load
from sandbox.seeding.registers import history, registers
from sandbox.seeding.stories import OrganisationSeed
from sandbox.services import passwords, past_enrolments
from sandbox.services.journal import record
from sandbox.services.past import Past, remember
from sandbox.services.past_enrolments import PastEnrolment
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_SALT = b"clicsequr-ready!"
"""Of the one password that the documentation publishes: nothing to protect, one hash for all."""

_hashes: dict[str, str] = {}


async def _hash_of(password: str) -> str:
    """The hash of the shared password, computed once in the life of the process."""
    if password not in _hashes:
        _hashes[password] = await passwords.hash_password(password, _SALT)
    return _hashes[password]


def sower(
    portal_url: str = DEFAULT_PORTAL, backchannel_url: str = ""
) -> Callable[[Tx, World], Awaitable[None]]:
    """What fills a space with the seed; `portal_url` is where the ready clients live.

    `backchannel_url` is where the sandbox itself reaches them, if not there.
    """
    return partial(sow, seed=load(FOLDER, portal_url, backchannel_url))


async def sow(tx: Tx, world: World, *, seed: Seed | None = None) -> None:
    """Write the seed (this clone's by default) into an empty space."""
    seed = seed or load()
    hashed = await _hash_of(seed.password)
    enrolments = [
        enrolled.past(world, each, enrolled.rse_of(each.organisation.id, seed.accounts))
        for each in seed.enrolled
    ]
    rows = _rows(world, seed, hashed, enrolments)
    rows.sort(key=lambda row: type(row).__name__)  # rows of a kind go to the store together
    await tx.add(*rows)
    await remember(tx, world, _past(world, seed, enrolments))
    await record(
        tx,
        world,
        Event.SPACE_SEEDED,
        Actor.SYSTEM,
        subject=tx.space.id,
        organisations=len(seed.organisations) + len(seed.enrolled),
        accounts=len(seed.accounts),
        clients=len(seed.clients),
    )


async def plant(tx: Tx, world: World, seed_id: str, *, seed: Seed | None = None) -> None:
    """Enter the organisation of a persona (`F06`) in the registers of a space without the seed.

    Nothing is done where its identification number is there already: what is typed names it.
    Raises `KeyError` for an organisation that the seed has not.
    """
    of = (seed or load()).organisation(seed_id)
    if await tx.one(Organisation, revenue_number=of.revenue_number) is not None:
        return
    await tx.add(*_registered(world, of))
    await remember(tx, world, sorted(history(world, of), key=lambda fact: -fact.days_ago))


def _registered(world: World, of: OrganisationSeed) -> list[object]:
    """An organisation that is not enrolled, as the registers and the ministry know it."""
    informed = of.informed_days_ago is not None
    return [*registers(world, of), *([enrolled.awaiting(of.id)] if informed else [])]


def _rows(world: World, seed: Seed, hashed: str, enrolments: list[PastEnrolment]) -> list[object]:
    """Every entity of the seed, its journal and its post apart."""
    rows: list[object] = []
    for of in seed.organisations:
        rows += _registered(world, of)
    for ready, past in zip(seed.enrolled, enrolments, strict=True):
        of = ready.organisation
        used = of.invitation is not None and "invitation" in ready.enrolment.answers
        rows += registers(world, of, past.id if used else "")
        rows += enrolled.rows(world, ready, past)
    organisations = {each.organisation.id: each for each in seed.enrolled}
    for account in seed.accounts:
        rows += enrolled.account(world, account, hashed, organisations)
    rows += [
        Client(each.client_id, each.client_secret, dict(each.metadata), world.instant)
        for each in seed.clients
    ]
    return rows


def _past(world: World, seed: Seed, enrolments: list[PastEnrolment]) -> list[Past]:
    """What happened before today, oldest first."""
    past = [fact for of in seed.organisations for fact in history(world, of)]
    for ready, enrolment in zip(seed.enrolled, enrolments, strict=True):
        past += history(world, ready.organisation)
        past += past_enrolments.history(enrolment)
    return sorted(past, key=lambda fact: -fact.days_ago)
