"""A scenario that is wrong stops the start: one error, with file, line, step and key."""

import shutil
from pathlib import Path

import pytest

from sandbox import seeding, web

FILE = "scenarios/00-premiers-pas.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the scenarios that a test may spoil."""
    shutil.copytree(seeding.FOLDER / "scenarios", tmp_path / "seed" / "scenarios")
    return tmp_path / "seed"


def spoil(folder: Path, old: str, new: str) -> str:
    """Replace one piece of the first scenario; returns `file:line:` of where it stood."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return f"seed/{FILE}:{text[: text.index(old)].count(chr(10)) + 1}:"


def test_every_page_of_the_shipped_scenarios_is_there() -> None:
    """Held to the routes of the application, as at its start; T0 to T11 are all told."""
    told = seeding.scenarios(pages=web.addresses())
    assert len(told) == 13
    assert {"/inscription/service", "/compte", "/ailleurs/avis"} <= web.addresses()
    assert not any("{" in page or page.startswith("/classe") for page in web.addresses())


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            '"/inscription/service"',
            '"/inscription/servise"',
            (
                "step 'remplir': 'page' is '/inscription/servise', where there is none; "
                "is it '/inscription/service'?"
            ),
        ),
        ('page = "/connexion"', 'page = "connexion"', "step 'session': 'page' is a path"),
        ('qui = "apprenant"', 'qui = "elève"', "step 'ouvrir': 'qui' is 'elève', not one of"),
        ("fait = ", "faits = ", "step 'ouvrir': 'fait' is missing"),
        ('fait = "enrolment.opened"', 'fait = "enrolment.open"', "'fait' is 'enrolment.open'"),
        ('rangee = "PA-1"', 'rangee = "PA-99"', "step 'transmettre': the guide has no row"),
        ('row = "PA-1"', 'row = "PA-99"', "step 'transmettre': the guide has no row 'PA-99'"),
        ("[etapes.attendu]", "[etapes.attendus]", "step 'ouvrir': 'attendu' is missing"),
        ('id = "remplir"', 'id = "ouvrir"', "two steps have the same id"),
        ('id = "remplir"', 'id = "rem plir"', "'rem plir' is no id"),
        ('personnage = "F01"', 'personnage = "F99"', "there is no character 'F99'"),
        ("minutes = 10", 'minutes = "dix"', "'minutes' must be a whole number"),
        ("minutes = 10", "minutes = 10\nduree = 3", "unknown key 'duree'"),
        ('id = "T0"', 'id = "T1"', "'T1' is given twice"),
        ('[titre]\nfr = "', "[titre]\nfr = ", "not TOML"),
    ],
)
def test_one_error_names_file_line_step_and_key(folder: Path, old: str, new: str, why: str) -> None:
    """Whatever is wrong, in the very file, and nothing of the other scenarios is told."""
    spoil(folder, old, new)
    with pytest.raises(seeding.SeedError) as caught:
        seeding.scenarios(folder, web.addresses())
    said = str(caught.value)
    assert why in said
    assert said.startswith("seed/scenarios/0")
    assert "\n" not in said


def test_the_line_is_that_of_the_key(folder: Path) -> None:
    """Within a step of an array of tables, and for a byte that is no text."""
    where = spoil(folder, 'page = "/connexion"', 'page = "/conexion"')
    with pytest.raises(seeding.SeedError) as caught:
        seeding.scenarios(folder, web.addresses())
    assert str(caught.value).startswith(where)
    held = (folder / FILE).read_bytes().replace("é".encode(), b"\xe9", 1)
    (folder / FILE).write_bytes(held)
    line = held.count(b"\n", 0, held.index(b"\xe9")) + 1
    with pytest.raises(seeding.SeedError, match=rf"^seed/{FILE}:{line}: not UTF-8"):
        seeding.scenarios(folder)
