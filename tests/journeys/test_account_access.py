"""The applications that may act while the person is away, and how she ends it."""

from datetime import timedelta

import pytest

from sandbox.domain.model import Account
from sandbox.domain.provider import Client, Token, TokenKind
from sandbox.services.desk import Desk
from tests.journeys.ready import ACTIVE, USER, sign_in
from tests.journeys.visitor import Visitor

ACCESS = "/compte/acces"


async def grant(desk: Desk) -> str:
    """The RSE allowed the portal to act later; the name of the portal."""
    async with desk.work("default") as (tx, world):
        account = await tx.one(Account, user_code=ACTIVE)
        client = await tx.need(Client, "pes-portal")
        assert account is not None
        await tx.add(
            Token(
                token_hash="digest-of-a-refresh-token",
                kind=TokenKind.REFRESH,
                family="family-of-the-rse",
                client_id=client.client_id,
                scope="openid offline_access",
                issued_at=world.instant,
                expires_at=world.instant + timedelta(days=30),
                account_id=account.id,
                organisation_id="org_e01",
            )
        )
    return str(client.metadata["client_name"])


@pytest.mark.parametrize(
    ("lang", "none", "withdrawn", "already"),
    [
        ("fr", "Aucune application", "L’accès est retiré", "déjà retiré"),
        ("en", "No application has", "The access is withdrawn", "already withdrawn"),
    ],
)
async def test_an_access_is_seen_and_withdrawn(
    visitor: Visitor, desk: Desk, lang: str, none: str, withdrawn: str, already: str
) -> None:
    """It outlives the session, is listed by its application, and ends once; twice does no harm."""
    name = await grant(desk)
    home = await sign_in(visitor, ACTIVE, lang=lang)
    assert any(href.startswith(ACCESS) for href, _ in home.links)
    page = await visitor.get(f"{ACCESS}?lang={lang}")
    assert name in page.text
    form = page.form_to(ACCESS)
    page = await visitor.send(form)
    assert withdrawn in page.text
    assert none in page.text
    assert already in (await visitor.send(form)).text
    async with desk.look("default") as (tx, _):
        assert await tx.count(Token, family="family-of-the-rse", revoked_at=None) == 0


async def test_an_access_is_nobody_else_s_to_see_or_end(visitor: Visitor, desk: Desk) -> None:
    """A colleague sees none, and what she sends changes nothing; without a session, sign in."""
    await grant(desk)
    assert (await visitor.get(ACCESS)).path == "/connexion"
    page = await sign_in(visitor, USER)
    assert "Aucune application" in (await visitor.get(ACCESS)).text
    token = page.form_to("/compte/deconnexion").fields["csrf"]
    sent = {"csrf": token, "acces": "family-of-the-rse"}
    assert (await visitor.client.post(ACCESS, data=sent)).status_code == 303
    async with desk.look("default") as (tx, _):
        assert await tx.count(Token, family="family-of-the-rse", revoked_at=None) == 1
