"""The receipt as a PDF: one page, tagged, which neither uses up nor repeats the password."""

import pytest

from sandbox.web.pdf import pdf
from tests.journeys.test_enrolment import to_check


@pytest.mark.parametrize("who", ["F12", "F16", "F08"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_longest_receipts_are_one_tagged_page(visitor, who, lang):
    """The first look's form gives a PDF/UA of one page, in the language of the page."""
    people = await visitor.get(f"/personnages?lang={lang}")
    receipt = await visitor.transmit(await visitor.send(people.form_to(f"/{who}")))
    form = receipt.form_to(".pdf")
    sent = await visitor.client.post(form.action, data=form.fields)
    assert sent.headers["content-type"] == "application/pdf"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.content.count(b"/Type/Page/") == 1
    assert b"/StructTreeRoot" in sent.content
    assert f"/Lang({lang}-CA)".encode() in sent.content


async def test_the_pdf_holds_the_password_only_from_the_first_look(visitor, monkeypatch):
    """Posted back by the page it is set; by GET, or with another's code, there is none."""
    set_with = []

    async def note(name, data, filename):
        set_with.append(dict(data["codes"]).values())
        return await pdf(name, data, filename)

    monkeypatch.setattr("sandbox.web.journey_print.pdf", note)
    receipt = await visitor.transmit(await to_check(visitor))
    code = receipt.by_id["code-utilisateur"].strip()
    password = receipt.by_id["mot-de-passe-temporaire"].strip()
    form = receipt.form_to(".pdf")
    await visitor.client.post(form.action, data=form.fields)
    await visitor.client.post(form.action, data={**form.fields, "code": "inconnu"})
    await visitor.client.get(form.action)
    first, foreign, later = (list(each) for each in set_with)
    assert first == [code, password]
    assert foreign == later
    assert len(later) == 1
    assert code not in later


async def test_a_pdf_is_for_the_browser_that_transmitted(visitor, another):
    """Another browser finds a page, not the receipt."""
    receipt = await visitor.transmit(await to_check(visitor))
    path = receipt.form_to(".pdf").action
    assert (await another().get(path)).status == 404


async def test_what_would_have_changed_the_decision_is_told(visitor):
    """Row PA-2 names PA-1 and the one cell that kept it from answering."""
    receipt = await visitor.transmit(await to_check(visitor, code_impotnet=""))
    assert "Ce qui aurait changé la décision" in receipt.text
    assert [href for href, _ in receipt.links if "code_impotnet=" in href and "&b=PA-1&" in href]
