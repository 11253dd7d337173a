"""From a decision into the guide, to another situation beside it, and back."""

import pytest

from tests.journeys.test_enrolment import to_check
from tests.journeys.visitor import Page, Visitor


def link(page: Page, words: str) -> str:
    """The address of the first link that says this."""
    return next(href for href, said in page.links if words in said)


async def enrolled(visitor: Visitor, who: str, lang: str) -> Page:
    """The page on which a character ends: the receipt, or the refusal."""
    people = await visitor.get(f"/personnages?lang={lang}")
    return await visitor.transmit(await visitor.send(people.form_to(f"/personnages/{who}")))


@pytest.mark.parametrize(
    ("lang", "compare", "back", "cell"),
    [
        (
            "fr",
            "Comparer avec une autre situation",
            "Revenir à l’accusé de réception",
            "Numéro d’invitation",
        ),
        ("en", "Compare with another situation", "Back to the receipt", "Invitation number"),
    ],
)
async def test_a_receipt_is_compared_and_found_again(
    visitor: Visitor, lang: str, compare: str, back: str, cell: str
) -> None:
    """F07's facts are the first situation, SO-1 is one click away, and the receipt one more."""
    receipt = await enrolled(visitor, "F07", lang)
    choosing = await visitor.get(link(receipt, compare))
    assert choosing.row == "SO-3"
    marks = [at for _, at in choosing.elements if "data-decides" in at]
    assert not marks  # nothing is compared before something was chosen
    nearest = [href for href, _ in choosing.links if "&b=" in href]
    assert "&b=SO-1&" in nearest[0]
    pair = await visitor.get(nearest[0])
    assert [at["data-decides"] for _, at in pair.elements if "data-decides" in at] == [cell]
    again = await visitor.get(link(pair, back))
    assert again.path == receipt.path
    assert again.row == "SO-3"


async def test_the_way_back_goes_through_the_whole_guide(visitor: Visitor) -> None:
    """From the row to the page after it, to a reading, to a row that cites it: never lost."""
    receipt = await enrolled(visitor, "F07", "fr")
    page = await visitor.get(link(receipt, "Voir la ligne SO-3"))
    for words in ("2c. Le numéro", "A-14", "SO-3", "Essayer cette ligne", "Comparer avec"):
        page = await visitor.get(link(page, words))
    assert (await visitor.get(link(page, "Revenir à l’accusé"))).path == receipt.path


async def test_the_facts_of_a_receipt_stay_when_the_other_is_picked_by_its_form(
    visitor: Visitor,
) -> None:
    """The form for two rows keeps a first situation that is no row."""
    receipt = await enrolled(visitor, "F10", "fr")
    choosing = await visitor.get(link(receipt, "Comparer avec une autre situation"))
    form = next(form for form in choosing.forms if "b" in form.fields and "a" in form.fields)
    query = "&".join(f"{name}={value}" for name, value in {**form.fields, "b": "SO-1"}.items())
    pair = await visitor.get(f"{form.action}?{query}")
    rows = [at["data-row"] for _, at in pair.elements if "data-row" in at]
    assert rows == ["SO-5", "SO-1"]
    assert link(pair, "Revenir à l’accusé")


async def test_a_refused_application_is_compared_and_mended(visitor: Visitor) -> None:
    """A refusal leads to what would have been taken, and back to the check page."""
    refused = await visitor.transmit(await to_check(visitor, nas=""))
    assert refused.row == "P-6"
    choosing = await visitor.get(link(refused, "Comparer avec une autre situation"))
    assert [href for href, _ in choosing.links if "&b=PA-1" in href]
    back = await visitor.get(link(choosing, "Revenir à la vérification"))
    assert back.path == "/inscription/verification"


@pytest.mark.parametrize("path", ["//ailleurs.example", "https://ailleurs.example", "/compte"])
async def test_no_other_page_is_a_way_back(visitor: Visitor, path: str) -> None:
    """A way back that explains no decision is not taken over."""
    for page in ("/guide", "/guide/2-societes", "/guide/essai", "/guide/comparer"):
        shown = await visitor.get(f"{page}?depuis={path}")
        assert not [at for _, at in shown.elements if at.get("class") == "guide-back no-print"]
        assert not [href for href, _ in shown.links if "depuis=" in href and "lang=" not in href]
