"""A seed that is wrong stops everything, and says in which file and on which line."""

import shutil
from pathlib import Path

import pytest

from sandbox import seeding
from sandbox.seeding.positions import Positions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seed that a test may spoil."""
    return Path(shutil.copytree(seeding.FOLDER, tmp_path / "seed"))


def spoil(folder: Path, name: str, old: str, new: str) -> str:
    """Replace one piece of a file; returns `file:line` of where it stood."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return f"seed/{name}:{text[: text.index(old)].count(chr(10)) + 1}:"


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("personas/F06.toml", "emise_il_y_a_jours = 90", "emise_le = 90", "missing"),
        ("personas/F06.toml", "neq = ", "nek = ", "unknown key 'nek'"),
        ("personas/F06.toml", 'fonction = "president"', 'fonction = "reine"', "not one of"),
        ("personas/F06.toml", 'forme = "SO"', "forme = 3", "must be a text"),
        ("personas/F06.toml", '"9900000062"', '"9900000063"', "check digit"),
        ("personas/F06.toml", 'invitation = "K', 'nas = "K', "unknown key 'nas'"),
        ("personas/F01.toml", 'nas = "000000141"', 'nas = "130692544"', "fictitious"),
        ("personas/F02.toml", "[saisie]", "[saisi]", "saisi"),
        ("personas/variants.toml", 'base = "F06"', 'base = "F60"', "names no persona"),
        ("personas/variants.toml", 'avant = ["F15"]', 'avant = ["F51"]', "names no persona"),
        ("ready/E01.toml", 'rangee = "SO-1"', 'rangee = "SO-2"', "the guide decides SO-1"),
        ("ready/E05.toml", 'pieces = ["demandee"]', "pieces = []", "asks for 1 documents"),
        ("ready/E07.toml", "motif = ", "motifs = ", "must be given"),
        ("accounts.toml", 'code_utilisateur = "RSEACT24"', 'code_utilisateur = "RSE0"', "valid"),
        ("accounts.toml", 'role = "UTILISATEUR"', 'role = "REINE"', "not one of"),
        ("accounts.toml", 'organisation = "E09"', 'organisation = "E90"', "names no organisation"),
        ("clients.toml", "redirect_uris = [", "redirect_uri = [", "missing"),
    ],
)
def test_an_error_names_its_file_and_says_what_is_wrong(
    folder: Path, name: str, old: str, new: str, why: str
) -> None:
    """An unknown key, a missing one or a bad value is told with the file and a line."""
    spoil(folder, name, old, new)
    with pytest.raises(seeding.SeedError, match=rf"^seed/{name}:\d+: .*{why}"):
        seeding.load(folder)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("personas/F06.toml", 'fonction = "president"', 'fonction = "reine"'),
        ("personas/F06.toml", "neq = ", "nek = "),
        ("ready/E01.toml", 'rangee = "SO-1"', 'rangee = "SO-2"'),
        ("accounts.toml", 'role = "UTILISATEUR"', 'role = "REINE"'),
        ("accounts.toml", 'organisation = "E09"', 'organisation = "E90"'),
        ("personas/variants.toml", 'avant = ["F15"]', 'avant = ["F51"]'),
        ("clients.toml", 'client_id = "spa"', 'client_id = ""'),
    ],
)
def test_an_error_names_the_very_line(folder: Path, name: str, old: str, new: str) -> None:
    """In the middle of tables and after stories of several lines, the line is the right one."""
    where = spoil(folder, name, old, new)
    with pytest.raises(seeding.SeedError) as caught:
        seeding.load(folder)
    assert str(caught.value).startswith(where)


def test_what_is_not_toml_is_told_with_its_line(folder: Path) -> None:
    """A file that cannot be parsed is named with the line of the parser."""
    where = spoil(folder, "accounts.toml", 'poignee = "verrouille"', "poignee = verrouille")
    with pytest.raises(seeding.SeedError) as caught:
        seeding.load(folder)
    assert str(caught.value).startswith(where)


def test_two_accounts_never_share_a_code(folder: Path) -> None:
    """A user code given twice is refused before anything is written."""
    spoil(folder, "accounts.toml", "USAGER24", "RSEACT24")
    with pytest.raises(seeding.SeedError, match="user code 'RSEACT24' is given twice"):
        seeding.load(folder)


def test_positions_see_through_stories_lists_and_nested_tables() -> None:
    """A key inside a text or a list of several lines is not taken for one."""
    text = '''a = """
b = 1
"""
c = [
  "x", # d = 2
]
[[t]]
e = 1
[t.u]
f = 2
[[t]]
[[t.v]]
g = 3
'''
    positions = Positions("x", text)
    lines = {path: positions.line(path) for path in [("a",), ("c",), ("t", 0, "e")]}
    assert lines == {("a",): 1, ("c",): 4, ("t", 0, "e"): 8}
    assert positions.line(("t", 0, "u", "f")) == 10
    assert positions.line(("t", 1, "v", 0, "g")) == 13
    assert positions.line(("t", 1, "absent")) == 11
    assert positions.line(("b",)) == 1
