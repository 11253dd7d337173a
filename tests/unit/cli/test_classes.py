"""`class …` and `scenario …`."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Give


def test_a_class_is_made_of_a_file_of_names_and_led(give: Give, tmp_path: Path) -> None:
    """Links to hand out, who is where, an act, the calendar, the report, the end."""
    names = tmp_path / "noms.txt"
    names.write_text("\ufeffAna Roy\r\n\r\n  Béa Côté  \r\n", encoding="utf-8")
    made = give("class", "create", "--id", "mots", "--scenario", "T8", "--names", names)
    assert made.status == 0, made.err
    first, trainer, ana, bea = made.out.splitlines()
    assert first.startswith("Il manque")
    assert "/b/mots/classe/entrer?cle=" in trainer
    assert ana.split() == ["1", "Ana", "Roy", ana.split()[-1]]
    assert bea.endswith("/bienvenue")
    assert give("class", "links", "mots").out.splitlines() == [ana, bea]
    assert "/roles/assistance" in give("class", "links", "mots", "--roles").out
    assert "mots" in give("class", "list").out

    space = json.loads(give("class", "show", "mots", "--json").out)["places"][0]["space"]
    assert give("enrol", "F14", "--space", space).status == 0
    told = give("class", "show", "mots").out.splitlines()
    assert "en_route" in told[0]
    assert "absent" in told[1]

    assert "approve" in give("class", "acts", "mots").out
    played = give("class", "play", "mots", "approve")
    assert (played.status, played.out.splitlines()[0]) == (0, "1  done")
    assert "No enrolment has been transmitted" in played.out
    assert give("class", "play", "mots", "approve", "--place", 2).status == 1
    assert give("class", "advance", "mots", "--days", 30, "--place", 1).out == "1  3 fell due\n"
    assert give("class", "add", "mots", "--places", 2).out.splitlines()[1].startswith("4")
    assert give("class", "report", "mots").out.startswith("Il manque")
    assert give("class", "reset", "mots", "--place", 1, 4).out == "Begin again: 1, 4.\n"
    assert give("class", "delete", "mots").out == "mots has ended, its places with it.\n"
    assert give("class", "list").out == ""


def test_names_are_read_from_standard_input(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """One member alone is told for a script, and a class needs a size."""
    monkeypatch.setattr("sys.stdin.read", lambda: "Ana\n")
    made = give("class", "create", "Mardi", "--names", "-", "--places", 2, "--only", "id")
    hall = made.out.strip()
    assert json.loads(give("class", "show", hall, "--json").out)["places"][0]["name"] == "Ana"
    assert give("class", "delete", hall).status == 0
    refused = give("class", "create", "Mardi")
    assert (refused.status, refused.err) == (
        1,
        "sandbox: Say how many: --places N, or --names FILE.\n",
    )


def test_a_scenario_is_read_before_the_class(give: Give) -> None:
    """The list, and one whole in either language, with what the trainer says."""
    listed = give("scenario", "list").out.splitlines()
    assert listed[0].startswith("T0 ")
    assert len(listed) == 13
    assert "1. Begin the enrolment" in give("scenario", "show", "T0", "--lang", "en").out
    assert "R-13" in give("scenario", "show", "T0").out
