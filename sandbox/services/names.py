"""How the registers compare names of people (A-12)."""

import unicodedata


def folded(*names: str) -> str:
    """Names as the registers compare them: letters only, without accents or case.

    `Noémie Larivée-Bouchard` and `NOEMIE LARIVEE BOUCHARD` are the same.
    """
    return "".join(character for character in searchable(*names) if character.isalpha())


def searchable(*texts: str) -> str:
    """Names and numbers as a search compares them: letters and digits, without accents or case."""
    text = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    text = text.replace("œ", "oe").replace("æ", "ae")
    return "".join(character for character in text if character.isalnum())
