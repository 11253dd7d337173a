"""The offices: what all three share."""

from typing import Any

import pytest

from tests.journeys.agents import act
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["/bureaux", "/bureaux/revenu", "/bureaux/ministere", "/bureaux/assistance"]
)
async def test_an_office_says_that_anyone_plays_the_agent(
    visitor: Visitor, path: str, lang: str
) -> None:
    """The band of every office warns that there is no password."""
    page = await visitor.get(f"{path}?lang={lang}")
    warning = "n’importe qui joue l’agent" if lang == "fr" else "anyone plays the agent"
    assert warning in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_what_an_agent_wrote_is_given_back_without_any_nas(
    visitor: Visitor, personas: dict[str, Any], lang: str
) -> None:
    """A note or a reason that holds a NAS, even fictitious, is refused and keeps all the rest."""
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas["F04"].answers))
    page = await visitor.get(f"/bureaux/revenu/org_f04?lang={lang}")
    page = await visitor.send(act(page, "contact"), note="Son NAS : 000 000 471, rappeler.")
    assert page.status == 422
    assert "note-erreur" in page.ids
    assert act(page, "contact").fields["note"] == "Son NAS : •••, rappeler."
    assert "000 000 471" not in page.html
    page = await visitor.get("/bureaux/ministere?attente=pending")
    form = page.form_to("?attente=pending")
    page = await visitor.send(form, geste="refuser", motif="x" * 301)
    assert page.status == 422
    assert page.controls["motif"]["value"] == "x" * 301
    page = await visitor.send(form, geste="refuser", motif="Demander le 130692544 au service")
    assert page.controls["motif"]["value"] == "Demander le ••• au service"
    assert page.controls["motif"]["aria-invalid"] == "true"
