"""Addresses of a class: what its trainer and its learners open, print and hand out."""

from sandbox.services.site import Site

ROLES = ("revenu", "ministere", "assistance")
"""The offices that may be handed out in a place."""


def hall_page(site: Site, hall_id: str) -> str:
    """The trainer's page; it asks for the key."""
    return site.url(hall_id, "/classe")


def trainers_link(site: Site, hall_id: str, key: str) -> str:
    """The trainer's page with its key, which the browser then keeps out of the address."""
    return site.url(hall_id, f"/classe/entrer?cle={key}")


def learners_link(site: Site, space_id: str) -> str:
    """Where the learner of a place begins."""
    return site.url(space_id, "/bienvenue")


def roles_links(site: Site, space_id: str) -> dict[str, str]:
    """Where a browser takes the part of an office of this place, by `ROLES`."""
    return {role: site.url(space_id, f"/roles/{role}") for role in ROLES}
