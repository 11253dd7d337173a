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
    at = "at" if lang == "en" else "à"
    return f"{day(value.astimezone(TORONTO), lang)} {at} {hour(value, lang)}"


def hour(value: datetime, lang: str = "fr") -> str:
    """An hour in America/Toronto, under a heading that tells the day: « 9 h 05 », "09:05"."""
    local = value.astimezone(TORONTO)
    return f"{local:%H:%M}" if lang == "en" else f"{local.hour}\u00a0h\u00a0{local:%M}"


def iso_day(value: str, lang: str = "fr") -> str:
    """A civil date that the journal keeps as ISO 8601, in words."""
    return day(date.fromisoformat(value), lang)


def second(value: datetime | str, lang: str = "fr") -> str:
    """The same to the second, for what happens between machines; ISO 8601 is read as well."""
    local = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(TORONTO)
    return long_second(local, lang)
