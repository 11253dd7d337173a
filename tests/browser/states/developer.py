"""What a developer of the portal reads."""

from collections.abc import Callable

from sandbox.remote import Space
from tests.browser.states import Reach, State, Visit, at


def _trace(kind: str, happen: Callable[[Space], object]) -> Reach:
    def reach(visit: Visit) -> None:
        happen(visit.space)
        trace = next(one for one in visit.space.traces.list() if one["kind"] == kind)
        visit.open(f"/developper/traces/{trace['id']}")

    return reach


def _fault_armed(visit: Visit) -> None:
    visit.space.faults.arm("id-token-expired")
    visit.open("/developper/fautes")


def _refusal(visit: Visit) -> None:
    visit.authorize(redirect_uri="http://127.0.0.1:9/autre")
    visit.open("/developper/refus")
    visit.press("main a[href*='/developper/refus/']")


STATES: tuple[State, ...] = (
    State("/developper", "réglages", at("/developper")),
    State("/developper/clients", "liste", at("/developper/clients")),
    State("/developper/diagnostic", "rien à redire", at("/developper/diagnostic")),
    State("/developper/deconnexions", "vide", at("/developper/deconnexions")),
    State("/developper/refus/{id}", "requête refusée", _refusal),
    State("/developper/refus", "vide", at("/developper/refus")),
    State("/developper/traces", "vide", at("/developper/traces")),
    State(
        "/developper/traces/{id}",
        "connexion",
        _trace("signin", lambda space: space.as_("rse-actif")),
    ),
    State(
        "/developper/traces/{id}",
        "inscription",
        _trace("enrolment", lambda space: space.enrol("F13")),
    ),
    State("/developper/cles", "clés", at("/developper/cles")),
    State("/developper/fautes", "catalogue", at("/developper/fautes")),
    State("/developper/fautes", "armée", _fault_armed),
)
