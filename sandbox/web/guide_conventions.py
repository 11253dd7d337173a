"""The conventions on one page: each figure that the guide does not give, as it is set here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.conventions import Conventions
from sandbox.guide import guide
from sandbox.web.arrivals import desk_of
from sandbox.web.guide_paths import trail_of
from sandbox.web.guide_prose import prose
from sandbox.web.pages import language, prefix_of, render, words
from sandbox.web.wording import Say

_PREFIX = "SANDBOX_"
"""Of the variables that `settings` reads, one a field of `Conventions`."""

FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "invitation_days": (
        "days",
        (
            "R-42",
            "A-14",
        ),
    ),
    "mail_days": (
        "days",
        (
            "A-16",
            "A-36",
        ),
    ),
    "temporary_password_days": ("days", ("A-36",)),
    "lockout_failures": ("times", ("A-36",)),
    "lockout_minutes": ("minutes", ("A-36",)),
    "password_min_length": ("characters", ("A-36",)),
    "password_max_length": ("characters", ("A-36",)),
    "idle_expiry_days": ("days", ("A-36",)),
    "entry_attempts": ("times", ("A-17",)),
    "session_hours": ("hours", ("A-36",)),
    "signin_request_minutes": ("minutes", ("A-36",)),
    "device_minutes": ("minutes", ("A-36",)),
    "device_interval_seconds": ("seconds", ("A-36",)),
    "device_wrong_codes": ("times", ("A-36",)),
    "must_change_minutes": ("minutes", ("A-36",)),
    "one_time_code_minutes": ("minutes", ("A-36",)),
    "one_time_code_tries": ("times", ("A-36",)),
    "one_time_codes_per_hour": ("times", ("A-36",)),
    "class_days": ("days", ("A-36",)),
    "class_stuck_minutes": ("minutes", ("A-36",)),
}
"""Of each convention: what it counts, and by what statement or reading it is ours to choose."""

_CHOICE = "convention"
"""The word by which a reading says that it is one, in both languages."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One convention in words."""

    name: str
    value: str
    usual: str  # the value it has when nothing is set, where that is another
    setting: str
    cites: tuple[str, ...]


def _counted(unit: str, n: int, lang: str, t: Say) -> str:
    """A number with its unit; French says « 0 jour », English "0 days"."""
    one = n < 2 if lang == "fr" else n == 1
    return t(f"conventions.unit.{unit}_{'one' if one else 'many'}", n=n)


def _figure(name: str, held: Conventions, lang: str, t: Say) -> Figure:
    unit, cites = FIGURES[name]
    value, usual = getattr(held, name), getattr(Conventions(), name)
    return Figure(
        t(f"conventions.of.{name}"),
        _counted(unit, value, lang, t),
        _counted(unit, usual, lang, t) if usual != value else "",
        _PREFIX + name.upper(),
        cites,
    )


async def conventions(request: Request) -> Response:
    """GET /guide/conventions: the figures with their settings, then the choices without one."""
    lang, prefix, trail = language(request), prefix_of(request), trail_of(request)
    t, held = words(lang), desk_of(request).conventions
    register = guide().english_readings if lang == "en" else guide().register
    return render(
        request,
        "guide/conventions.html",
        nav="guide",
        trail=trail,
        figures=[_figure(each.name, held, lang, t) for each in fields(Conventions)],
        example=f"{_PREFIX}MAIL_DAYS=3 python -m sandbox serve",
        choices=[
            (reading, prose(reading.reading, prefix, trail))
            for reading in register.readings
            if _CHOICE in reading.reading
        ],
    )


def routes() -> list[BaseRoute]:
    """The page of the conventions."""
    return [Route("/guide/conventions", conventions, methods=["GET"])]
