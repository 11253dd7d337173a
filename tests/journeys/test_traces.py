"""The traces on their pages: an enrolment and its sign-in, refusals, files, and what is live."""

from typing import TYPE_CHECKING

import pytest

from sandbox.domain.model import Account, Enrolment, Organisation, PostItem
from sandbox.services import dossiers, review
from sandbox.services.desk import Desk
from tests.journeys.test_enrolment import HIMSELF, to_check
from tests.journeys.test_enrolment_for_application import NEW, back_to_application
from tests.journeys.test_signin_for_application import (
    VERIFIER,
    answered,
    parameters,
    request_path,
)
from tests.journeys.visitor import Visitor
from tests.seating import seated
from tests.streaming import Reader

if TYPE_CHECKING:
    from starlette.applications import Starlette

HERE = "/developper/traces"


async def latest(visitor: Visitor, kind: str) -> str:
    """The id of the newest trace of a kind."""
    listed = (await visitor.client.get("/_sandbox/traces")).json()["traces"]
    return next(str(each["id"]) for each in listed if each["kind"] == kind)


async def readings(visitor: Visitor, id_: str) -> list[str]:
    """The trace in every form but the stream: two pages, two files, JSON."""
    paths = [f"{HERE}/{id_}?lang=en", f"{HERE}/{id_}?lang=fr"]
    paths += [f"/_sandbox/traces/{id_}/html", f"/_sandbox/traces/{id_}/html?lang=en"]
    paths += [f"{HERE}/{id_}/trace.html", f"{HERE}/{id_}/trace.json", f"/_sandbox/traces/{id_}"]
    return [(await visitor.client.get(path)).text for path in paths]


async def test_an_enrolment_begun_for_an_application_and_its_sign_in_know_each_other(
    visitor: Visitor,
) -> None:
    """From prompt=create to the code: two traces, each a link away from the other, no secret."""
    await visitor.get(request_path(prompt="create"))
    receipt = await visitor.transmit(await to_check(visitor))
    user_code, password = (
        receipt.by_id[name].strip() for name in ("code-utilisateur", "mot-de-passe-temporaire")
    )
    page = await visitor.get(back_to_application(receipt, "retourner à"))
    change = await visitor.send(page.forms[0], code_utilisateur=user_code, mot_de_passe=password)
    told = await answered(visitor, change, 0, nouveau_mot_de_passe=NEW, confirmation=NEW)
    code = parameters(told)["code"]
    signin, enrolment = await latest(visitor, "signin"), await latest(visitor, "enrolment")
    of_signin = await visitor.get(f"{HERE}/{signin}")
    assert f"{HERE}/{enrolment}" in [href for href, _ in of_signin.links]
    of_enrolment = await visitor.get(f"{HERE}/{enrolment}")
    assert f"{HERE}/{signin}" in [href for href, _ in of_enrolment.links]
    assert "Le guide décide par la ligne PA-1" in of_enrolment.text
    assert "Énoncés et lectures : R-" in of_enrolment.text
    assert "Courriel envoyé" in of_enrolment.text
    secrets = {user_code, password, code, NEW, VERIFIER, "the-state", "the-nonce"}
    secrets |= {HIMSELF["nas"], HIMSELF["nas"].replace(" ", ""), HIMSELF["code_impotnet"]}
    for text in (*await readings(visitor, signin), *await readings(visitor, enrolment)):
        assert not [secret for secret in secrets if secret in text]


async def test_a_refusal_at_entry_says_its_row_and_reason(visitor: Visitor) -> None:
    """The guide's refusal stands in the trace in both languages, with what it rests on."""
    check = await to_check(visitor, numero_identification="9999999999")
    await visitor.transmit(check)
    id_ = await latest(visitor, "enrolment")
    told = (await visitor.client.get(f"/_sandbox/traces/{id_}")).json()
    (refusal,) = [step["refusal"] for step in told["steps"] if step["refusal"]]
    row = refusal["cite"].split(",")[0]
    assert refusal["page"].endswith(f"#{row}")
    assert refusal["reason"]["fr"] != refusal["reason"]["en"]
    page = await visitor.get(f"{HERE}/{id_}?lang=en")
    assert refusal["reason"]["en"] in page.text


async def test_what_an_agent_decides_is_in_the_trace(visitor: Visitor, desk: Desk) -> None:
    """Documents received, a refusal, its letter and the account that closes, in order."""
    await visitor.transmit(await to_check(visitor, code_impotnet=""))
    id_ = await latest(visitor, "enrolment")
    async with desk.work("default") as (tx, world):
        contents = await dossiers.of_enrolment(tx, id_)
        assert contents is not None
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        await review.refuse(tx, world, id_, "identite_non_prouvee")
    told = (await visitor.client.get(f"/_sandbox/traces/{id_}")).json()
    names = [step["name"] for step in told["steps"]]
    assert names[-2:] == ["enrolment.refused", "post.sent"]
    letter = told["steps"][-1]
    assert letter["mail"]["channel"] == "lettre"
    assert (letter["sender"], letter["receiver"]) == ("sandbox", "addressee")
    assert told["steps"][-2]["sender"] == "agent"
    assert told["steps"][-2]["refusal"]["reason"]["fr"]
    async with desk.look("default") as (tx, _):
        enrolment = await tx.need(Enrolment, id_)
        account = await tx.need(Account, enrolment.account_id)
        box = await tx.find(PostItem, organisation_id=enrolment.organisation_id)
        organisation = await tx.need(Organisation, enrolment.organisation_id)
    for text in await readings(visitor, id_):
        assert account.user_code not in text
        assert enrolment.number not in text, "the number of a draft resumes it"
        assert organisation.name in text
    assert any(item.event_id == told["steps"][-2]["id"] for item in box)


async def test_traces_are_linked_from_where_a_developer_looks(visitor: Visitor) -> None:
    """The developer's page, the journal and a refusal each lead to the trace."""
    await visitor.client.get(request_path(redirect_uri="https://ailleurs.exemple.invalid/"))
    id_ = await latest(visitor, "signin")
    assert HERE in [href for href, _ in (await visitor.get("/developper")).links]
    journal = await visitor.get("/journal")
    (linked,) = [href for href, _ in journal.links if f"{HERE}/{id_}#" in href]
    assert linked.partition("#")[2] in (await visitor.get(f"{HERE}/{id_}")).ids
    refusals = await visitor.get("/developper/refus")
    href = next(href for href, _ in refusals.links if href.startswith("/developper/refus/"))
    assert linked in [there for there, _ in (await visitor.get(href)).links]


@pytest.mark.parametrize(("lang", "word"), [("fr", "Traces des parcours"), ("en", "Journey")])
async def test_the_list_reads_in_both_languages_and_in_pages(
    visitor: Visitor, lang: str, word: str
) -> None:
    """Older traces are a link away, and none is shown twice."""
    for _ in range(26):
        await visitor.client.get(request_path(redirect_uri="https://ailleurs.exemple.invalid/"))
    first = await visitor.get(f"{HERE}?lang={lang}")
    assert word in first.text
    older = next(href for href, _ in first.links if "avant=" in href)
    second = await visitor.get(older)
    shown = [name for name in first.ids if name.startswith("trc_")]
    assert len(shown) == 25
    assert not set(shown) & set(second.ids)
    assert (await visitor.client.get(f"{HERE}/trc_nulle_part")).status_code == 404


async def test_steps_come_by_the_stream_as_they_happen(
    visitor: Visitor, application: "Starlette"
) -> None:
    """A reader gets what follows the number he has, and each new step when it is written."""
    await visitor.client.get(request_path())
    id_ = await latest(visitor, "signin")
    async with Reader(application, f"{HERE}/{id_}/flux") as reader:
        assert reader.headers["content-type"].startswith("text/event-stream")
        assert reader.headers["cache-control"] == "no-store"
        await reader.until("Connexion demandée")
        await seated(application.state.streams)
        page = await visitor.get(request_path())
        form = page.forms[0]
        await visitor.client.post(form.action, data={**form.fields, "code_utilisateur": "X"})
        assert "Session refusée" not in reader.text, "another sign-in is none of this trace"
        assert reader.text.count("event: item") == 1
        last = reader.text.partition("id: ")[2].partition("\n")[0]
    assert application.state.streams.taken == 0
    async with Reader(application, f"{HERE}/{id_}/flux", query="after=0", last=last) as reader:
        await seated(application.state.streams)
        assert "event: item" not in reader.text, "Last-Event-ID counts, whatever the address says"
    async with Reader(application, f"{HERE}/flux", query=f"after={last}") as reader:
        await reader.until("event: item")
        await visitor.client.get(request_path(redirect_uri="https://ailleurs.exemple.invalid/"))
        await reader.until(await latest(visitor, "signin"))


async def test_streams_are_counted_and_let_go_when_the_server_stops(
    visitor: Visitor, application: "Starlette", monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more than there may be is refused at once; closing the room ends the others."""
    await visitor.client.get(request_path())
    id_ = await latest(visitor, "signin")
    room = application.state.streams
    monkeypatch.setattr(room, "_most", 1)
    async with Reader(application, f"{HERE}/{id_}/flux") as reader:
        refused = await visitor.client.get(f"{HERE}/{id_}/flux")
        assert refused.status_code == 503
        room.close()
        await reader.task
    assert (await visitor.client.get(f"{HERE}/trc_nulle_part/flux")).status_code == 404


async def test_a_stream_asked_for_by_its_head_ends_at_once(visitor: Visitor) -> None:
    """HEAD has the headers of the stream and nothing to wait for."""
    answer = await visitor.client.head(f"{HERE}/flux")
    assert answer.headers["content-type"].startswith("text/event-stream")
