"""`/bureaux/assistance/{account}`: why it cannot sign in, what would mend it, what was done."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.lifecycles import ACCOUNT, AccountEvent, AccountState
from sandbox.domain.model import Account, JournalEntry
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords, signin
from sandbox.services.account_history import subjects_of
from sandbox.services.enrolment_form import Problem
from sandbox.services.open_sessions import open_sessions
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import act, unconfirmed
from sandbox.web.offices_desk import HERE, known
from sandbox.web.offices_history import SHOWN, facts
from sandbox.web.pages import language, prefix_of, render, space_of, words
from sandbox.world.surroundings import World

_WORKS = (AccountState.ACTIVE, AccountState.TEMPORARY, AccountState.LOCKED)
"""States in which somebody may still rely on the password in force."""


def locked(account: Account) -> bool:
    """Whether a lock holds, in a state of its own or as a pause."""
    return account.locked_until is not None or (account.state, AccountEvent.UNLOCK) in ACCOUNT


async def page(
    request: Request,
    account_id: str,
    status: int = 200,
    problems: Sequence[Problem] = (),
    form: Form | None = None,
) -> Response:
    """One account: whether it can sign in, what can be done, sessions, history in time order."""
    async with desk_of(request).look(space_of(request)) as (tx, world):
        one = await known(tx, world, await tx.need(Account, account_id))
        sessions = await open_sessions(tx, world, account_id)
        subject = await subjects_of(tx, account_id)
        entries = await tx.find(JournalEntry, subject=subject, order="-seq", limit=SHOWN)
    account = one.account
    return render(
        request,
        "offices/account.html",
        status,
        nav="offices",
        one=one,
        sessions=sessions,
        locked=locked(account),
        reissuable=(account.state, AccountEvent.REISSUE) in ACCOUNT,
        replaces=account.state in _WORKS,
        history=facts(entries, words(language(request))),
        whole=len(entries) < SHOWN,
        ticked=set(form.all("session")) if form else set[str](),
        problems=problems,
        said=told(request),
    )


async def show(request: Request) -> Response:
    """GET: one account."""
    return await page(request, request.path_params["account"])


async def _unlock(tx: Tx, world: World, of: str, form: Form) -> None:
    await accounts.unlock(tx, world, of, Actor.HELP_DESK)


async def _end_sessions(tx: Tx, world: World, of: str, form: Form) -> None:
    for sid in form.all("session"):
        session = await tx.one(Session, sid=sid, account_id=of)
        if session is not None:
            await signin.end_session(tx, world, session, Actor.HELP_DESK)


async def unlock(request: Request) -> Response:
    """POST: end a lock now."""
    form, of = await read_form(request), request.path_params["account"]
    return await act(request, form, of, "unlock", _unlock, f"{HERE}/{of}")


async def end_sessions(request: Request) -> Response:
    """POST: end the sessions that are ticked, once that was confirmed."""
    form, of = await read_form(request, many=("session",)), request.path_params["account"]
    problems = (
        [] if form.all("session") else [Problem("session", "office.problem.sessions_missing")]
    )
    problems += unconfirmed(form, "compris-sessions")
    async with desk_of(request).look(space_of(request)) as (tx, world):
        await tx.need(Account, of)
        any_open = bool(await open_sessions(tx, world, of))
    if problems and any_open:
        return await page(request, of, 422, problems, form)
    return await act(request, form, of, "end_sessions", _end_sessions, f"{HERE}/{of}")


async def reissue(request: Request) -> Response:
    """POST: mail a new temporary password; it is hashed before the transaction opens."""
    form, of = await read_form(request), request.path_params["account"]
    request.state.back = f"{prefix_of(request)}{HERE}/{of}"
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, world):
        account = (await known(tx, world, await tx.need(Account, of))).account
        chance = desk.chance(tx.space, f"reissue:{of}:{account.password_hash}")
    problems = unconfirmed(form, "compris-mot-de-passe")
    if problems and account.state in _WORKS:
        return await page(request, of, 422, problems)
    prepared = await passwords.prepare(chance)
    async with desk.work(space) as (tx, world):
        await accounts.reissue(tx, world, of, prepared, Actor.HELP_DESK)
    tell(request, "office.did.reissue")
    return go(request, f"{HERE}/{of}")


def routes() -> list[Route]:
    """The routes of one account."""
    return [
        Route(HERE + "/{account}", show, methods=["GET"]),
        Route(HERE + "/{account}/deverrouiller", unlock, methods=["POST"]),
        Route(HERE + "/{account}/mot-de-passe", reissue, methods=["POST"]),
        Route(HERE + "/{account}/sessions", end_sessions, methods=["POST"]),
    ]
