"""The portal's words: French first (`words/fr.toml`), English beside it (`words/en.toml`)."""

import functools
import tomllib
from pathlib import Path

LANGUAGES = ("fr", "en")
WORDS = Path(__file__).parent / "words"


@functools.cache
def texts(lang: str) -> dict[str, str]:
    """Every text of `lang` (`fr` or `en`), by key."""
    return tomllib.loads((WORDS / f"{lang}.toml").read_text(encoding="utf-8"))


def say(lang: str, key: str, **values: str) -> str:
    """The text of `key` in `lang`, its `{names}` filled. KeyError when there is none."""
    return texts(lang)[key].format(**values)


def word(lang: str, family: str, value: object) -> str:
    """The word for a coded value (`forme.SO`), or the value itself when the portal has none.

    An issuer may gain values before the portal learns them; a page must not break on that day.
    """
    return texts(lang).get(f"{family}.{value}", str(value))
