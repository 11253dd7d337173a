"""The seed: what a new space begins with, and that all of it is true."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox import seeding
from sandbox.domain.conventions import Conventions
from sandbox.domain.lifecycles import AccountState, InvitationState, SubscriptionState
from sandbox.domain.model import (
    Account,
    Enrolment,
    Invitation,
    JournalEntry,
    Organisation,
    Person,
    PostItem,
    Subscription,
)
from sandbox.domain.provider import Client
from sandbox.seeding import registers
from sandbox.services import calendar, enrolment, passwords, post, signin, spaces, subscriptions
from sandbox.services.desk import Desk
from sandbox.services.site import DEFAULT_SPACE
from sandbox.world.clock import TORONTO
from tests.builders import PASSWORD, checked, sandbox_on

SEED = seeding.load()
EXPECTED_AT_THE_DOOR = {
    "rse-actif": "SignedIn",
    "utilisateur-actif": "SignedIn",
    "mot-de-passe-temporaire": "MustChange",
    "verrouille": "COMPTE_VERROUILLE",
    "en-attente": "INSCRIPTION_EN_ATTENTE",
    "refuse": "INSCRIPTION_REFUSEE",
    "suspendu": "COMPTE_SUSPENDU",
    "temporaire-expire": "MOT_DE_PASSE_TEMPORAIRE_EXPIRE",
    "ferme": "COMPTE_FERME",
    "deux-organisations": "SignedIn",
    "mandataire": "SignedIn",
}


def test_there_is_one_ready_account_for_each_state() -> None:
    """Every state an account can be in has a ready account."""
    assert {account.state for account in SEED.accounts} == set(AccountState)
    assert [account.handle for account in SEED.accounts] == list(EXPECTED_AT_THE_DOOR)


@pytest.mark.parametrize("account", SEED.accounts, ids=lambda account: str(account.handle))
async def test_each_ready_account_answers_as_its_state_says(
    desk: Desk, account: seeding.ReadyAccount
) -> None:
    """The shared password is right for every ready account, and gets the documented answer."""
    outcome = await signin.authenticate(
        desk,
        DEFAULT_SPACE,
        request_id=None,
        browser="un-navigateur",
        user_code=account.user_code,
        password=SEED.password,
    )
    said = outcome.standing.code if isinstance(outcome, signin.Refused) else type(outcome).__name__
    assert said == EXPECTED_AT_THE_DOOR[account.handle]
    async with desk.look(DEFAULT_SPACE) as (tx, _):
        person = await tx.one(Person, persona=account.handle)
        assert person is not None
        held = await tx.one(Account, person_id=person.id)
        assert held is not None
        assert await passwords.verify(SEED.password, held.password_hash)


@pytest.mark.parametrize("story", SEED.personas, ids=lambda story: str(story.id))
async def test_each_persona_reaches_its_row(desk: Desk, story: seeding.Persona) -> None:
    """What a persona types, by the registers of the seed, is decided by its expected row."""
    row = ""
    for each in (*(SEED.persona(name) for name in story.before), story):
        async with desk.work(DEFAULT_SPACE) as (tx, world):
            draft = await checked(tx, world, {**each.answers, **each.unasked})
            done = await enrolment.transmit(tx, world, draft.enrolment.number, PASSWORD)
            row = done.decision.row_id
    assert row == story.expected_row


@pytest.mark.parametrize("ready", SEED.enrolled, ids=lambda ready: str(ready.organisation.id))
async def test_each_ready_enrolment_was_decided_as_the_services_would(
    ready: seeding.ReadyOrganisation,
) -> None:
    """Typing the same answers on the day, by the same registers, gives the decision stored."""
    of, days = ready.organisation, ready.enrolment.transmitted_days_ago
    if of.invitation is not None:
        aged = replace(of.invitation, issued_days_ago=of.invitation.issued_days_ago - days)
        of = replace(of, invitation=aged)
    async with sandbox_on() as sandbox:
        async with sandbox.desk.work(sandbox.space) as (tx, world):
            await tx.add(*registers.registers(world, of))
        async with sandbox.desk.work(sandbox.space) as (tx, world):
            draft = await checked(tx, world, ready.enrolment.answers)
            done = await enrolment.transmit(tx, world, draft.enrolment.number, PASSWORD)
    assert done.decision.to_dict() == ready.enrolment.decision.to_dict()


@pytest.mark.parametrize(
    "today",
    [date(2009, 1, 15), date(2024, 2, 29), date(2026, 3, 8), date(2026, 11, 1), date(2027, 1, 1)],
)
async def test_invitations_are_as_old_as_their_stories_whatever_the_day(today: date) -> None:
    """F06 holds an invitation on its last valid day, and that of F07 expired the day before."""
    async with sandbox_on(today) as sandbox, sandbox.desk.work(sandbox.space) as (tx, world):
        await seeding.sow(tx, world)
        valid = await tx.need(Invitation, "inv_f06")
        expired = await tx.need(Invitation, "inv_f07")
    assert (valid.state, valid.last_valid_on) == (InvitationState.VALID, today)
    yesterday = today - timedelta(days=1)
    assert (expired.state, expired.last_valid_on) == (InvitationState.EXPIRED, yesterday)


async def test_nothing_falls_due_in_a_new_space(desk: Desk) -> None:
    """The seed is already as the calendar would leave it, to the last entry of the journal."""
    async with desk.work(DEFAULT_SPACE) as (tx, world):
        before = await tx.count(JournalEntry)
        await calendar.run(tx, world)
        assert await tx.count(JournalEntry) == before
        for organisation in await tx.find(Organisation):
            stored = await subscriptions.of(tx, organisation.id)
            assert await subscriptions.refresh(tx, world, organisation.id) == stored
        assert await tx.count(JournalEntry) == before


async def test_registrations_stand_in_every_state(desk: Desk) -> None:
    """Each state of a registration to the e-service can be looked at in a new space."""
    async with desk.look(DEFAULT_SPACE) as (tx, _):
        found = await tx.find(Subscription)
    assert {each.state for each in found} == set(SubscriptionState)


async def test_every_letter_of_the_seed_can_be_read(desk: Desk) -> None:
    """The post of a new space is in words, in both languages, and older than the space."""
    async with desk.look(DEFAULT_SPACE) as (tx, world):
        items = await tx.find(PostItem)
        entries = {entry.id: entry for entry in await tx.find(JournalEntry)}
    assert items
    for item in items:
        assert item.arrives_on <= world.today
        assert item.sent_at == entries[item.event_id].happened_at
        for language in ("fr", "en"):
            assert "{" not in post.read(item, language).subject


async def test_the_journal_of_the_seed_holds_no_secret(desk: Desk) -> None:
    """No number that a person must keep to himself is in the journal or on an enrolment."""
    secrets = {SEED.password}
    for of in (*SEED.organisations, *(each.organisation for each in SEED.enrolled)):
        secrets |= {str(each) for each in (of.nas, of.impotnet_code, of.latest_notice) if each}
        secrets |= {str(of.invitation.number)} if of.invitation else set()
    async with desk.look(DEFAULT_SPACE) as (tx, _):
        written = repr((await tx.find(JournalEntry), await tx.find(Enrolment)))
    assert not [secret for secret in secrets if secret in written]


async def test_a_seed_is_sown_whole_or_not_at_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seed that fails in its last letter leaves no space behind."""
    sent = 0

    async def failing(*args: object, **more: object) -> None:
        nonlocal sent
        sent += 1
        if sent == 5:
            raise RuntimeError("the post is on strike")

    monkeypatch.setattr(post, "send", failing)
    with pytest.raises(RuntimeError, match="on strike"):
        await spaces.create(desk, "neuf", fill=seeding.sower())
    assert not await spaces.exists(desk, "neuf")


async def test_a_life_of_password_longer_than_the_story_still_expires_it() -> None:
    """A convention set from outside cannot contradict the state of a ready account."""
    long = replace(Conventions(), temporary_password_days=90)
    async with sandbox_on(conventions=long) as here, here.desk.work(here.space) as (tx, world):
        await seeding.sow(tx, world)
        account = await tx.need(Account, "acc_temporaire_expire")
    assert account.temporary_until is not None
    assert account.temporary_until <= world.now


async def test_clients_live_where_the_portal_does() -> None:
    """The portal's address is in every redirect URI, and under the name localhost beside it."""
    portal = {each.client_id: each for each in seeding.ready("http://127.0.0.1:9999/").clients}
    assert portal["pes-portal"].metadata["redirect_uris"] == [
        "http://127.0.0.1:9999/callback",
        "http://localhost:9999/callback",
    ]
    told = portal["pes-portal"].metadata["backchannel_logout_uri"]
    assert told == "http://127.0.0.1:9999/backchannel-logout"
    assert "backchannel_logout_uri" not in portal["spa"].metadata
    inside = seeding.ready("http://127.0.0.1:9999", "http://pes_portal:8401/").clients[0]
    assert inside.metadata["redirect_uris"] == portal["pes-portal"].metadata["redirect_uris"]
    told = inside.metadata["backchannel_logout_uri"]
    assert told == "http://pes_portal:8401/backchannel-logout"
    elsewhere = seeding.ready("https://portail.example").clients[0]
    assert elsewhere.metadata["redirect_uris"] == ["https://portail.example/callback"]


async def test_ready_clients_are_registered(desk: Desk) -> None:
    """A new space knows the client of the portal, a browser application and a device."""
    async with desk.look(DEFAULT_SPACE) as (tx, _):
        found = {each.client_id: each for each in await tx.find(Client)}
    assert set(found) == {"pes-portal", "spa", "appareil"}
    assert found["pes-portal"].client_secret == "pes-portal-secret"
    assert found["spa"].client_secret == found["appareil"].client_secret == ""
    assert found["spa"].metadata["token_endpoint_auth_method"] == "none"


def test_addresses_of_the_seed_reach_nobody() -> None:
    """Telephones are of the fictitious block 555-01xx and e-mails of the reserved `.example`."""
    every = (*SEED.organisations, *(each.organisation for each in SEED.enrolled))
    telephones = [of.telephone for of in every] + [each.telephone for each in SEED.accounts]
    mails = [of.email for of in every] + [each.email for each in SEED.accounts]
    typed = [story.answers for story in SEED.personas]
    for answers in (*typed, *(each.enrolment.answers for each in SEED.enrolled)):
        telephones += [v for k, v in answers.items() if k.endswith("_telephone")]
        mails += [v for k, v in answers.items() if k.endswith("_courriel")]
    assert not [each for each in telephones if not re.fullmatch(r"418 555-01\d\d", each)]
    assert not [each for each in mails if not re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", each)]


def test_every_story_is_one_paragraph() -> None:
    """A story is told in one paragraph of some length, without a double space."""
    for story in SEED.personas:
        assert 80 < len(story.story) < 600
        assert "\n" not in story.story
        assert "  " not in story.story


def test_the_reference_day_gives_the_dates_of_the_guide() -> None:
    """Told on 15 January 2009, F06's invitation was issued on 17 October 2008."""
    f06 = SEED.organisation("F06").invitation
    assert f06 is not None
    noon = datetime(2009, 1, 15, 17, tzinfo=UTC).astimezone(TORONTO)
    assert noon.date() - timedelta(days=f06.issued_days_ago) == date(2008, 10, 17)
