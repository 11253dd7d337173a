"""Facts from the French words of the tables, as the command line and the scenarios give them."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from sandbox.domain.terms import FileStanding, LegalForm, OfficerFunction
from sandbox.guide.facts import KEYS, YES, AccessFacts, Facts, InvitationFacts
from sandbox.guide.vocabulary import ACCESS, INVITATION, Schema

_SHOWN = 40


class NotFacts(ValueError):
    """What was given is not facts. `code` is a kebab-case word, `message` an English sentence.

    The message never repeats a value: someone may have typed a real number in the wrong place.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def facts_of_line(line: bytes) -> Facts:
    """The facts of one line of JSON; raises `NotFacts` for anything else."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise NotFacts("not-utf-8", f"Byte {broken.start + 1} is not UTF-8.") from None
    if not text.strip():
        raise NotFacts("line-empty", "The line is empty; give one JSON object a line.")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except NotFacts:
        raise
    except json.JSONDecodeError as broken:
        message = f"Not JSON: {broken.msg.lower()} at character {broken.pos + 1}."
        raise NotFacts("not-json", message) from None
    except (ValueError, RecursionError):
        raise NotFacts("not-json", "Not JSON that can be read: too long or too deep.") from None
    if not isinstance(found, dict):
        raise NotFacts("not-an-object", "The line is JSON, but not an object.")
    return facts_of_words(found)


def facts_of_words(words: Mapping[str, Any]) -> Facts:
    """The facts of an enrolment from the keys and words of `quand`; raises `NotFacts`."""
    _known(words, tuple(KEYS))
    given: dict[str, Any] = {}
    for key, word in words.items():
        attribute, vocabulary = KEYS[key]
        allowed = tuple(str(member) for member in vocabulary)
        given[attribute] = vocabulary(_word(key, word, allowed))
    return Facts(**given)


def invitation_facts_of_words(words: Mapping[str, Any]) -> InvitationFacts:
    """The facts of a request for an invitation; none may be left out."""
    checked = _complete(words, INVITATION)
    return InvitationFacts(
        legal_form=LegalForm(checked["forme"]),
        caller=OfficerFunction(checked["appelant"]),
        notice_received=checked["avis_recu"] == YES,
        mail_returned=checked["courrier_retourne"] == YES,
        standing=FileStanding(checked["dossier"]),
        registry_current=checked["registre_a_jour"] == YES,
        enrolment_active=checked["inscription_active"] == YES,
        invitation_valid=checked["invitation_en_vigueur"] == YES,
    )


def access_facts_of_words(words: Mapping[str, Any]) -> AccessFacts:
    """The facts of a request for access to the e-service; none may be left out."""
    checked = _complete(words, ACCESS)
    return AccessFacts(*(checked[key] == YES for key in ACCESS.columns))


def _complete(words: Mapping[str, Any], schema: Schema) -> dict[str, str]:
    _known(words, tuple(schema.columns))
    for key in schema.columns:
        if key not in words:
            raise NotFacts("facts-missing", f"State {key}.")
    return {key: _word(key, words[key], allowed) for key, allowed in schema.columns.items()}


def _known(words: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in words:
        if key not in keys:
            raise NotFacts(
                "key-unknown", f"There is no key {_shown(key)}; there are: {', '.join(keys)}."
            )


def _word(key: str, word: Any, allowed: tuple[str, ...]) -> str:
    if not isinstance(word, str) or word not in allowed:
        raise NotFacts("value-unknown", f"'{key}' is one of: {', '.join(allowed)}.")
    return word


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are each given once."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotFacts("key-repeated", f"The key {_shown(key)} is given twice.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotFacts("not-json", f"{name} is not JSON.")


def _shown(key: str) -> str:
    """A key as it may be repeated: short, and without digits that could be someone's."""
    kept = "".join("#" if character.isdigit() else character for character in key[:_SHOWN])
    return f"'{kept}…'" if len(key) > _SHOWN else f"'{kept}'"
