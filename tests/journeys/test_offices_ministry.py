"""The ministry: who was informed, and what the applications are answered."""

import pytest

from tests.journeys.ready import leads_to
from tests.journeys.visitor import Form, Visitor


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_ministry_informs_once_and_takes_it_back(visitor: Visitor, lang: str) -> None:
    """A second click on the notice says that it was already sent."""
    page = await visitor.get(f"/bureaux/ministere?lang={lang}")
    form = next(f for f in page.forms if f.action.endswith("/informer"))
    done = await visitor.send(form)
    assert done.has("div", role="status")
    again = await visitor.send(form)
    assert again.status == 409
    assert ("déjà informé" if lang == "fr" else "already informed") in again.text
    assert leads_to(again, "/bureaux/ministere")
    back = Form(form.action.replace("informer", "retirer"), "post", {"csrf": form.fields["csrf"]})
    assert (await visitor.send(back)).status == 200
    assert (await visitor.send(back)).status == 409


async def test_the_ministry_answers_an_application(visitor: Visitor) -> None:
    """A refusal needs a reason; an acceptance takes the application off the list."""
    page = await visitor.get("/bureaux/ministere")
    answers = [f for f in page.forms if "/demande/" in f.action]
    refuse = next(f for f in answers if f.fields["reponse"] == "refuser")
    nothing = await visitor.send(refuse)
    assert nothing.status == 422
    assert "Écrivez le motif du refus" in nothing.text
    accept = next(f for f in answers if f.fields["reponse"] == "accepter")
    done = await visitor.send(accept)
    assert "La demande est acceptée." in done.text
    assert (await visitor.send(refuse, motif="trop tard")).status == 409
