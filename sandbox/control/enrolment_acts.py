"""The acts of the agent of Revenu Québec, by the name a program calls them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.control.enrolment_models import DecisionWanted
from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.model import Enrolment, ItemState
from sandbox.services import dossiers, references, review
from sandbox.services.dossiers import REJECTION_REASONS
from sandbox.services.ports import Tx
from sandbox.services.review import REFUSAL_REASONS
from sandbox.world.surroundings import World

Act = Callable[[Tx, World, str, str], Awaitable[object]]
"""Takes the id of the enrolment, or of the document, and a reason."""


@dataclass(frozen=True, slots=True)
class _Known:
    """One act: what it does, the states of a document it is for, the reasons it takes."""

    does: Act
    of: tuple[ItemState, ...] = ()
    reasons: tuple[str, ...] = ()


_AWAITED = (ItemState.ASKED, ItemState.REJECTED)
_ARRIVED = (ItemState.RECEIVED, ItemState.ACCEPTED)

ACTS: dict[str, _Known] = {
    "log_contact": _Known(lambda tx, world, key, _: review.log_contact(tx, world, key)),
    "receive_document": _Known(
        lambda tx, world, key, _: review.receive_document(tx, world, key), _AWAITED
    ),
    "receive_all": _Known(lambda tx, world, key, _: review.receive_all(tx, world, key)),
    "accept_document": _Known(
        lambda tx, world, key, _: review.accept_document(tx, world, key), (ItemState.RECEIVED,)
    ),
    "reject_document": _Known(review.reject_document, _ARRIVED, REJECTION_REASONS),
    "activate": _Known(lambda tx, world, key, _: review.activate(tx, world, key)),
    "approve": _Known(lambda tx, world, key, _: review.approve(tx, world, key)),
    "ask_more": _Known(lambda tx, world, key, _: review.ask_more(tx, world, key)),
    "refuse": _Known(review.refuse, (), REFUSAL_REASONS),
    "suspend": _Known(lambda tx, world, key, _: review.suspend(tx, world, key)),
    "restore": _Known(lambda tx, world, key, _: review.restore(tx, world, key)),
    "deactivate": _Known(lambda tx, world, key, _: review.deactivate(tx, world, key)),
}
"""`approve` does whatever is lacking, then activates; the others are one step each."""


async def perform(tx: Tx, world: World, enrolment: Enrolment, wanted: DecisionWanted) -> None:
    """Do the act; raises `NotFound` for an unknown one, `BadInput` for what goes with another."""
    known = ACTS.get(wanted.act)
    if known is None:
        raise NotFound(
            "act-unknown",
            "error.act_not_known",
            hint=f"Known acts: {', '.join(ACTS)}.",
            cite="docs/control.md",
        )
    _agree("document", wanted.document, bool(known.of), wanted.act)
    reason = wanted.reason or ("autre" if known.reasons else "")
    _agree("reason", wanted.reason, bool(known.reasons), wanted.act, needed=False)
    key = enrolment.id
    if wanted.document is not None:
        key = await _document(tx, enrolment, wanted.document, known.of)
    await known.does(tx, world, key, reason)


def _agree(name: str, value: str | None, taken: bool, act: str, *, needed: bool = True) -> None:
    if value is not None and not taken:
        hint = f"{act} takes no {name}."
    elif value is None and taken and needed:
        hint = f"{act} needs a {name}: its id, or its name in the dossier."
    else:
        return
    raise BadInput("payload-refused", "error.payload_refused", hint=hint, cite="docs/control.md")


async def _document(tx: Tx, enrolment: Enrolment, name: str, states: tuple[ItemState, ...]) -> str:
    """The id of the document named; of several of a name, the first that the act is for."""
    contents = await dossiers.of_enrolment(tx, enrolment.id)
    found = references.document(contents.items if contents else (), name)
    return next((each.id for each in found if each.state in states), found[-1].id)
