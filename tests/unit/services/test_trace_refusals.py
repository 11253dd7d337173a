"""Every refusal of the protocol has its reason in plain words, of its own or of its error code."""

import ast
from collections.abc import Iterator

import pytest

from sandbox.services.trace_refusals import reason_of, slug
from sandbox.texts import catalogue, known
from tests.house.tree import parsed, python_files, shown

REFUSING = {
    "Refusal",
    "_bad",
    "_denied",
    "_invalid",
    "_malformed",
    "_refusal",
    "_unusable",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_target",
    "refused",
}
"""Functions that are called with the sentence that a client reads, then a hint."""
ELSEWHERE = ("registration/", "jose/key_sets.py")
"""Registering belongs to no sign-in: its refusals have the page of their own."""


def sentences(call: ast.Call) -> Iterator[str]:
    """The first argument that is a sentence; both of one that depends on a condition."""
    for argument in call.args:
        found = [
            node.value
            for node in (
                [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            )
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.endswith(".")
        ]
        if found:
            yield from found
            return
        if isinstance(argument, ast.JoinedStr):
            return


def written() -> Iterator[tuple[str, str]]:
    """Where each sentence of a refusal is written, and the sentence."""
    for path in python_files("sandbox/oidc"):
        if any(part in shown(path) for part in ELSEWHERE):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSING:
                yield from ((f"{shown(path)}:{node.lineno}", each) for each in sentences(node))


def test_every_sentence_of_a_refusal_has_plain_words() -> None:
    """What a client reads in English, a person reads in both languages."""
    every = list(written())
    assert len(every) > 70
    wordless = [f"{where} {each}" for where, each in every if not known(reason_key(each))]
    assert not wordless, "\n" + "\n".join(wordless)


def reason_key(sentence: str) -> str:
    """The key of the plain words of a sentence."""
    return f"protocol_reason.{slug(sentence)}"


@pytest.mark.parametrize(
    ("error", "sentence", "begins"),
    [
        ("invalid_grant", "The code was used before.", "Le code d’autorisation a déjà servi"),
        ("invalid_grant", "Something of particulars.", "Ce que l’application a présenté"),
        ("an_error_of_tomorrow", "Something else.", "La demande n’a pas pu"),
    ],
)
def test_a_reason_falls_back_on_its_error_code(error: str, sentence: str, begins: str) -> None:
    """The sentence's own words, else those of the code, else that it could not be followed."""
    told = reason_of(error, sentence)
    assert told.fr.startswith(begins)
    assert told.en


def test_a_sentence_is_named_by_its_words() -> None:
    """Quotation marks and stops do not count."""
    assert slug("Invalid 'code_verifier'") == "invalid_code_verifier"
    assert all(key == key.lower() for key in catalogue() if key.startswith("protocol_reason."))
