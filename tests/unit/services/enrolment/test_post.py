"""The post: when an item arrives, what it says, and what it never says."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.domain.conventions import Conventions
from sandbox.domain.events import Event
from sandbox.domain.model import PostItem
from sandbox.domain.terms import Actor, Channel
from sandbox.services import journal, post
from sandbox.texts import LANGUAGES, UnknownText, catalogue
from sandbox.texts.dates import long_date
from tests.builders import TODAY, Sandbox, organisation, sandbox_on

SERVICES = Path(post.__file__).parent
TEMPLATES = sorted({key.split(".")[1] for key in catalogue() if key.startswith("post.")})


async def send(sandbox: Sandbox, channel: Channel) -> PostItem:
    """One item about a change of address, sent to a new organisation."""
    async with sandbox.work() as (tx, world):
        made = await organisation(tx, "SO")
        fact = await journal.record(tx, world, Event.ADDRESS_CHANGED, Actor.APPLICANT)
        return await post.send(
            tx,
            world,
            organisation_id=made.id,
            channel=channel,
            template="changement_d_adresse",
            values={"organisation": made.name},
            event=fact,
        )


async def test_a_letter_takes_the_days_of_the_mail() -> None:
    """Before its day a letter is on its way only; from that day it is in the box."""
    async with sandbox_on(TODAY, Conventions(mail_days=3)) as sandbox:
        letter = await send(sandbox, Channel.LETTER)
        assert letter.arrives_on == TODAY + timedelta(days=3)
        for days, arrived in ((0, False), (2, False), (3, True)):
            await sandbox.on(TODAY + timedelta(days=days))
            async with sandbox.desk.look("essai") as (tx, world):
                assert (letter in await post.inbox(tx, world, "org")) is arrived
                assert (letter in await post.on_its_way(tx, world, "org")) is not arrived


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CALL])
async def test_an_email_or_a_call_arrives_at_once(channel: Channel) -> None:
    """The delay of the mail is for letters only."""
    async with sandbox_on(TODAY, Conventions(mail_days=3)) as sandbox:
        assert (await send(sandbox, channel)).arrives_on == TODAY


async def test_the_box_shows_the_newest_first(sandbox: Sandbox) -> None:
    """Items are numbered as they are sent, and read from the last one back."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        fact = await journal.record(tx, world, Event.ADDRESS_CHANGED, Actor.APPLICANT)
        for _ in range(3):
            await post.send(
                tx,
                world,
                organisation_id="org",
                channel=Channel.LETTER,
                template="changement_d_adresse",
                values={"organisation": "x"},
                event=fact,
            )
        assert [item.seq for item in await post.inbox(tx, world, "org")] == [3, 2, 1]


async def test_an_item_without_text_is_not_sent(sandbox: Sandbox) -> None:
    """A template that has no text is an error of the code, found when it is sent."""
    async with sandbox.work() as (tx, world):
        made = await organisation(tx, "SO")
        fact = await journal.record(tx, world, Event.ADDRESS_CHANGED, Actor.APPLICANT)
        with pytest.raises(UnknownText):
            await post.send(
                tx,
                world,
                organisation_id=made.id,
                channel=Channel.LETTER,
                template="une_lettre_inconnue",
                event=fact,
            )


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2009, 5, 1), "1er mai 2009", "May 1, 2009"),
        (date(2009, 1, 15), "15 janvier 2009", "January 15, 2009"),
        (date(2008, 8, 31), "31 août 2008", "August 31, 2008"),
    ],
)
def test_dates_are_written_as_in_each_language(day: date, french: str, english: str) -> None:
    """The first of the month is « 1er » in French."""
    assert long_date(day, "fr") == french
    assert long_date(day, "en") == english


def example(template: str) -> PostItem:
    """An item of a template with a value for each placeholder of its texts."""
    words = (
        catalogue()[f"post.{template}.body"]["fr"] + catalogue()[f"post.{template}.subject"]["fr"]
    )
    values = {}
    for name in re.findall(r"{(\w+)}", words):
        values[name] = "<" + name + ">"
        if name.endswith("_on"):
            values[name] = "2009-01-15"
        elif name.endswith("_at"):
            values[name] = "2009-01-15T10:11:12"
        elif name.endswith(("_key", "_keys")):
            values[name] = "refusal.autre"
    return PostItem(
        id="post",
        seq=1,
        organisation_id="org",
        channel=Channel.LETTER,
        template=template,
        values=values,
        sent_at=datetime(2009, 1, 15, 17, tzinfo=UTC),
        arrives_on=TODAY,
        event_id="evt",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_item_reads_in_both_languages(template: str, language: str) -> None:
    """Both languages fill the same placeholders and leave none open."""
    item = example(template)
    writing = post.read(item, language)
    text = writing.subject + "\n".join(writing.paragraphs)
    assert writing.subject
    assert all(writing.paragraphs)
    assert "{" not in text
    for name, value in item.values.items():
        if not name.endswith(("_on", "_at", "_key", "_keys")):
            assert value in text, f"{language} leaves out {name}"


def test_every_template_the_services_send_has_a_text() -> None:
    """No service names a template without a text, and no text waits for a template in vain."""
    source = "".join(path.read_text(encoding="utf-8") for path in SERVICES.rglob("*.py"))
    named = set(re.findall(r'"([a-z_]+)"', source))
    assert set(TEMPLATES) <= named
    sent = set(re.findall(r'template="([a-z_]+)"', source))
    assert sent <= set(TEMPLATES)


def test_no_item_shows_a_user_code_and_a_password() -> None:
    """The help desk's letter shows the code masked; a new user's two are sent apart."""
    for template in TEMPLATES:
        names = set(example(template).values)
        shown = {"mot_de_passe", "code_utilisateur"} & names
        allowed = {
            "mot_de_passe_temporaire": {"mot_de_passe", "code_utilisateur"},
            "acces_ajoute": {"code_utilisateur"},  # a code that its holder has, no password
            "code_utilisateur": {"code_utilisateur"},
            "mot_de_passe_d_un_nouvel_utilisateur": {"mot_de_passe"},
        }
        assert shown == allowed.get(template, set()), template
    source = (SERVICES / "accounts.py").read_text(encoding="utf-8")
    assert '"code_utilisateur": account.user_code.masked' in source


def test_french_items_follow_the_typography_of_quebec() -> None:
    """Curly apostrophes, no-break spaces inside « » and before a colon, none before ; ! ?"""
    for key, words in catalogue().items():
        if not key.startswith("post."):
            continue
        french = words["fr"]
        assert "'" not in french, key
        assert not re.search(r"«[^\u00a0]|[^\u00a0]»| [;!?]", french), key
        assert not re.search(r"(?<!\u00a0):(?=\s)", french), key
