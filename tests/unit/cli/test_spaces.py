"""`space …` and `clock …`."""

import json
import stat
from pathlib import Path

from tests.unit.cli.conftest import Give


def test_a_space_is_made_and_told_whole_or_by_one_member(give: Give) -> None:
    """In words, as one line of JSON, or one member alone."""
    words = give("space", "create", "--id", "mots", "--label", "Mots", "--seed", "empty")
    assert words.status == 0
    assert "issuer" in words.out
    assert "\nseed           empty\n" in words.out
    told = give("space", "show", "mots", "--json")
    assert told.out.count("\n") == 1
    assert json.loads(told.out)["label"] == "Mots"
    changed = give("space", "change", "mots", "--fault-menu", "--ttl", 60, "--only", "expires_at")
    assert changed.out.startswith("20")
    assert give("space", "change", "mots", "--live-on", "--only", "expires_at").out == "\n"
    assert give("space", "show", "mots", "--only", "fault_menu").out == "true\n"
    assert "mots" in give("space", "list").out
    assert give("space", "delete", "mots").out == "mots is deleted.\n"
    assert "mots" not in give("space", "list").out


def test_a_snapshot_is_kept_for_its_owner_and_put_back(
    give: Give, space: str, tmp_path: Path
) -> None:
    """A file of mode 600 holds a space; it is restored, and made into another, from there."""
    file = tmp_path / "taken.json"
    assert give("space", "snapshot", space, "--output", file).status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    give("fault", "arm", "id-token-expired", "--space", space)
    assert give("space", "restore", file, "--space", space).status == 0
    assert give("fault", "armed", "--space", space).out == "Nothing is armed.\n"
    again = tmp_path / "again.json"
    give("space", "snapshot", space, "-o", again)
    assert again.read_bytes() == file.read_bytes()
    for made in (
        give("space", "create", "--snapshot", file, "--only", "id"),
        give("space", "fork", space, "--only", "id"),
    ):
        assert made.status == 0, made.err
        assert give("space", "delete", made.out.strip()).status == 0


def test_a_space_begins_again(give: Give, space: str) -> None:
    """A reset takes away what was done to it."""
    give("fault", "arm", "id-token-expired", "--space", space)
    assert give("space", "reset", space).out == f"{space} begins again.\n"
    assert json.loads(give("fault", "armed", "--space", space, "--json").out)["armed"] == []


def test_the_hands_are_moved_by_name(give: Give, space: str) -> None:
    """The calendar moves unless the protocol hand is named, and each says where it is."""

    def clock(*words: object) -> dict[str, dict[str, object]]:
        ended = give("clock", *words, "--space", space, "--json")
        assert ended.status == 0, ended.err
        told: dict[str, dict[str, object]] = json.loads(ended.out)
        return told

    ahead = clock("advance", "--days", 1, "--hours", 1)
    assert ahead["protocol"]["offset_seconds"] == 0
    assert round(float(str(ahead["calendar"]["offset_seconds"]))) == 90_000
    assert clock("advance", "--minutes", -5, "--protocol")["protocol"]["offset_seconds"] != 0
    still = clock("freeze", "2009-01-15T12:00")
    assert still["calendar"]["now"] == "2009-01-15T12:00:00-05:00"
    assert clock("set", "2009-01-16T12:00")["calendar"]["frozen"] is True
    assert clock("unfreeze")["calendar"]["frozen"] is False
    assert clock("follow")["calendar"]["offset_seconds"] == 0
    assert clock("jump")["applied"]
    for hand in ((), ("--protocol",)):
        clock("freeze", "2026-07-01T12:00", *hand)
    words = give("clock", "show", "--space", space).out
    assert words.count("2026-07-01T12:00:00-04:00") == 2
    assert "T00:00:00-05:00" in words.splitlines()[2]
    assert words.startswith("calendar  ")
    assert "Next falls due: " in words
