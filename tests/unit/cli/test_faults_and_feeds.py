"""`fault …`, `journal`, `post`, `signin`."""

import json
from pathlib import Path

from tests.unit.cli.conftest import Give


def test_a_fault_is_found_armed_and_reported(give: Give, space: str) -> None:
    """One that never struck can fail the script that armed it."""
    assert "id-token-expired" in give("fault", "list").out
    one = give("fault", "list", "id-token-expired", "--lang", "fr").out
    assert "duty" in one
    armed = give("fault", "arm", "id-token-expired", "--times", 2, "--space", space)
    assert "id-token-expired is armed, 2 times." in armed.out
    name = armed.out.split()[0]
    assert "NEVER STRUCK" in give("fault", "armed", "--space", space).out
    off = give("fault", "disarm", name, "--must-have-struck", "--space", space)
    assert off.status == 1
    assert name in off.out
    assert give("fault", "disarm", "--must-have-struck", "--space", space).status == 0


def test_a_number_of_a_fault_is_chosen(give: Give, space: str) -> None:
    """Options are NAME=N; anything else is a wrong command."""
    arm = ("fault", "arm", "jwks-slow", "--space", space)
    assert give(*arm, "--option", "seconds=2", "--only", "options.seconds").out == "2\n"
    assert "Known: seconds" in give(*arm, "--option", "minutes=2").err
    assert give(*arm, "--option", "seconds").status == 2


def test_the_journal_is_listed_and_waited_for(give: Give, space: str) -> None:
    """All of it, some of it, or the next of a kind after a number."""
    last = give("journal", "--space", space, "--only", "last").out.strip()
    give("fault", "arm", "id-token-expired", "--space", space)
    wait = ("journal", "--space", space, "--wait", "--timeout", 5, "--after", last)
    assert give(*wait, "--only", "name").out == "fault.armed\n"
    listed = give("journal", "--space", space, "--name", "fault.armed").out
    assert listed.count("\n") == 1
    assert "fault=id-token-expired" in listed
    nothing = give("journal", "--space", space, "--wait", "--timeout", 0.05)
    assert nothing.status == 1
    assert nothing.err.startswith("sandbox: No entries came in 0.05 s.")


def test_the_post_is_listed_in_words_and_in_json(give: Give, space: str) -> None:
    """What the seed sent is there, in the words of the reader and as the API tells it."""
    told = json.loads(give("post", "--space", space, "--json").out)
    assert told["last"] == told["items"][-1]["seq"]
    words = give("post", "--space", space).out.splitlines()
    assert len(words) == len(told["items"])
    assert told["items"][-1]["subject"] in words[-1]


def test_a_template_that_there_is_not_is_refused(give: Give, space: str) -> None:
    """As an event of the journal is; one that there is finds its letters."""
    refused = give("post", "--template", "zzz", "--space", space)
    assert refused.status == 1
    assert "Known: acces_ajoute, activation_confirmee, " in refused.err
    found = give("post", "--template", "invitation", "--space", space, "--json")
    told = json.loads(found.out)["items"]
    assert {item["template"] for item in told} == {"invitation"}


def test_tokens_are_minted_despite_a_state(give: Give, space: str) -> None:
    """Refused for who could not sign in, unless it is asked for."""
    mint = ("mint", "suspendu", "--space", space, "--only", "scope")
    assert give(*mint).status == 1
    assert give(*mint, "--despite-state").out == "openid\n"


def test_a_browser_is_signed_in_to_a_file(give: Give, space: str, tmp_path: Path) -> None:
    """The file is what Playwright reads, and its owner's alone."""
    file = tmp_path / "state.json"
    signed = give("signin", "rse-actif", "--space", space, "--output", file)
    assert (signed.status, signed.out) == (0, "")
    state = json.loads(file.read_text(encoding="utf-8"))
    assert state["cookies"][0]["value"]
    assert state["origins"] == []
    session = give("signin", "rse-actif", "--space", space, "--only", "session.sid")
    assert session.out.startswith("sid_")
