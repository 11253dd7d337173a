"""By keyboard alone: Tab reaches every control, each shows where it is, and none traps."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from sandbox.remote import Sandbox
from tests.browser.screenshots import state_of
from tests.browser.states import Visit, seen
from tests.browser.states.trial import commanded

__all__ = ["commanded"]

PAGES = [
    ("/", "porte"),
    ("/inscription", "deux chemins"),
    ("/inscription/{etape}", "service refusé (422)"),
    ("/inscription/{etape}", "identifiants rempli (F06)"),
    ("/inscription/verification", "F14"),
    ("/inscription/accuse/{rang:number}", "F06"),
    ("/connexion", "mauvais mot de passe"),
    ("/compte", "RSE"),
    ("/bureaux/revenu/{organisation}", "pièces reçues (F16)"),
    ("/bureaux/assistance/{account}", "verrouille"),
    ("/guide/{page}", "2-societes"),
    ("/developper", "réglages"),
]
_REACHABLE = """() => {
  const groups = new Set();
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(controls)]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !one.disabled && one.type !== 'hidden')
    .filter(one => {
      if (one.type !== 'radio') return true;
      const key = one.name + (one.form ? one.form.action : '');
      if (groups.has(key)) return false;
      groups.add(key);
      return true;
    }).length;
}"""
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const before = document.querySelectorAll('[data-reached]').length;
  if (!one.dataset.reached) one.dataset.reached = String(before + 1);
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    number: one.dataset.reached,
    html: one.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    in_sight: box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.mark.parametrize(("route", "name"), PAGES, ids=[" ".join(page) for page in PAGES])
def test_tab_reaches_everything(
    chromium: Browser, commanded: Sandbox, route: str, name: str
) -> None:
    """As many stops as there are controls, each outlined (WCAG 2.2, 2.1.1, 2.1.2, 2.4.7)."""
    with commanded.create_space(hint_signs_in=True) as space:
        page = chromium.new_page(locale="fr-CA", viewport={"width": 1280, "height": 900})
        seen(Visit(page, commanded, space, "fr"), state_of(route, name))
        page.evaluate("document.activeElement.blur()")
        wanted = page.evaluate(_REACHABLE)
        stops: dict[str, dict[str, Any]] = {}
        for _ in range(2 * wanted + 20):  # a page may begin in its middle, at an error
            page.keyboard.press("Tab")
            stop = page.evaluate(_FOCUSED)
            if stop is not None:
                stops.setdefault(stop["number"], stop)
            if len(stops) == wanted:
                break
        page.close()
    lost = [one["html"] for one in stops.values() if not (one["outlined"] and one["in_sight"])]
    assert lost == []
    assert len(stops) == wanted
