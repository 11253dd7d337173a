"""`make accessibility`: look at every state of every page and write docs/accessibility.md."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sandbox.remote import Sandbox
from tests.browser.axe import TAGS, version
from tests.browser.chromium import launched
from tests.browser.states import State
from tests.browser.states.everywhere import ALL
from tests.browser.states.looking import LANGUAGES, Look, look
from tests.house.tree import ROOT
from tests.live import running_sandbox

REPORT = ROOT / "docs" / "accessibility.md"
_HEAD = """\
# Accessibility report

Each page in each of its states, as a real Chromium shows it, looked at by axe-core {version}
(rules {tags}) in both languages, at 1280 and at 320 pixels, then in dark colours. Beside axe:
nothing is scrolled sideways (WCAG 2.2, 1.4.10), no target is under 24 pixels (2.5.8), and the
console is silent. The cells count what was found; `tests/browser/test_states_*.py` hold each of
them at 0.

Made by `make accessibility`: {pages} pages, {states} states, {looks} looks, {found} findings. What
no tool can see (keyboard, order of focus, words of errors, print) is held by the other tests of
`tests/browser`.

| Page | State | fr 1280 | fr 320 | fr dark | en 1280 | en 320 | en dark |
|---|---|---|---|---|---|---|---|
"""
_WAYS = ("1280", "320", "sombre")


def _looks(states: tuple[State, ...]) -> Iterator[tuple[State, dict[str, Look]]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_sandbox(Path(folder)) as server,
        Sandbox(server.base_url) as sandbox,
        launched() as browser,
    ):
        for number, state in enumerate(states, 1):
            print(f"\r{number}/{len(states)} {state.route:60.60}", end="", file=sys.stderr)
            yield (
                state,
                {lang: look(browser, sandbox, state, lang, thorough=True) for lang in LANGUAGES},
            )
        print(file=sys.stderr)


def main() -> int:
    """Write the report; 1 if anything was found, and what."""
    rows, found = [], 0
    for state, by_lang in _looks(ALL):
        counts = [len(by_lang[lang].found[way]) for lang in LANGUAGES for way in _WAYS]
        lines = [line for one in by_lang.values() for line in one.lines]
        found += len(lines)
        rows.append(f"| `{state.route}` | {state.name} | {' | '.join(map(str, counts))} |")
        for line in lines:
            print(f"{state.route} {state.name}: {line}")
    head = _HEAD.format(
        version=version(),
        tags=", ".join(TAGS),
        pages=len({state.route for state in ALL}),
        states=len(ALL),
        looks=len(ALL) * len(LANGUAGES) * len(_WAYS),
        found=found,
    )
    REPORT.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
