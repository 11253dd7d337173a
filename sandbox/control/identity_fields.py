"""Fields that the operations about the simulated world share, and how their answers are told."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from sandbox.control.payloads import Told
from sandbox.domain.identifiers import refuse_real_nas
from sandbox.texts import say


def _iso(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("send a date as YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise ValueError("send a date as YYYY-MM-DD, in a text")
    return value


CivilDate = Annotated[
    date, BeforeValidator(_iso), Field(ge=date(1980, 1, 1), le=date(2199, 12, 31))
]
"""A date of the calendar hand, from 1980 to 2199 as the hands themselves."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
"""An id of the caller's choice."""

Name = Annotated[str, Field(max_length=80)]
Email = Annotated[str, Field(max_length=254)]
Telephone = Annotated[str, Field(max_length=40)]
Typed = Annotated[str, Field(max_length=64)]
"""A number as a person types it: blanks, dashes and case are folded."""

Reference = Annotated[str, Field(min_length=1, max_length=80)]
"""What names a thing that is there: see `services.references`."""


class Words(Told):
    """A text in both languages."""

    fr: str
    en: str


def words(key: str, **values: object) -> Words:
    """The text under a key."""
    return Words(fr=say(key, "fr", **values), en=say(key, "en", **values))


def given(payload: BaseModel) -> dict[str, Any]:
    """The fields that were sent, by name; raises `BadInput` for what could be a real NAS.

    The NAS itself is judged by its own rule, which says more precisely what is wrong with it.
    """
    sent = {name: getattr(payload, name) for name in payload.model_fields_set}
    for text in _texts(payload.model_dump(exclude_unset=True)):
        refuse_real_nas(text)
    return sent


def _texts(value: object) -> Iterable[str]:
    """Every text within, the NAS apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if isinstance(name, str):
                yield name
            if name != "nas":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
