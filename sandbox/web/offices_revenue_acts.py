"""What the agent of Revenu Québec does in a file; each act is one form and one transaction.

A form names the enrolment or the document it was drawn for, so that a stale page never acts on
another one; what the present state does not allow answers 409 and leads back to the file.
"""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.model import Dossier, DossierItem, Enrolment, Officer
from sandbox.domain.terms import Actor, FileStanding, OfficerFunction
from sandbox.services import dossiers, invitations, registry, revenue, review
from sandbox.services.answers import as_problem, read_name
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import Act, Unconfirmed, act, confirmed, unconfirmed, written
from sandbox.web.offices_file import file_page
from sandbox.world.surroundings import World


def _gone(what: str) -> NotFound:
    return NotFound(f"{what}-unknown", "errors.s404.reason", hint="Reload the file.")


async def _enrolment(tx: Tx, organisation_id: str, form: Form) -> str:
    """Id of the enrolment the form was drawn for, if it is this organisation's."""
    found = await tx.get(Enrolment, form.text("inscription"))
    if found is None or found.organisation_id != organisation_id:
        raise _gone("enrolment")
    return found.id


async def _item(tx: Tx, organisation_id: str, form: Form) -> str:
    """Id of the document the form was drawn for, if it is this organisation's."""
    item = await tx.get(DossierItem, form.text("piece"))
    dossier = await tx.get(Dossier, item.dossier_id) if item else None
    if item is None or dossier is None or dossier.organisation_id != organisation_id:
        raise _gone("document")
    return item.id


async def _contact(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.note_call(tx, world, await _enrolment(tx, of, form), form.text("note"))


async def _receive(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.receive_document(tx, world, await _item(tx, of, form))


async def _receive_all(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.receive_all(tx, world, await _enrolment(tx, of, form))


async def _accept(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.accept_document(tx, world, await _item(tx, of, form))


async def _reject(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.reject_document(tx, world, await _item(tx, of, form), form.text("motif"))


async def _activate(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.activate(tx, world, await _enrolment(tx, of, form))


async def _ask_more(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.ask_more(tx, world, await _enrolment(tx, of, form))


async def _refuse(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.refuse(tx, world, await _enrolment(tx, of, form), form.text("motif"))


async def _suspend(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.suspend(tx, world, await _enrolment(tx, of, form))


async def _restore(tx: Tx, world: World, of: str, form: Form) -> None:
    await review.restore(tx, world, await _enrolment(tx, of, form))


async def _invite(tx: Tx, world: World, of: str, form: Form) -> None:
    if await invitations.current(tx, world, of) and not confirmed(form):
        raise Unconfirmed("compris-invitation")
    await invitations.issue(tx, world, of, Actor.REVENU)


async def _returned(tx: Tx, world: World, of: str, form: Form) -> None:
    await revenue.mark_returned_mail(tx, world, of)


async def _standing(tx: Tx, world: World, of: str, form: Form) -> None:
    await revenue.set_standing(tx, world, of, FileStanding(form.text("situation")))


async def _toggle_officer(tx: Tx, world: World, of: str, form: Form) -> None:
    officer = await tx.get(Officer, form.text("personne"))
    if officer is None or officer.organisation_id != of:
        raise _gone("officer")
    await registry.update_officer(
        tx,
        world,
        of,
        given_name=officer.given_name,
        family_name=officer.family_name,
        function=officer.function,
        up_to_date=form.text("a_jour") == "oui",
    )


async def _register(tx: Tx, world: World, of: str, form: Form) -> None:
    await registry.update_officer(
        tx,
        world,
        of,
        given_name=form.text("prenom"),
        family_name=form.text("nom"),
        function=OfficerFunction(form.text("fonction")),
    )


_ACTS: dict[str, tuple[str, Act]] = {
    "contact": ("contact", _contact),
    "recevoir": ("receive", _receive),
    "tout-recevoir": ("receive_all", _receive_all),
    "conforme": ("accept_item", _accept),
    "non-conforme": ("reject", _reject),
    "activer": ("activate", _activate),
    "complement": ("ask_more", _ask_more),
    "refuser": ("refuse", _refuse),
    "suspendre": ("suspend", _suspend),
    "retablir": ("restore", _restore),
    "inviter": ("invite", _invite),
    "courrier-retourne": ("returned", _returned),
    "situation": ("standing", _standing),
    "registre": ("officer", _toggle_officer),
    "inscrire-au-registre": ("officer", _register),
}
"""Last part of the address: name of what was done, and how."""


def _chosen(field: str, typed: str, among: Iterable[str]) -> list[Problem]:
    """A list from which nothing, or something else, was chosen."""
    known = typed in {str(one) for one in among}
    return [] if known else [Problem(field, "office.problem.reason_missing")]


def _registering(form: Form) -> list[Problem]:
    """What keeps a person from being entered in the register, each at its field."""
    found = []
    for field in ("prenom", "nom"):
        try:
            read_name(form.text(field))
        except BadInput as refused:
            missing = Problem(field, f"office.problem.{field}_missing")
            found.append(as_problem(field, refused) if form.text(field) else missing)
    if form.text("fonction") not in {f.value for f in OfficerFunction if f != OfficerFunction.NONE}:
        found.append(Problem("fonction", "office.problem.fonction_missing"))
    return found


def _problems(name: str, form: Form) -> list[Problem]:
    """What a form lacks, tied to the control of the page that should give it."""
    if name == "non-conforme":
        field = f"motif-{form.text('piece')}"
        return _chosen(field, form.text("motif"), dossiers.REJECTION_REASONS)
    if name == "refuser":
        found = _chosen("motif-refus", form.text("motif"), review.REFUSAL_REASONS)
        return [*found, *unconfirmed(form, "compris-refus")]
    if name == "suspendre":
        return unconfirmed(form, "compris-suspension")
    if name == "situation":
        return _chosen("situation", form.text("situation"), FileStanding)
    if name == "contact":
        return written(form, "note", review.MOST_NOTE, "error.note_too_long")
    return _registering(form) if name == "inscrire-au-registre" else []


async def perform(request: Request) -> Response:
    """Do the act named in the path, or show the file again with what its form lacks."""
    form = await read_form(request)
    of, name = request.path_params["organisation"], request.path_params["act"]
    if name not in _ACTS:
        raise _gone("act")
    if problems := _problems(name, form):
        return await file_page(request, of, 422, problems, form)
    said, what = _ACTS[name]
    try:
        return await act(request, form, of, said, what, f"/bureaux/revenu/{of}")
    except Unconfirmed as missing:
        return await file_page(request, of, 422, [missing.problem], form)


def routes() -> list[Route]:
    """The route of these acts."""
    return [Route("/bureaux/revenu/{organisation}/{act}", perform, methods=["POST"])]
