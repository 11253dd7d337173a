"""The file at Revenu Québec: each check beside the registers, and enrolments that ended."""

from typing import Any

import pytest

from tests.journeys.agents import act, can
from tests.journeys.visitor import Page, Visitor


def verdicts(page: Page) -> dict[str, str]:
    """What each line of the checks concludes, by the first statement that it cites."""
    found: dict[str, str] = {}
    cited = ""
    for tag, attributes in page.elements:
        if tag == "th" and attributes.get("role") == "rowheader":
            cited = ""
        elif tag == "a" and not cited:
            cited = attributes.get("href", "").rpartition("#")[2]
        elif attributes.get("class", "").startswith("tag ") and cited.startswith("R-"):
            found.setdefault(cited, attributes["class"].rpartition("--")[2])
    return found


@pytest.mark.parametrize(
    ("who", "act_first", "said"),
    [
        (
            "F07",
            "",
            {"R-38": "good", "R-39": "bad", "R-49": "good", "R-50": "good"},
        ),
        ("F07", "courrier-retourne", {"R-50": "bad", "R-51": "good", "R-52": "good"}),
        ("F07", "situation", {"R-50": "good", "R-51": "bad"}),
        ("F07", "registre", {"R-54": "bad", "R-52": "bad", "R-53": "good"}),
        ("F09", "", {"R-38": "bad", "R-49": "bad"}),
        ("F06", "", {"R-39": "good", "R-53": "bad"}),
        ("F12", "", {"R-38": "neutral", "R-54": "wait", "R-50": "bad"}),
        ("F02", "", {"R-25": "good", "R-26": "bad", "R-27": "good", "R-12": "neutral"}),
        ("F03", "", {"R-26": "good", "R-27": "wait"}),
        ("F16", "", {"R-69": "good", "R-09": "wait"}),
    ],
)
async def test_each_check_says_whether_it_is_held(
    visitor: Visitor, personas: dict[str, Any], who: str, act_first: str, said: dict[str, str]
) -> None:
    """What was transmitted stands beside the registers of today, one line a statement."""
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas[who].answers))
    page = await visitor.get(f"/bureaux/revenu/org_{who.lower()}")
    if act_first:
        chosen = {"situation": "faillite"} if act_first == "situation" else {}
        page = await visitor.send(act(page, act_first), **chosen)
    found = verdicts(page)
    assert {cite: found.get(cite) for cite in said} == said


async def test_an_earlier_enrolment_is_looked_at_as_it_ended(
    visitor: Visitor, personas: dict[str, Any]
) -> None:
    """Its documents with why they were sent back, and nothing to act on but a call."""
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas["F13"].answers))
    page = await visitor.get("/bureaux/revenu/org_f13")
    page = await visitor.send(act(page, "tout-recevoir"))
    page = await visitor.send(act(page, "non-conforme"), motif="illisible")
    assert "À refournir : illisible" in page.text
    page = await visitor.send(act(page, "recevoir"))
    assert "illisible" in page.text
    refused = act(page, "refuser").fields["inscription"]
    await visitor.send(act(page, "refuser"), compris="oui", motif="autre")
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas["F13"].answers))
    page = await visitor.get(f"/bureaux/revenu/org_f13?inscription={refused}")
    assert "inscription antérieure" in page.text
    assert not can(page, "refuser")
    assert not can(page, "recevoir")
    happened = page.text[page.text.rindex("Historique") :]
    assert happened.index("Inscription refusée") < happened.rindex("Inscription transmise")
    assert (await visitor.get("/bureaux/revenu/org_f12?inscription=" + refused)).status == 404
