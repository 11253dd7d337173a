"""The closing report as CSV, for a spreadsheet: one line a place, one column a step.

UTF-8 with a byte-order mark, for Excel takes anything else for Windows-1252; separated by what the
spreadsheets of the language expect; and no cell that a spreadsheet would run as a formula.
"""

import csv
import io
from datetime import datetime, timedelta

from starlette.responses import Response

from sandbox.domain.scenarios import Scenario
from sandbox.services.class_board import SeatView
from sandbox.services.class_report import Report
from sandbox.web.wording import Say
from sandbox.world.clock import TORONTO

_SEPARATORS = {"fr": ";", "en": ","}
_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula (OWASP, CSV injection)."""


def safe(cell: str) -> str:
    """The cell, read as text whatever it begins with."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def report_csv(made: Report, scenario: Scenario | None, lang: str, t: Say) -> Response:
    """Answer with the report of a class."""
    say, steps = "class.report_of.", scenario.steps if scenario else ()
    heads = [
        *(t(say + head) for head in ("place", "name", "standing", "steps", "steps_of")),
        *(t(say + head) for head in ("rows", "detour", "hands_count", "wait_minutes")),
        *(f"{at}. {step.title[lang]}" for at, step in enumerate(steps, 1)),
    ]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=_SEPARATORS[lang], lineterminator="\r\n")
    writer.writerow(map(safe, heads))
    for view in made.board.seats:
        writer.writerow(map(safe, _cells(view, made, len(steps), t)))
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="rapport.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _cells(view: SeatView, made: Report, steps: int, t: Say) -> list[str]:
    hands = [hand for hand in made.hands if hand.seat.id == view.seat.id]
    waited = sum((hand.waited for hand in hands if hand.waited is not None), timedelta())
    done = [_moment(reached.at) for reached in view.progress.done]
    return [
        str(view.seat.place),
        view.seat.name,
        t(f"class.standing.{view.standing.value}"),
        str(len(done)) if steps else "",
        str(steps) if steps else "",
        " ".join(dict.fromkeys(view.progress.rows)),
        " ".join(view.progress.detours),
        str(len(hands)),
        str(round(waited.total_seconds() / 60)),
        *done,
        *[""] * (steps - len(done)),
    ]


def _moment(at: datetime) -> str:
    """As a spreadsheet reads it: 2026-11-25 09:30."""
    return f"{at.astimezone(TORONTO):%Y-%m-%d %H:%M}"
