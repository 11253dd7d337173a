"""The sessions that are open now, as a person can tell them apart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.domain.model import Organisation
from sandbox.domain.provider import Client, Session
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of one browser: `latest` is it under its present handle."""

    latest: Session
    since: datetime  # first signed in; `latest.auth_time` is when the password was last given
    organisation: str  # acted for; empty until one is chosen
    clients: tuple[str, ...]  # ids of those it reached
    applications: tuple[str, ...]  # their names

    @property
    def sid(self) -> str:
        """What names it, here and in tokens."""
        return self.latest.sid


async def open_sessions(tx: Tx, world: World, account_id: str | None = None) -> list[OpenSession]:
    """What is open now, one entry for each `sid`, the newest sign-in first.

    Of every account of the space, where none is given.
    """
    by_sid: dict[str, list[Session]] = {}
    of: dict[str, Any] = {} if account_id is None else {"account_id": account_id}
    for session in await tx.find(Session, ended_at=None, order="auth_time", **of):
        by_sid.setdefault(session.sid, []).append(session)
    for found in by_sid.values():  # a second factor keeps auth_time and adds to the methods
        found.sort(key=lambda one: (one.auth_time, len(one.amr)))
    alive = [found for found in by_sid.values() if found[-1].expires_at > world.instant]
    if not alive:
        return []
    names = {
        client.client_id: str(client.metadata.get("client_name") or client.client_id)
        for client in await tx.find(Client)
    }
    acted_for = {o.id: o.name for o in await tx.find(Organisation)}
    opened = []
    for found in alive:
        clients = tuple(dict.fromkeys(id_ for each in found for id_ in each.clients))
        opened.append(
            OpenSession(
                latest=found[-1],
                since=found[0].auth_time,
                organisation=acted_for.get(found[-1].organisation_id, ""),
                clients=clients,
                applications=tuple(dict.fromkeys(names.get(id_, id_) for id_ in clients)),
            )
        )
    return sorted(opened, key=lambda one: one.latest.auth_time, reverse=True)
