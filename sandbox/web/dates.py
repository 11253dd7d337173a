"""Dates as people of Québec write them: « 15 janvier 2009 », "January 15, 2009".

No locale of the machine is consulted, so that a page reads the same everywhere.
"""

from datetime import date, datetime

from sandbox.world.clock import TORONTO, civil_date

_MONTHS = {
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}


def day(value: date | datetime, lang: str = "fr") -> str:
    """A civil date in words; an aware datetime is read in America/Toronto."""
    when = civil_date(value) if isinstance(value, datetime) else value
    month = _MONTHS[lang][when.month - 1]
    if lang == "en":
        return f"{month}\u00a0{when.day}, {when.year}"
    ordinal = "1er" if when.day == 1 else str(when.day)
    return f"{ordinal}\u00a0{month} {when.year}"


def moment(value: datetime, lang: str = "fr") -> str:
    """A date and an hour in America/Toronto: « 15 janvier 2009 à 9 h 05 »."""
    local = value.astimezone(TORONTO)
    if lang == "en":
        return f"{day(local, lang)} at {local:%H:%M}"
    return f"{day(local, lang)} à {local.hour}\u00a0h\u00a0{local:%M}"


def days_until(last: date, today: date) -> int:
    """Days left up to `last`, that day included; 0 or less once it is past."""
    return (last - today).days + 1
