"""Words: French is the source language, English stands beside it.

Each `*.toml` of this folder holds nested tables whose leaves are `{ fr = "…", en = "…" }`; the
key of a leaf is its dotted path (`journey.receipt.title`). Placeholders are `{name}`, filled from
`values`. All files share one space of keys: a key given twice is an error that names both files.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("fr", "en")
"""Source language first."""

DEFAULT_LANGUAGE = "fr"
"""Served unless English is asked for (Charter of the French language, domain 5)."""


class UnknownText(LookupError):
    """A key that no file of this folder gives."""


def _leaves(
    table: Mapping[str, Any], path: str, source: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Dotted key and the two languages of every leaf under `table`."""
    if set(table) == set(LANGUAGES) and all(isinstance(value, str) for value in table.values()):
        yield path, {language: table[language] for language in LANGUAGES}
        return
    for name, value in table.items():
        if not isinstance(value, Mapping):
            raise ValueError(f"{source}: '{path}' must give exactly fr and en")
        yield from _leaves(value, f"{path}.{name}" if path else name, source)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every key with its text in each language, read once from the files of this folder."""
    found: dict[str, Mapping[str, str]] = {}
    origin: dict[str, str] = {}
    folder = files(__name__)
    for source in sorted((entry for entry in folder.iterdir()), key=lambda entry: entry.name):
        if not source.name.endswith(".toml"):
            continue
        table = tomllib.loads(source.read_text(encoding="utf-8"))
        for key, words in _leaves(table, "", source.name):
            if key in found:
                raise ValueError(f"'{key}' is given by {origin[key]} and by {source.name}")
            found[key], origin[key] = MappingProxyType(words), source.name
    return MappingProxyType(found)


def known(key: str) -> bool:
    """Whether `key` has a text."""
    return key in catalogue()


def say(key: str, language: str = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """The text under `key`, its placeholders filled; raises `UnknownText` for an unknown key."""
    try:
        words = catalogue()[key]
    except KeyError:
        raise UnknownText(key) from None
    text = words.get(language, words[DEFAULT_LANGUAGE])
    return text.format_map(values) if values else text
