"""Whom a `login_hint` names (Core section 3.1.2.1), and for which organisation.

It is the handle of a persona, a user code, or the e-mail address of one account: `rse-actif`,
`RSEACT24`, `rosalie@coeur-de-flanelle.example`. Behind a last `@` it may name an organisation: by
its id, its id in the seed, its identification number, or the persona of somebody who belongs to it
alone: `deux-organisations@E03`.
"""

from dataclasses import dataclass

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Membership, Organisation, Person
from sandbox.services import references
from sandbox.services.ports import Not, Tx

_SHARED = 20
"""People looked at who share an e-mail address."""
_MOST_TOLD = 40
"""Names told to whoever gave one that is unknown."""
_CITE = "OpenID Connect Core section 3.1.2.1"


@dataclass(frozen=True, slots=True)
class Hinted:
    """The account that is named, and the organisation if one is."""

    account: Account
    organisation: Organisation | None = None


async def resolve(tx: Tx, hint: str) -> Hinted:
    """The account and the organisation that a hint names.

    Raises `BadInput` for a hint that names nobody (it tells the personas there are), that several
    accounts share, or whose organisation is unknown.
    """
    hint = hint.strip()
    who, at, where = hint.rpartition("@")
    if found := await _accounts(tx, hint):
        return Hinted(_only(found))
    if at and (found := await _accounts(tx, who)):
        account = _only(found)
        return Hinted(account, await organisation(tx, where))
    raise BadInput(
        "login-hint-unknown",
        "error.login_hint",
        hint="Nobody here goes by this name. Send the persona, the user code or the e-mail "
        f"address of an account of this space. {await _known(tx)}",
        cite=_CITE,
    )


async def user_code(tx: Tx, hint: str) -> str:
    """What a hint fills in on the sign-in page: a user code, or nothing.

    A well-formed code is filled in whether or not it is somebody's: the page tells nothing.
    """
    try:
        return str((await resolve(tx, hint)).account.user_code)
    except BadInput:
        code = _code(hint)
    return str(code) if code is not None else ""


def _code(text: str) -> UserCode | None:
    try:
        return UserCode.parse(text)
    except BadInput:
        return None


async def _accounts(tx: Tx, who: str) -> list[Account]:
    """At most two accounts that go by this name."""
    if not who or not who.isprintable():
        return []
    code = _code(who)
    if code is not None and (account := await tx.one(Account, user_code=code)) is not None:
        return [account]
    if "@" in who:
        people = await tx.find(Person, email=who, limit=_SHARED)
    else:
        people = await tx.find(Person, persona=who, limit=1)
    ids = tuple(person.id for person in people)
    return await tx.find(Account, person_id=ids, limit=2) if ids else []


def _only(found: list[Account]) -> Account:
    if len(found) == 1:
        return found[0]
    raise BadInput(
        "login-hint-ambiguous",
        "error.login_hint",
        hint="Several accounts go by this name: send the user code of one.",
        cite=_CITE,
    )


async def organisation(tx: Tx, name: str) -> Organisation:
    """The organisation of a name of `references`, or of the person of this persona.

    Raises `BadInput` for a name that is none; it tells those there are.
    """
    try:
        return await references.organisation(tx, name)
    except NotFound as error:
        known = error.hint
    accounts = await _accounts(tx, name)
    ids = tuple(account.id for account in accounts)
    held = await tx.find(Membership, account_id=ids, limit=2) if ids else []
    if len(held) == 1:
        return await tx.need(Organisation, held[0].organisation_id)
    raise BadInput(
        "login-hint-organisation-unknown",
        "error.login_hint",
        hint=f"{known} The persona of somebody who belongs to one alone will do too.",
        cite=_CITE,
    )


async def _known(tx: Tx) -> str:
    """The personas of this space that have an account, in a sentence."""
    people = await tx.find(Person, persona=Not(""), order="persona", limit=5 * _MOST_TOLD)
    ids = tuple(person.id for person in people)
    held = {account.person_id for account in await tx.find(Account, person_id=ids)} if ids else ()
    personas = [person.persona for person in people if person.id in held]
    if not personas:
        return "No account here has a persona: create one, or make the space from the full seed."
    more = ", …" if len(personas) > _MOST_TOLD else ""
    return f"Known personas: {', '.join(personas[:_MOST_TOLD])}{more}."
