"""The enrolment, what is got elsewhere, and the post."""

from tests.browser.states import State, Visit, at


def _empty_step(visit: Visit) -> None:
    visit.open("/inscription")
    visit.page.locator("#origine").check()
    visit.press()


def _refused_step(visit: Visit) -> None:
    _empty_step(visit)
    visit.press()


def _resume_unknown(visit: Visit) -> None:
    visit.open("/inscription/reprendre")
    visit.press()


def _step(who: str, step: str) -> State:
    def reach(visit: Visit) -> None:
        visit.borrow(who)
        visit.open(f"/inscription/{step}")

    return State("/inscription/{etape}", f"{step} rempli ({who})", reach, "main form")


def _check(who: str) -> State:
    return State(
        "/inscription/verification",
        who,
        lambda visit: visit.borrow(who),
        "form[action$=transmettre]",
    )


def _receipt(who: str) -> State:
    return State(
        "/inscription/accuse/{rang:number}",
        who,
        lambda visit: visit.transmit(who),
        "#mot-de-passe-temporaire",
    )


def _refused_at_entry(visit: Visit) -> None:
    visit.transmit("X1")


def _file(who: str, presses: int = 0) -> State:
    """The file of a character, once so many documents were sent."""

    def reach(visit: Visit) -> None:
        visit.transmit(who)
        visit.open("/inscription/dossier/1")
        for _ in range(presses):
            visit.press("form[action$='/dossier/1'] button")

    name = f"{who}, documents envoyés : {presses}" if presses else who
    return State("/inscription/dossier/{rang:number}", name, reach, ".progress")


def _error(path: str) -> State:
    def reach(visit: Visit) -> None:
        visit.open(path)
        visit.press()

    return State(path, "refusé (422)", reach, "[role=alert]")


def _called(visit: Visit) -> None:
    visit.open("/ailleurs/invitation")
    visit.fill(numero_identification="9900000071")
    visit.page.locator("[value=administrateur_unique]").check()
    visit.press()


def _letter(visit: Visit) -> None:
    _called(visit)
    visit.open("/poste/org_f07")


def _details(visit: Visit) -> None:
    visit.open("/inscription")
    for needs in visit.page.locator("details.needs > summary").all():
        needs.click()


def _mine(visit: Visit) -> None:
    visit.transmit("F04")
    visit.borrow("F07")
    visit.open("/inscription")


def _box(visit: Visit) -> None:
    visit.transmit("F13")
    visit.open("/poste/org_f13")


STATES = (
    State("/inscription", "deux chemins", at("/inscription")),
    State("/inscription", "brouillon et dossier d’ici", _mine, ".rows form"),
    State("/inscription", "besoins dépliés", _details, "details.needs[open]"),
    State("/inscription/{etape}", "service vide", _empty_step),
    State("/inscription/{etape}", "service refusé (422)", _refused_step, "[role=alert]"),
    *(
        _step(who, step)
        for who in ("F01", "F06", "F13", "F16")
        for step in ("service", "representant", "identifiants", "rse")
    ),
    State("/inscription/verification", "sans brouillon", at("/inscription/verification")),
    *(_check(who) for who in ("F01", "F04", "F07", "F14", "X6")),
    State("/inscription/transmettre", "refus à l’entrée (X1)", _refused_at_entry),
    *(_receipt(who) for who in ("F01", "F06", "F08", "F12", "F13", "F16")),
    State("/inscription/dossier/{rang:number}", "aucun dossier", at("/inscription/dossier/1")),
    *(_file(who) for who in ("F01", "F04", "F10")),
    *(_file("F16", presses) for presses in (1, 3)),
    State("/inscription/reprendre", "vide", at("/inscription/reprendre")),
    State("/inscription/reprendre", "refusé (422)", _resume_unknown, "[role=alert]"),
    State("/ailleurs/invitation", "émise", _called, "[role=status]"),
    State("/ailleurs", "sommaire", at("/ailleurs")),
    *(
        state
        for path in (
            "/ailleurs/invitation",
            "/ailleurs/avis",
            "/ailleurs/impotnet",
            "/ailleurs/adresse",
        )
        for state in (State(path, "vide", at(path)), _error(path))
    ),
    State("/poste/{organisation}", "invitations de F07", _letter),
    State("/poste", "sommaire", at("/poste")),
    State("/poste/{organisation}", "courrier de F13", _box),
)
