"""Dates in full, as people of Québec write them.

No locale of the machine is consulted, so that a date reads the same everywhere.
"""

from datetime import date

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
