"""The post as a program reads it: which items there are, and what each is for.

What a letter was sent for (a one-time code, a notice, an invitation, a temporary password) is kept
among its values, so it is read there and never looked for in the prose.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.domain.model import PostItem
from sandbox.domain.terms import Channel
from sandbox.services.ports import After, Before, Tx
from sandbox.services.site import Site
from sandbox.world.surroundings import World

LINK = "link"
"""Name of the value of an item that brings an address of its own."""
_CODES = {
    "code": "one_time_code",
    "invitation": "invitation",
    "avis": "assessment_notice",
    "mot_de_passe": "temporary_password",
}
"""Values that an item is sent for, and what each is."""
_LEADS_TO = {
    "activation_confirmee": "/connexion",
    "mot_de_passe_temporaire": "/connexion",
    "mot_de_passe_d_un_nouvel_utilisateur": "/connexion",
    "acces_ajoute": "/connexion",
    "invitation": "/inscription",
    "avis_de_cotisation": "/inscription/reprendre",
}
"""Where an item asks its reader to go on, by its template."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: those numbered after `after`; an empty filter takes any."""

    after: int = 0
    organisation_id: str = ""
    person_id: str = ""
    channel: Channel | None = None
    template: str = ""
    arrived: bool | None = None


async def items(tx: Tx, world: World, wanted: Wanted, limit: int) -> list[PostItem]:
    """The items wanted, oldest first, at most `limit`."""
    where: dict[str, Any] = {"seq": After(wanted.after)}
    for name in ("organisation_id", "person_id", "channel", "template"):
        if value := getattr(wanted, name):
            where[name] = value
    if wanted.arrived is not None:
        tomorrow = world.today + timedelta(days=1)
        where["arrives_on"] = Before(tomorrow) if wanted.arrived else After(world.today)
    return await tx.find(PostItem, order="seq", limit=limit, **where)


def arrived(item: PostItem, world: World) -> bool:
    """Whether it has reached its addressee by the calendar hand."""
    return item.arrives_on <= world.today


def code_of(item: PostItem) -> tuple[str, str]:
    """What the item was sent for and what kind of thing that is; empty texts if for nothing."""
    for name, kind in _CODES.items():
        if name in item.values:
            return item.values[name], kind
    return "", ""


def link_of(item: PostItem, site: Site, space_id: str) -> str:
    """Absolute address that it brings, or where it asks its reader to go on; empty if none."""
    if given := item.values.get(LINK):
        return given
    path = _LEADS_TO.get(item.template)
    return site.url(space_id, path) if path else ""


def page_of(item: PostItem, site: Site, space_id: str) -> str:
    """Absolute address of the page that shows the item once it has arrived."""
    return site.url(space_id, f"/poste/{item.organisation_id}?envoi={item.id}")
