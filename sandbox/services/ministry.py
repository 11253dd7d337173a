"""The ministry's agent: tells a childcare service it may apply, and answers its application.

The notice is one flag per organisation, with its date and channel; it may come before or after
activation (A-24). It opens the gate only with an active enrolment (R-78).
"""

from dataclasses import replace

from sandbox.domain.errors import NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.identifiers import refuse_any_nas
from sandbox.domain.lifecycles import SUBSCRIPTION, SubscriptionEvent, advance
from sandbox.domain.model import Account, Organisation, Subscription
from sandbox.domain.terms import Actor, Channel
from sandbox.services import post, subscriptions
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

EVENTS = (
    Event.MINISTRY_INFORMED,
    Event.MINISTRY_NOTICE_WITHDRAWN,
    Event.SUBSCRIPTION_REQUESTED,
    Event.SUBSCRIPTION_ACCEPTED,
    Event.SUBSCRIPTION_REFUSED,
    Event.SUBSCRIPTION_WITHDRAWN,
)
"""What the ministry and those who apply to it did."""


async def inform(tx: Tx, world: World, organisation_id: str, channel: Channel) -> Organisation:
    """Inform an organisation that it may apply to the e-service (R-35, R-55, R-60).

    Raises `NotAllowed` if it already was.
    """
    organisation = await tx.need(Organisation, organisation_id)
    if organisation.informed_on is not None:
        raise NotAllowed(
            "already-informed",
            "error.already_informed",
            hint="Withdraw the notice before sending another.",
            cite="A-24",
        )
    organisation = replace(organisation, informed_on=world.today, informed_by=channel)
    await tx.save(organisation)
    fact = await record(
        tx,
        world,
        Event.MINISTRY_INFORMED,
        Actor.MINISTRY,
        subject=organisation_id,
        organisation_id=organisation_id,
        channel=channel.value,
    )
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=channel,
        template="avis_du_ministere",
        values={"organisation": organisation.name},
        event=fact,
    )
    await subscriptions.refresh(tx, world, organisation_id)
    return organisation


async def withdraw(tx: Tx, world: World, organisation_id: str) -> Organisation:
    """Take the notice back; an application already made goes on. `NotAllowed` if there is none."""
    organisation = await tx.need(Organisation, organisation_id)
    if organisation.informed_on is None:
        raise NotAllowed(
            "not-informed",
            "error.not_informed",
            hint="There is no notice to withdraw.",
            cite="A-24",
        )
    organisation = replace(organisation, informed_on=None, informed_by=None)
    await tx.save(organisation)
    await record(
        tx,
        world,
        Event.MINISTRY_NOTICE_WITHDRAWN,
        Actor.MINISTRY,
        subject=organisation_id,
        organisation_id=organisation_id,
    )
    await subscriptions.refresh(tx, world, organisation_id)
    return organisation


async def answer(
    tx: Tx, world: World, subscription_id: str, accept: bool, reason: str = ""
) -> Subscription:
    """Accept or refuse an application; the RSE is told by e-mail (domain 4.8).

    `reason` is written for the RSE and kept with the refusal. Raises `NotAllowed` unless the
    application is in process, `BadInput` for a reason that holds a NAS.
    """
    refuse_any_nas(reason)
    subscription = await tx.need(Subscription, subscription_id)
    event = SubscriptionEvent.ACCEPT if accept else SubscriptionEvent.REFUSE
    subscription = replace(
        subscription,
        state=advance(SUBSCRIPTION, subscription.state, event),
        answered_at=world.now,
        reason="" if accept else reason.strip(),
    )
    await tx.save(subscription)
    organisation = await tx.need(Organisation, subscription.organisation_id)
    fact = await record(
        tx,
        world,
        Event.SUBSCRIPTION_ACCEPTED if accept else Event.SUBSCRIPTION_REFUSED,
        Actor.MINISTRY,
        subject=subscription.id,
        organisation_id=organisation.id,
        **({"note": subscription.reason} if subscription.reason else {}),
    )
    account = await tx.get(Account, subscription.account_id)
    await post.send(
        tx,
        world,
        organisation_id=organisation.id,
        channel=Channel.EMAIL,
        template="inscription_pes_acceptee" if accept else "inscription_pes_refusee",
        values={"organisation": organisation.name, "motif": subscription.reason},
        event=fact,
        person_id=account.person_id if account is not None else "",
    )
    return subscription
