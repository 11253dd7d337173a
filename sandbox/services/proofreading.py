"""What is wrong with a snapshot although each of its values is one that its field can hold.

Read in the transaction that puts it in, so that a space is never left with rows that its pages
cannot tell: a number that could be a real person's, a fault that this version does not know,
somebody who belongs to an organisation that is not there.
"""

from typing import Any

from sandbox.domain.errors import BadInput, SandboxError
from sandbox.domain.identifiers import Nas
from sandbox.domain.model import Account, Mandate, Membership, Organisation, Person, RevenueFile
from sandbox.domain.provider import ArmedFault
from sandbox.services import faults
from sandbox.services.ports import Not, Tx

_REFERENCES: tuple[tuple[type, str, type], ...] = (
    (Account, "person_id", Person),
    (Membership, "account_id", Account),
    (Membership, "organisation_id", Organisation),
    (Mandate, "account_id", Account),
    (Mandate, "organisation_id", Organisation),
)
"""What holds, the field, and what it names: rows of these kinds are never removed."""


async def proofread(tx: Tx) -> None:
    """Raise `BadInput`, with what is wrong, for rows that cannot stand as they are."""
    await _refuse_real_people(tx)
    await _refuse_strange_faults(tx)
    for kind, field, named in _REFERENCES:
        rows: list[Any] = await tx.find(named)
        there = {row.id for row in rows}
        rows = await tx.find(kind)
        for row in rows:
            if getattr(row, field) not in there:
                raise refused(
                    f"{field} of the {kind.__name__} {row.id[:60]} names no {named.__name__} in it."
                )


def refused(hint: str) -> BadInput:
    """The snapshot cannot be put in, and why."""
    return BadInput("snapshot-refused", "error.snapshot_refused", hint=hint)


async def _refuse_real_people(tx: Tx) -> None:
    """A snapshot that somebody edited must not bring a number that could be a real person's."""
    for file in await tx.find(RevenueFile, nas=Not(None)):
        try:
            Nas.parse(str(file.nas))
        except SandboxError:
            raise refused("A social insurance number in it is not fictitious.") from None


async def _refuse_strange_faults(tx: Tx) -> None:
    """An armed fault that is unknown would stop every answer of the provider."""
    for armed in await tx.find(ArmedFault):
        try:
            faults.chosen(faults.known(armed.fault), armed.options)
        except BadInput as error:
            raise refused(f"A fault that is armed in it cannot be: {error.hint}") from None
        except TypeError:
            raise refused("An option of a fault that is armed in it is no number.") from None
