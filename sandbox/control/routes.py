"""Every operation of the control API, by what it commands; the first path that matches answers."""

from starlette.routing import BaseRoute

from sandbox.control import (
    accounts,
    classes,
    clients,
    clock,
    deliveries,
    enrolments,
    explaining,
    faults,
    index,
    journal,
    keys,
    mandates,
    minting,
    organisations,
    people,
    personas,
    post,
    scenarios,
    sessions,
    snapshots,
    spaces,
    traces,
)
from sandbox.control.operations import Operation, routes_of


def operations() -> list[Operation]:
    """All operations, in the order of the documentation."""
    return [
        *index.OPERATIONS,
        *spaces.OPERATIONS,
        *snapshots.OPERATIONS,
        *clock.OPERATIONS,
        *personas.OPERATIONS,
        *organisations.OPERATIONS,
        *people.OPERATIONS,
        *accounts.OPERATIONS,
        *mandates.OPERATIONS,
        *clients.OPERATIONS,
        *enrolments.OPERATIONS,
        *explaining.OPERATIONS,
        *sessions.OPERATIONS,
        *keys.OPERATIONS,
        *deliveries.OPERATIONS,
        *faults.OPERATIONS,
        *minting.OPERATIONS,
        *post.OPERATIONS,
        *journal.OPERATIONS,
        *traces.OPERATIONS,
        *scenarios.OPERATIONS,
        *classes.OPERATIONS,
    ]


def routes() -> list[BaseRoute]:
    """The routes of this face, relative to a space."""
    return routes_of(operations())
