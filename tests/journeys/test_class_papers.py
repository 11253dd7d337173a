"""What is printed and kept of a class: cards, the report as a page, a PDF and a table."""

import csv
import io
import re

import pytest

from tests.journeys.trainer import made
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize(("asked", "pages"), [("4", 1), ("2", 2), ("4&roles=oui", 3)])
async def test_the_cards_are_printed(visitor: Visitor, asked: str, pages: int) -> None:
    """Two or four a letter page, the cards of the offices on demand, on screen and as a PDF."""
    board = await made(visitor)
    cards = await visitor.get(f"{board.path}/cartes?par_page={asked}")
    for words in ("Noémie Larivée-Bouchard", "Garderie Brin de Givre", "9900000011", "Place 3"):
        assert words in cards.text
    assert ("Vous répondez aux demandes" in cards.text) is ("roles" in asked)
    answer = await visitor.client.get(f"{board.path}/cartes.pdf?par_page={asked}")
    assert answer.headers["content-type"] == "application/pdf"
    assert page_count(answer.content) == pages


async def test_the_report_is_printed(visitor: Visitor) -> None:
    """As a PDF of one letter page for a small class."""
    board = await made(visitor)
    answer = await visitor.client.get(f"{board.path}/rapport.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert page_count(answer.content) >= 1


@pytest.mark.parametrize("paper", ["cartes.pdf", "rapport.pdf"])
async def test_any_name_is_printed(visitor: Visitor, paper: str) -> None:
    """A letter that no font of the print has stops nobody's cards."""
    board = await made(visitor, nom="Soir 🎓", noms="Zoé 😀\n漢字\n\u0378")
    answer = await visitor.client.get(f"{board.path}/{paper}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("lang", "mark"), [("fr", ";"), ("en", ",")])
async def test_the_report_opens_in_a_spreadsheet(visitor: Visitor, lang: str, mark: str) -> None:
    """Marked as UTF-8, a line a place and a column a step; no name is run as a formula."""
    board = await made(visitor, lang, noms='=HYPERLINK("https://exemple.test")\nAda; "Béa", Zoé')
    answer = await visitor.client.get(f"{board.path}/rapport.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=mark))
    assert [row[1] for row in rows[1:]] == [
        '\'=HYPERLINK("https://exemple.test")',
        'Ada; "Béa", Zoé',
        "",
    ]
    assert {len(row) for row in rows} == {9 + 4}
    assert rows[1][3:5] == ["0", "4"]


def page_count(document: bytes) -> int:
    """The pages of a PDF, as the root of its tree of pages counts them."""
    return int(re.findall(rb"/Type/Pages/Count (\d+)", document)[0])
