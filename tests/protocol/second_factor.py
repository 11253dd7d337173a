"""The e-mail that brings a one-time code, as the person in the tests reads it."""

import re

from sandbox.domain.model import PostItem
from tests.protocol.house import House

CODE = "/connexion/code?demande="
"""Where the code is typed."""


async def mailed(house: House) -> str:
    """The code of the newest e-mail."""
    async with house.desk.look("default") as (tx, _):
        items = await tx.find(PostItem, template="code_de_connexion", order="-seq", limit=1)
    found: str = items[0].values["code"]
    assert re.fullmatch("[0-9]{6}", found)
    return found
