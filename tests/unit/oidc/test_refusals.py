"""Refusals: what may go on the wire, and what the journal keeps."""

import pytest
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError

from sandbox.oidc.bridge import guarded
from sandbox.oidc.refusals import Refusal, ascii_text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The code has expired.", "The code has expired."),
        ('a "b" \\ c', "a 'b' ? c"),
        ("é\n\0", "???"),
    ],
)
def test_a_description_keeps_to_its_characters(text: str, told: str) -> None:
    """RFC 6749 section 5.2 allows printable ASCII without quotation mark and backslash."""
    assert ascii_text(text) == told


def test_what_authlib_cannot_say_is_an_invalid_request() -> None:
    """Authlib refuses its own text when it quotes the caller; the caller hears invalid_request."""

    def quote_the_caller() -> None:
        raise InvalidRequestError("Redirect URI http://x/é is not supported by client.")

    with pytest.raises(Refusal) as caught:
        guarded(quote_the_caller)
    assert caught.value.error == "invalid_request"
    assert caught.value.body()["error_description"].isascii()


def test_a_mistake_of_ours_is_not_taken_for_one_of_the_caller() -> None:
    """Any other ValueError goes through, so that it is logged as what it is."""

    def stumble() -> None:
        raise ValueError("not a number")

    with pytest.raises(ValueError, match="not a number"):
        guarded(stumble)


def test_an_error_of_authlib_comes_with_a_hint_and_a_section() -> None:
    """Whatever Authlib raises is told with what to do and where it is written."""

    def refuse() -> None:
        raise InvalidGrantError("Invalid grant.")

    with pytest.raises(Refusal) as caught:
        guarded(refuse)
    assert caught.value.hint
    assert caught.value.cite.startswith("RFC 6749")
