"""What was sent, with what it was sent for, and the next item as soon as it is sent."""

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sandbox.domain.conventions import Conventions
from sandbox.domain.events import Event
from sandbox.domain.model import Organisation
from sandbox.domain.terms import Actor, Channel
from sandbox.services import journal, post
from sandbox.services.desk import Desk
from tests.seating import seated

if TYPE_CHECKING:
    from starlette.applications import Starlette


async def _items(http: httpx2.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await http.get("/_sandbox/post", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def _send(
    desk: Desk, template: str, values: dict[str, str], channel: Channel = Channel.EMAIL
) -> str:
    """Send one item to the organisation F06; its id."""
    async with desk.work("default") as (tx, world):
        held = await tx.one(Organisation, persona="F06")
        assert held is not None
        fact = await journal.record(tx, world, Event.ADDRESS_CHANGED, Actor.APPLICANT)
        item = await post.send(
            tx,
            world,
            organisation_id=held.id,
            channel=channel,
            template=template,
            values={"organisation": held.name, **values},
            event=fact,
        )
    return item.id


@pytest.mark.parametrize(
    ("template", "values", "kind", "path"),
    [
        (
            "code_de_connexion",
            {"code": "123456", "minutes": "10", "asked_at": "2026-11-23T12:00:00-05:00"}
            | {"application": "Portail"},
            "one_time_code",
            "",
        ),
        (
            "invitation",
            {"invitation": "123456", "emise_on": "2026-11-23", "valide_jusqu_au_on": "2027-02-21"},
            "invitation",
            "/inscription",
        ),
        ("avis_de_cotisation", {"avis": "123456"}, "assessment_notice", "/inscription/reprendre"),
        (
            "mot_de_passe_temporaire",
            {"mot_de_passe": "123456", "code_utilisateur": "•••2"}
            | {"valide_jusqu_au_on": "2026-12-03"},
            "temporary_password",
            "/connexion",
        ),
        ("changement_d_adresse", {}, "", ""),
    ],
)
async def test_an_item_tells_what_it_was_sent_for(
    http: httpx2.AsyncClient,
    desk: Desk,
    template: str,
    values: dict[str, str],
    kind: str,
    path: str,
) -> None:
    """The code and where to go on come from what the item keeps, in either language."""
    id_ = await _send(desk, template, values)
    (french,) = [item for item in await _items(http) if item["id"] == id_]
    assert (french["code"], french["code_kind"]) == ("123456" if kind else None, kind or None)
    assert french["link"] == (desk.site.url("default", path) if path else None)
    assert french["page"].endswith(f"/poste/{french['organisation']}?envoi={id_}")
    assert not kind or "123456" in french["text"]
    (english,) = [item for item in await _items(http, lang="en") if item["id"] == id_]
    assert english["subject"] != french["subject"]
    assert english["values"] == french["values"]


async def test_items_are_found_by_what_they_are(http: httpx2.AsyncClient, desk: Desk) -> None:
    """Each filter keeps what it names, and a name that is nobody's is told."""
    await _send(desk, "changement_d_adresse", {}, Channel.CALL)
    every = await _items(http)
    mine = await _items(http, organisation="f06", channel="appel", template="changement_d_adresse")
    assert [item["id"] for item in mine] == [every[-1]["id"]]
    assert [item["id"] for item in await _items(http, organisation=mine[0]["organisation"])][
        -1
    ] == mine[0]["id"]
    unknown = await http.get("/_sandbox/post", params={"organisation": "F99"})
    assert unknown.status_code == 404
    assert (await http.get("/_sandbox/post", params={"chanel": "appel"})).status_code == 422


async def test_what_is_on_its_way_is_told_as_such(http: httpx2.AsyncClient, desk: Desk) -> None:
    """A letter is told from its sending on, and counts as arrived from its day on."""
    desk.conventions = Conventions(mail_days=3)
    id_ = await _send(desk, "avis_de_cotisation", {"avis": "1"}, Channel.LETTER)
    (item,) = [one for one in await _items(http, arrived="false") if one["id"] == id_]
    assert item["arrived"] is False
    asked = {"arrived": "true", "organisation": "F06", "template": "avis_de_cotisation"}
    assert await _items(http, **asked) == []
    poll = asyncio.create_task(_items(http, **asked, wait=60))
    await http.post("/_sandbox/clock/advance", json={"calendar": {"days": 3}})
    assert [one["id"] for one in await poll] == [id_]


async def test_a_waiting_caller_is_told_of_the_next_item(
    http: httpx2.AsyncClient, desk: Desk, application: "Starlette"
) -> None:
    """A notice comes to who waits for one, with its number, and nothing that was sent meanwhile."""
    last = (await http.get("/_sandbox/post", params={"after": 2**53})).json()["last"]
    asked = {"after": last, "template": "avis_de_cotisation", "wait": 60}
    poll = asyncio.create_task(_items(http, **asked))
    await seated(application.state.waiting)
    await _send(desk, "changement_d_adresse", {})
    await _send(desk, "avis_de_cotisation", {"avis": "AVIS-1"}, Channel.LETTER)
    assert [item["code"] for item in await poll] == ["AVIS-1"]


async def test_an_unknown_template_is_refused_with_the_known_ones(
    http: httpx2.AsyncClient,
) -> None:
    """A misspelt filter is no empty box; nobody waits for what cannot come."""
    answer = await http.get("/_sandbox/post", params={"template": "zzz", "wait": 60})
    assert (answer.status_code, answer.json()["code"]) == (422, "template-unknown")
    assert "avis_de_cotisation" in answer.json()["hint"]
