"""Dates in full, as people of Québec write them.

No locale of the machine is consulted, so that a date reads the same everywhere.
"""

from datetime import date, datetime

_MONTHS = {
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}


def long_date(day: date, language: str, tie: str = " ") -> str:
    """`1er mai 2009`, `May 1, 2009`; `tie` stands between the day and the month."""
    month = _MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month}{tie}{day.day}, {day.year}"
    return f"{'1er' if day.day == 1 else day.day}{tie}{month} {day.year}"


def long_second(local: datetime, language: str) -> str:
    """A local time to the second: `1er mai 2009 à 9 h 05 min 07 s`, `May 1, 2009 at 09:05:07`."""
    day = long_date(local.date(), language, tie="\u00a0")
    if language == "en":
        return f"{day} at {local:%H:%M:%S}"
    return f"{day} à {local.hour}\u00a0h\u00a0{local:%M}\u00a0min\u00a0{local:%S}\u00a0s"
