"""The guide on line tried: every row by its link, two situations and the cells that differ."""

from itertools import permutations
from urllib.parse import urlencode

import pytest

from sandbox.guide import guide, situations
from tests.journeys.visitor import Visitor

PAGES = [page for page in guide().pages if page.rows]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", [page.name for page in PAGES])
async def test_each_row_is_tried_by_its_link(visitor: Visitor, name: str, lang: str) -> None:
    """The link in each row leads to a decision by that very row."""
    shown = await visitor.get(f"/guide/{name}?lang={lang}")
    links = [href for href, _ in shown.links if "/guide/essai?" in href]
    rows = [row.id for row in guide().page(name).rows]
    assert len(links) == len(rows)
    assert [(await visitor.get(link)).row for link in links] == rows


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_the_marked_cells_flip_the_decision(name: str) -> None:
    """They give the other row's answer; with any one of them left out it is not given."""
    for one, other in permutations([row.id for row in guide().page(name).rows], 2):
        kind = situations.kind_of(one)
        a = situations.situation(one)
        b = situations.situation(other, a)
        marked = situations.deciding(kind, a, b)
        assert marked
        flipped = situations.answers(kind, situations.changed(a, b, marked))
        assert [each.row_id for each in flipped] == [other]
        for left_out in marked:
            rest = tuple(column for column in marked if column != left_out)
            halfway = situations.changed(a, b, rest)
            assert situations.deciding(kind, halfway, b) != (), (one, other, left_out)


async def test_the_comparison_shows_the_one_cell_that_counts(visitor: Visitor) -> None:
    """SO-1 and SO-3 differ by the invitation; what differs without effect is said to."""
    page = await visitor.get("/guide/comparer?a=SO-1&b=SO-3")
    assert [at["data-decides"] for _, at in page.elements if "data-decides" in at] == [
        "Numéro d’invitation"
    ]
    a = situations.situation("SO-6")
    b = {**a, "avis": "absent_ou_invalide", "qui": "autre_avec_resolution"}
    query = {f"a_{key}": word for key, word in a.items()}
    query |= {f"b_{key}": word for key, word in b.items()}
    page = await visitor.get(f"/guide/comparer?{urlencode(query)}")
    assert page.status == 200
    assert "Les autres différences n’y changent rien." in page.text
    assert "différent, sans effet" in page.text


async def test_a_row_is_played_as_its_character(visitor: Visitor) -> None:
    """One click from the decision of SO-3 a draft is open, filled in as F07 would."""
    tried = await visitor.get("/guide/essai?" + urlencode(situations.situation("SO-3")))
    page = await visitor.send(tried.form_to("/personnages/F07"))
    assert page.path == "/inscription/verification"
    assert (await visitor.transmit(page)).row == "SO-3"


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("/guide/essai?table=x", "table"),
        ("/guide/essai?forme=%3Cscript%3E", "forme"),
        ("/guide/essai?forme=SO", "couple_forme_service"),
        ("/guide/essai?table=acces&rse=peut-etre", "rse"),
        ("/guide/comparer?a=ZZ-9", "a"),
        ("/guide/comparer?a=SO-1&b=INV-2", "b"),
        ("/guide/comparer?a_forme=%00%27--&b=SO-1", "a_forme"),
    ],
)
async def test_bad_words_are_refused_at_their_control(
    visitor: Visitor, path: str, control: str
) -> None:
    """422, the same page, the problem tied to its control, nothing repeated."""
    page = await visitor.get(path)
    assert page.status == 422
    assert page.controls[control]["aria-invalid"] == "true"
    assert "<script>" not in page.html


async def test_readings_are_kept_by_section_with_the_rows_that_cite_them(visitor: Visitor) -> None:
    """Section 2b keeps what is read there (a span counts), and A-01 leads to each of its rows."""
    kept = await visitor.get("/guide/silences?section=2b")
    shown = [at["id"] for _, at in kept.elements if at.get("class") == "reading"]
    assert "A-01" in shown
    assert 0 < len(shown) < len(guide().register.readings)
    links = {href.partition("#")[2] for href, _ in kept.links}
    cited = {row.id for row in guide().rows if "A-01" in (*row.readings, *row.related_readings)}
    assert cited
    assert cited <= links


@pytest.mark.parametrize("name", [page.name for page in PAGES])
async def test_each_row_leads_to_the_comparison_with_its_neighbour(
    visitor: Visitor, name: str
) -> None:
    """Where a page has two rows or more, each row has its comparison, which answers."""
    rows = [row.id for row in guide().page(name).rows]
    page = await visitor.get(f"/guide/{name}")
    links = [href for href, _ in page.links if "/guide/comparer?" in href]
    assert len(links) == (len(rows) if len(rows) > 1 else 0)
    assert {(await visitor.get(link)).status for link in links} <= {200}
