"""axe-core over a page as Chromium shows it: what it finds, in lines a person can act on."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.house.tree import ROOT

_SCRIPT = ROOT / "tests" / "relying_parties" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Everything that axe can hold against WCAG 2.2 A and AA, and its own advice."""


@cache
def _source() -> str:
    if not Path(_SCRIPT).exists():
        pytest.skip("no axe-core on this machine (make test installs it with npm)")
    return _SCRIPT.read_text(encoding="utf-8")


def findings(page: Page, *only: str) -> list[str]:
    """One line for each element that breaks a rule: rule, what it is about, where.

    Of the rules of `TAGS`, or of those named in `only`. The script is evaluated by the browser's
    own tools, once a page: the policy of the page, which allows no inline code, stays in force.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_source())
    asked = {"type": "rule" if only else "tag", "values": only or TAGS}
    options = json.dumps({"runOnly": asked, "resultTypes": ["violations"]})
    found: list[dict[str, Any]] = page.evaluate(
        f"async () => (await axe.run(document, {options})).violations"
    )
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:120]} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def version() -> str:
    """Version of axe-core."""
    told = json.loads((_SCRIPT.parent / "package.json").read_text(encoding="utf-8"))
    return str(told["version"])
