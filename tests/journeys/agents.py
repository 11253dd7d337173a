"""What the journeys of the three offices share: how an agent finds a file and acts in it."""

from sandbox.domain.model import Account
from sandbox.services.desk import Desk
from sandbox.services.standing import positions
from tests.journeys.visitor import Form, Page, Visitor


async def file_of(visitor: Visitor, name: str, lang: str = "fr") -> Page:
    """The file of an organisation, reached from the queue by its name."""
    queue = await visitor.get(f"/bureaux/revenu?lang={lang}")
    return await visitor.get(next(href for href, label in queue.links if label.startswith(name)))


def act(page: Page, name: str) -> Form:
    """The form of an act of the page."""
    return page.form_to(f"/{name}")


def can(page: Page, name: str) -> bool:
    """Whether the page offers an act."""
    return any(form.action.endswith(f"/{name}") for form in page.forms)


async def organisation_of(desk: Desk, code: str) -> str:
    """Name of the organisation of a ready account."""
    async with desk.look("default") as (tx, world):
        account = await tx.one(Account, user_code=code)
        assert account is not None
        return (await positions(tx, world, account.id))[0].organisation.name
