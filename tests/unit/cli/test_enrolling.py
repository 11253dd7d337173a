"""`enrol`, `enrolment …`, `explain`, `mint`."""

import json

from tests.unit.cli.conftest import Give


def test_a_character_enrols_and_is_decided(give: Give, space: str) -> None:
    """The receipt and the row are told, and the agent's act changes the state."""
    told = json.loads(give("enrol", "F11", "--space", space, "--json").out)
    number = told["number"]
    words = give("enrolment", "show", number, "--space", space).out
    assert told["receipt"]["user_code"] in words
    assert "preuve_de_qualite" in words
    assert number in give("enrolment", "list", "--space", space).out
    decide = ("enrolment", "decide", number, "--space", space)
    assert give(*decide, "receive_all", "--only", "state").out == "en_verification\n"
    assert "active" in give(*decide, "activate").out
    assert "activate" in give(*decide, "applaud").err


def test_the_guide_explains_itself(give: Give, space: str) -> None:
    """A decision with its row, its authority, and what nearly answered."""
    answers = {"forme": "SO", "genre": "garderie_subventionnee"}
    said = give("explain", "--answers", json.dumps(answers), "--space", space)
    assert said.status == 0, said.err
    assert " by row " in said.out.splitlines()[0]
    assert "\nBy: R-" in said.out
    assert "\nNot " in said.out


def test_tokens_are_minted_in_words_or_alone(give: Give, space: str) -> None:
    """One member for a script, all of it for a reader."""
    mint = ("mint", "rse-actif", "--space", space, "--fault", "id-token-expired")
    assert give(*mint, "--only", "claims.aud").out == "pes-portal\n"
    token = give(*mint, "--only", "id_token").out
    assert token.count(".") == 2
    words = give(*mint, "--scope", "openid offline_access", "--acr", 2, "--nonce", "n").out
    assert "refresh_token" in words
    assert "fault         id-token-expired" in words
