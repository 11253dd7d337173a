"""The trainer's pages: the front, a scenario, the hall of a class and its papers."""

from tests.browser.states import Reach, State, Visit, at


def _class(then: str = "", places: str = "3", scenario: str = "T0") -> Reach:
    """Make a class on the front page, then go to a path of its hall."""

    def reach(visit: Visit) -> None:
        visit.open("/former", scenario=scenario)
        visit.fill(nom="Mercredi, salle 3", noms="Ada\nBéatrice", places=places)
        visit.press("form:has(#nom) button[type=submit]")
        hall = visit.page.url.partition("?")[0]
        if then:
            visit.page.goto(f"{hall}{then}")
        visit.page.goto(f"{visit.page.url.partition('?')[0]}?lang={visit.lang}")

    return reach


def _under_way(visit: Visit) -> None:
    """The first learner is done but for her password, the second calls, the third never came."""
    _class("/liens")(visit)
    hall = visit.page.url.partition("/liens")[0]
    links = visit.page.locator("main a[href*='/bienvenue']")
    places = [str(link.get_attribute("href")).removesuffix("/bienvenue") for link in links.all()]
    visit.page.goto(f"{places[0]}/personnages")
    visit.press("form[action$='/F01'] button")
    visit.press("form[action$=transmettre] button")
    visit.page.goto(f"{places[1]}/bienvenue")
    visit.press()
    visit.press("form[action$='/main-levee'] button")
    visit.page.goto(f"{hall}?lang={visit.lang}")


def _reported(visit: Visit) -> None:
    """The report of a class under way: steps done, a row reached, a hand that is up."""
    _under_way(visit)
    visit.press("a[href$='/classe/rapport']")


def _at_a_place(path: str, *presses: str) -> Reach:
    def reach(visit: Visit) -> None:
        _class("/liens")(visit)
        link = visit.page.locator("main a[href*='/bienvenue']").first.get_attribute("href")
        place = str(link).removesuffix("/bienvenue")
        visit.page.goto(f"{place}{path}?lang={visit.lang}")
        for selector in presses:
            visit.press(selector)

    return reach


def _pressed(reach: Reach, selector: str) -> Reach:
    def further(visit: Visit) -> None:
        reach(visit)
        visit.press(selector)

    return further


def _refused(visit: Visit) -> None:
    visit.open("/former")
    visit.fill(nom="", places="900", jours="x")
    visit.press("form:has(#nom) button[type=submit]")


def _closed(wrong: bool) -> Reach:
    def reach(visit: Visit) -> None:
        _class()(visit)
        hall = visit.page.url.partition("?")[0]
        visit.page.goto("about:blank")  # or the board, which follows, would ask without its key
        visit.page.context.clear_cookies()
        visit.page.goto(f"{hall}{'/entrer' if wrong else ''}?lang={visit.lang}&cle=non")

    return reach


STATES: tuple[State, ...] = (
    State("/former", "sommaire", at("/former"), "#nom"),
    State("/former", "formulaire refusé", _refused, "[role=alert]"),
    State("/former/scenarios/{id}", "premiers pas", at("/former/scenarios/T0"), ".script"),
    State("/classe", "tableau", _class(), ".board"),
    State("/classe", "en cours", _under_way, ".board"),
    State("/bienvenue", "à nommer", _at_a_place("/bienvenue"), "#nom"),
    State("/etapes", "dans une classe", _at_a_place("/bienvenue", "main form button"), ".todo"),
    State("/classe", "calendrier avancé", _pressed(_class(), ".act button"), "[role=status] li"),
    State(
        "/classe",
        "confirmation oubliée",
        _pressed(_class(), "#recommencer ~ form button"),
        "[role=alert]",
    ),
    State("/classe", "sans la clé", _closed(wrong=False), "#cle"),
    State("/classe/entrer", "mauvaise clé", _closed(wrong=True), "[role=alert]"),
    State("/classe/places/{place:number}", "une place", _class("/places/1"), ".walk"),
    State("/classe/cartes", "quatre par page", _class("/cartes"), ".deck--4"),
    State("/classe/liens", "à projeter", _class("/liens"), ".seats-links"),
    State("/classe/rapport", "bilan", _reported, "#table-3"),
)
