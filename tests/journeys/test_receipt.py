"""Transmission, the receipt shown once, the refusal that records nothing."""

from sandbox.domain.model import Account, Enrolment, Receipt
from tests.journeys.test_enrolment import HIMSELF, to_check


async def test_the_password_is_shown_once_then_never(visitor):
    """The first look shows code and password; the next masks the code and has no password."""
    receipt = await visitor.transmit(await to_check(visitor))
    code = receipt.by_id["code-utilisateur"].strip()
    password = receipt.by_id["mot-de-passe-temporaire"].strip()
    again = await visitor.get(receipt.path)
    assert password not in again.html
    assert code not in again.html
    assert again.by_id["code-utilisateur"].strip().startswith(code[:2])
    assert again.row == "PA-1"


async def test_a_fresh_receipt_offers_no_link_that_would_lose_the_password(visitor):
    """The language link reloads the page, so the first receipt goes without it."""
    receipt = await visitor.transmit(await to_check(visitor))
    assert not [href for href, _ in receipt.links if "lang=" in href]
    assert [href for href, _ in (await visitor.get(receipt.path)).links if "lang=" in href]


async def test_a_head_request_wipes_nothing(visitor):
    """What shows nothing must not use up the one look."""
    check = await to_check(visitor)
    form = check.form_to("/transmettre")
    sent = await visitor.client.post(form.action, data=form.fields)
    assert sent.status_code == 303
    where = sent.headers["location"]
    assert (await visitor.client.head(where)).status_code == 404
    assert (await visitor.get(where)).by_id["mot-de-passe-temporaire"].strip()


async def test_a_second_click_leads_to_the_same_receipt(visitor, desk):
    """Transmitting twice makes one enrolment and one account."""
    check = await to_check(visitor)
    form = check.form_to("/transmettre")
    first = await visitor.client.post(form.action, data=form.fields)
    async with desk.look("default") as (tx, _):
        before = await tx.count(Account)
    second = await visitor.client.post(form.action, data=form.fields)
    assert second.status_code in {303, 404}
    async with desk.look("default") as (tx, _):
        assert await tx.count(Account) == before
    assert (await visitor.get(first.headers["location"])).row == "PA-1"


async def test_a_receipt_is_for_the_browser_that_transmitted(visitor, another):
    """Another browser finds nothing at the address of a receipt."""
    receipt = await visitor.transmit(await to_check(visitor))
    assert (await another().get(receipt.path)).status == 404


async def test_a_refusal_explains_itself_and_records_nothing(visitor, desk):
    """Row P-6 tells the reason, what to do and its row; the draft is intact, nothing else is."""
    async with desk.look("default") as (tx, _):
        before = await tx.count(Account), await tx.count(Receipt)
    check = await to_check(visitor, nas="")
    refused = await visitor.transmit(check)
    assert refused.status == 422
    assert refused.row == "P-6"
    shown = [href for href, _ in refused.links if href.endswith("#P-6")]
    assert [href.partition("?")[0] for href in shown] == ["/guide/0-recevabilite"]
    assert "Rien n’a été enregistré" in refused.text
    async with desk.look("default") as (tx, _):
        assert (await tx.count(Account), await tx.count(Receipt)) == before
    page = await visitor.get("/inscription/identifiants?depuis=verification")
    mended = await visitor.send(page.form_to("/identifiants"), nas=HIMSELF["nas"])
    assert (await visitor.transmit(mended)).row == "PA-1"


async def test_an_unchecked_draft_is_not_transmitted(visitor, desk):
    """A form kept from before a correction leads back to the check page."""
    form = (await to_check(visitor)).form_to("/transmettre")
    page = await visitor.get("/inscription/identifiants")
    await visitor.send(page.form_to("/identifiants"), retirer_avis="oui")
    number = form.fields["brouillon"]
    await visitor.client.post("/inscription/rse", data={**form.fields, "rse_identique": "oui"})
    sent = await visitor.client.post(form.action, data=form.fields)
    assert sent.headers["location"] == "/inscription/verification"
    async with desk.look("default") as (tx, _):
        draft = await tx.one(Enrolment, number=number)
    assert draft is not None
    assert draft.transmitted_at is None


async def test_a_deferred_receipt_lists_what_to_send_and_what_follows(visitor):
    """Row PA-2: optional documents, where they go, and the agent to play."""
    receipt = await visitor.transmit(await to_check(visitor, code_impotnet=""))
    assert receipt.row == "PA-2"
    assert "pièces justificatives" in receipt.text
    hrefs = [href for href, _ in receipt.links]
    assert any(href.startswith("/bureaux/revenu/") for href in hrefs)
    assert any(href.startswith("/poste/") for href in hrefs)
    assert any(href.startswith("/developper/traces/enr_") for href in hrefs)


async def test_secrets_are_wiped_at_transmission(visitor, desk):
    """The stored answers of a transmitted enrolment hold no number that was secret."""
    await visitor.transmit(await to_check(visitor))
    async with desk.look("default") as (tx, _):
        kept = [one for one in await tx.find(Enrolment) if one.row_id == "PA-1"]
    secrets = {"nas", "code_impotnet", "avis", "invitation"}
    assert all(not secrets & set(one.answers) for one in kept)
