"""A learner's steps: a scenario played alone, and the steps beside a page."""

from tests.browser.states import Reach, State, Visit, at

_BEGIN = """id => {
  const form = document.querySelector('form[action$="/inscription"]');
  form.action = form.action.replace(/inscription$/, `etapes/${id}`);
  form.submit();
}"""


def alone(scenario: str, path: str = "/etapes") -> Reach:
    """Begin a scenario in this space, then open a page."""

    def reach(visit: Visit) -> None:
        visit.open("/inscription")
        with visit.page.expect_navigation():
            visit.page.evaluate(_BEGIN, scenario)
        visit.open(path)

    return reach


def _one_done(visit: Visit) -> None:
    """A draft was begun: that step is ticked, and unfolded by hand."""
    alone("T10", "/inscription")(visit)
    visit.page.locator("input[value=MFA]").check()
    with visit.page.expect_navigation(url="**/inscription/service*"):
        visit.press("form[action$='/inscription'] button")
    visit.open("/inscription")
    visit.press(".steps__done summary")


STATES: tuple[State, ...] = (
    State("/etapes", "sans scénario (404)", at("/etapes")),
    State("/etapes", "à faire (T8)", alone("T8"), ".todo"),
    State("/inscription", "les étapes à côté", _one_done, ".steps__done li"),
)
