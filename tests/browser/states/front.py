"""The front door, the guide, the people to borrow, and pages that are not there."""

from sandbox.guide import guide
from sandbox.web.guide_paths import try_row
from tests.browser.states import State, Visit, at


def _wrong_form(visit: Visit) -> None:
    visit.open("/ailleurs/adresse")
    visit.page.evaluate("document.querySelector('main form [name=csrf]').value = 'autre'")
    visit.press()


STATES = (
    State("/", "porte", at("/")),
    State("/personnages", "liste", at("/personnages"), ".persona"),
    State("/comptes-prets", "liste", at("/comptes-prets")),
    State("/journal", "semé", at("/journal")),
    State("/guide", "sommaire", at("/guide")),
    *(State("/guide/{page}", page.name, at(f"/guide/{page.name}")) for page in guide().pages),
    State("/guide/{page}", "ligne surlignée", at("/guide/2-societes#SO-3"), "#SO-3"),
    State("/guide/essai", "ligne essayée", at("/guide/essai"), "[data-row='PA-1']"),
    State("/guide/essai", "appels à jouer", at(try_row("INV-7")), "#INV-7.is-here"),
    State("/guide/essai", "mot refusé (422)", at("/guide/essai?table=invitation&forme=x")),
    State(
        "/guide/comparer",
        "ligne à choisir, d’un accusé",
        at("/guide/comparer?a=SO-3&depuis=/inscription/accuse/1"),
        ".guide-back",
    ),
    State("/guide/comparer", "deux lignes", at("/guide/comparer?a=SO-1&b=SO-3"), ".decides"),
    State("/guide/comparer", "ligne inconnue (422)", at("/guide/comparer?a=ZZ-9")),
    State("/guide/silences", "lectures", at("/guide/silences")),
    State("/guide/silences", "une partie", at("/guide/silences?section=2b"), "[role=status]"),
    State("/guide/conventions", "chiffres et réglages", at("/guide/conventions")),
    State("/guide/glossaire", "un mot visé", at("/guide/glossaire#invitation"), "#invitation"),
    State("/guide/enonces", "énoncés", at("/guide/enonces")),
    State("/{missing}", "introuvable (404)", at("/nulle-part")),
    State("/{stale}", "formulaire périmé (403)", _wrong_form),
)
