"""Writing the seed into a new space: entities and their past, in the caller's transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sandbox.domain.events import Event
from sandbox.domain.model import Enrolment
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.seeding import enrolled
from sandbox.seeding.library import DEFAULT_PORTAL, FOLDER, Seed, load
from sandbox.seeding.registers import Past, history, registers
from sandbox.services import passwords, post
from sandbox.services.journal import record
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
    rows = _rows(world, seed, await _hash_of(seed.password))
    rows.sort(key=lambda row: type(row).__name__)  # rows of a kind go to the store together
    await tx.add(*rows)
    numbers = {row.organisation_id: row.number for row in rows if isinstance(row, Enrolment)}
    await _remember(tx, world, _past(world, seed), numbers)
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


def _rows(world: World, seed: Seed, hashed: str) -> list[object]:
    """Every entity of the seed, its journal and its post apart."""
    rows: list[object] = []
    for of in seed.organisations:
        rows += registers(world, of)
        if of.informed_days_ago is not None:
            rows.append(enrolled.awaiting(of.id))
    for ready in seed.enrolled:
        of = ready.organisation
        used = of.invitation is not None and "invitation" in ready.enrolment.answers
        rows += registers(world, of, enrolled.enrolment_id(of.id) if used else "")
        rows += enrolled.enrolled(world, ready, enrolled.rse_of(of.id, seed.accounts))
    organisations = {each.organisation.id: each for each in seed.enrolled}
    for account in seed.accounts:
        rows += enrolled.account(world, account, hashed, organisations)
    rows += [
        Client(each.client_id, each.client_secret, dict(each.metadata), world.instant)
        for each in seed.clients
    ]
    return rows


def _past(world: World, seed: Seed) -> list[Past]:
    """What happened before today, oldest first."""
    past = [fact for of in seed.organisations for fact in history(world, of)]
    for ready in seed.enrolled:
        rse = enrolled.rse_of(ready.organisation.id, seed.accounts)
        past += history(world, ready.organisation)
        past += enrolled.history(world, ready, rse)
    return sorted(past, key=lambda fact: -fact.days_ago)


async def _remember(tx: Tx, world: World, past: list[Past], numbers: dict[str, str]) -> None:
    """Write the journal, then the post that it caused, each on its day."""
    written = []
    for fact in past:
        then = replace(world, now=world.now - timedelta(days=fact.days_ago))
        entry = await record(
            tx,
            then,
            fact.event,
            fact.actor,
            subject=fact.subject,
            organisation_id=fact.organisation_id,
            trace=fact.trace,
            **fact.data,
        )
        written.append((then, fact, entry))
    for then, fact, entry in written:
        if fact.letter is None:
            continue
        number = numbers.get(fact.organisation_id, "")
        await post.send(
            tx,
            then,
            organisation_id=fact.organisation_id,
            channel=fact.letter.channel,
            template=fact.letter.template,
            values={**fact.letter.values, **({"numero": number} if number else {})},
            event=entry,
            person_id=fact.letter.person_id,
        )
