"""`make screenshots`: the pictures of the README, taken anew in docs/images.

Every draw repeats (`chance`), so a picture differs only where a page does, or the day it tells.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize

from sandbox.remote import Sandbox
from tests.browser.chromium import launched
from tests.browser.states import State, Visit, seen
from tests.browser.states.everywhere import ALL
from tests.house.tree import ROOT
from tests.live import running_sandbox

FOLDER = ROOT / "docs" / "images"
SIZE: ViewportSize = {"width": 1120, "height": 700}
SHOTS = {
    "porte": ("/", "porte"),
    "inscription": ("/inscription/{etape}", "identifiants rempli (F06)"),
    "accuse": ("/inscription/accuse/{rang:number}", "F06"),
    "decision": ("/guide/essai", "ligne essayée"),
    "classe": ("/classe", "en cours"),
    "trace": ("/developper/traces/{id}", "connexion"),
}
"""By the name of the file: the page and its state."""


def state_of(route: str, name: str) -> State:
    """The state of this name; raises `StopIteration` where there is none any more."""
    return next(each for each in ALL if (each.route, each.name) == (route, name))


def main() -> int:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_sandbox(Path(folder)) as server,
        Sandbox(server.base_url) as sandbox,
        launched() as browser,
    ):
        for name, asked in SHOTS.items():
            with sandbox.create_space(
                id=f"image-{name}", chance=f"image-{name}", hint_signs_in=True
            ) as space:
                page = browser.new_page(viewport=SIZE, locale="fr-CA", reduced_motion="reduce")
                seen(Visit(page, sandbox, space, "fr"), state_of(*asked))
                page.mouse.move(0, 0)
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"docs/images/{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
