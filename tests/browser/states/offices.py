"""The agents of Revenu Québec, of the ministry and of the help desk."""

from tests.browser.states import Reach, State, Visit, at


def _file(who: str, *acts: str) -> Reach:
    def reach(visit: Visit) -> None:
        enrolment = visit.space.enrol(who)
        for act in acts:
            enrolment.decide(act)
        visit.open(f"/bureaux/revenu/org_{who.lower()}")

    return reach


def _earlier(visit: Visit) -> None:
    """The file of a refused enrolment, with a document that had been sent back, after another."""
    first = visit.space.enrol("F13")
    first.decide("receive_all")
    first.decide("refuse", reason="pieces_insuffisantes")
    visit.space.enrol("F13")
    visit.open(f"/bureaux/revenu/org_f13?inscription={first.id}")


def _note_refused(visit: Visit) -> None:
    _file("F12")(visit)
    visit.fill(note="Son NAS : 000 000 141")
    visit.press("form[action$='/contact'] button")


def _unsure(visit: Visit) -> None:
    """A refusal without its reason nor its confirmation."""
    _file("F16", "receive_all")(visit)
    visit.press("form[action$='/refuser'] button")


def _nothing_ticked(visit: Visit) -> None:
    """A refusal without an application, nor a reason."""
    visit.open("/bureaux/ministere", attente="pending")
    visit.press("button[value=refuser]")


def _informed_at_once(visit: Visit) -> None:
    visit.open("/bureaux/ministere", attente="to_inform", coche="service")
    visit.press("button[value=lettre]")


def _applied(visit: Visit) -> None:
    """The first application that waits."""
    visit.open("/bureaux/ministere", attente="pending")
    visit.press(".picks a")


def _withdrawn(visit: Visit) -> None:
    visit.open("/bureaux/ministere", attente="informed")
    visit.press(".rows a")
    visit.press("form[action$='/retirer'] button")


def _account(persona: str) -> Reach:
    def reach(visit: Visit) -> None:
        account = next(one for one in visit.space.accounts if one.persona == persona)
        visit.open(f"/bureaux/assistance/{account.id}")

    return reach


def _session_left(visit: Visit) -> None:
    """A person is signed in; the help desk presses without having ticked anything."""
    visit.sign_in()
    _account("rse-actif")(visit)
    visit.press("form[action$='/sessions'] button")


def _not_found(visit: Visit) -> None:
    visit.open("/bureaux/assistance")
    visit.press("main form button")


def _playing(role: str, path: str) -> Reach:
    def reach(visit: Visit) -> None:
        visit.open(f"/roles/{role}")
        visit.press()
        visit.open(path)

    return reach


STATES: tuple[State, ...] = (
    *(
        State("/roles/{role}", role, at(f"/roles/{role}"))
        for role in ("apprenant", "revenu", "ministere", "assistance")
    ),
    State("/bureaux/revenu", "dans son rôle", _playing("revenu", "/bureaux/revenu"), ".role"),
    State(
        "/bureaux/ministere",
        "d’un autre rôle",
        _playing("revenu", "/bureaux/ministere"),
        ".role__foreign",
    ),
    State("/bureaux", "sommaire", at("/bureaux")),
    State("/bureaux/revenu", "file d’attente", at("/bureaux/revenu")),
    State("/bureaux/revenu", "deuxième page", at("/bureaux/revenu", page="2"), "a[rel=prev]"),
    State("/bureaux/revenu/{organisation}", "refus sans confirmation (F16)", _unsure, ".sure p"),
    State("/bureaux/revenu/{organisation}", "à inscrire (F03)", at("/bureaux/revenu/org_f03")),
    State("/bureaux/revenu/{organisation}", "pièces attendues (F16)", _file("F16")),
    State("/bureaux/revenu/{organisation}", "pièces reçues (F16)", _file("F16", "receive_all")),
    State("/bureaux/revenu/{organisation}", "appel à faire (F07)", _file("F07"), ".checks"),
    State("/bureaux/revenu/{organisation}", "inscription antérieure (F13)", _earlier, ".notice"),
    State("/bureaux/revenu/{organisation}", "note refusée (F12)", _note_refused, "#note-erreur"),
    State("/bureaux/revenu/{organisation}", "activé (F13)", _file("F13", "approve")),
    State("/bureaux/ministere", "liste", at("/bureaux/ministere")),
    State("/bureaux/ministere", "refus sans rien", _nothing_ticked, "#motif-erreur"),
    State("/bureaux/ministere", "plusieurs informés", _informed_at_once, "main [role=status]"),
    State("/bureaux/ministere/{organisation}", "sans avis (F02)", at("/bureaux/ministere/org_f02")),
    State("/bureaux/ministere/{organisation}", "demande à traiter", _applied, "#motif"),
    State("/bureaux/ministere/{organisation}", "retrait sans confirmation", _withdrawn, ".sure p"),
    State("/bureaux/assistance", "recherche", at("/bureaux/assistance")),
    State("/bureaux/assistance", "rien de trouvé", _not_found),
    State(
        "/bureaux/assistance/{account}",
        "rien de coché (rse-actif)",
        _session_left,
        ".sure p",
    ),
    *(
        State("/bureaux/assistance/{account}", persona, _account(persona))
        for persona in ("temporaire-expire", "verrouille", "en-attente", "ferme")
    ),
)
