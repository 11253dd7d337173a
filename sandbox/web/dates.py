"""Dates and hours on a page: « 15 janvier 2009 à 9 h 05 », "January 15, 2009 at 09:05"."""

from datetime import date, datetime

from sandbox.texts.dates import long_date, long_second
from sandbox.world.clock import TORONTO, civil_date


def day(value: date | datetime, lang: str = "fr") -> str:
    """A civil date in words; an aware datetime is read in America/Toronto."""
    when = civil_date(value) if isinstance(value, datetime) else value
    return long_date(when, lang, tie="\u00a0")


def moment(value: datetime, lang: str = "fr") -> str:
    """A date and an hour in America/Toronto: « 15 janvier 2009 à 9 h 05 »."""
    local = value.astimezone(TORONTO)
    if lang == "en":
        return f"{day(local, lang)} at {local:%H:%M}"
    return f"{day(local, lang)} à {local.hour}\u00a0h\u00a0{local:%M}"


def second(value: datetime | str, lang: str = "fr") -> str:
    """The same to the second, for what happens between machines; ISO 8601 is read as well."""
    local = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(TORONTO)
    return long_second(local, lang)


def days_until(last: date, today: date) -> int:
    """Days left up to `last`, that day included; 0 or less once it is past."""
    return (last - today).days + 1
