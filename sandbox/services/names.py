"""How the registers compare names of people (A-12)."""

import unicodedata


def folded(*names: str) -> str:
    """Names as the registers compare them: letters only, without accents or case.

    `Noémie Larivée-Bouchard` and `NOEMIE LARIVEE BOUCHARD` are the same.
    """
    text = unicodedata.normalize("NFKD", " ".join(names)).casefold()
    text = text.replace("œ", "oe").replace("æ", "ae")
    return "".join(character for character in text if character.isalpha())
