"""The whole seed, read once and checked whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sandbox.seeding.clients import ReadyClient, ready_client
from sandbox.seeding.positions import SeedError, parse
from sandbox.seeding.reader import Reader
from sandbox.seeding.ready import (
    ReadyAccount,
    ReadyOrganisation,
    ready_account,
    ready_organisation,
)
from sandbox.seeding.stories import OrganisationSeed, Persona, persona, variant

FOLDER = Path(__file__).resolve().parents[2] / "seed"
"""Where the seeds of this clone are."""

DEFAULT_PORTAL = "http://127.0.0.1:8401"
"""Where the sample portal is unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Everything that a new space begins with."""

    organisations: tuple[OrganisationSeed, ...]  # not enrolled: those of the personas
    personas: tuple[Persona, ...]  # F01.., then the variants X1..
    enrolled: tuple[ReadyOrganisation, ...]
    accounts: tuple[ReadyAccount, ...]
    clients: tuple[ReadyClient, ...]
    password: str  # shared by all accounts

    def persona(self, id_: str) -> Persona:
        """The persona or variant of this id; raises `KeyError`."""
        return {each.id: each for each in self.personas}[id_]

    def organisation(self, id_: str) -> OrganisationSeed:
        """The organisation of this id (F01.., E01..); raises `KeyError`."""
        every = (*self.organisations, *(each.organisation for each in self.enrolled))
        return {each.id: each for each in every}[id_]


@cache
def load(
    folder: Path = FOLDER, portal_url: str = DEFAULT_PORTAL, backchannel_url: str = ""
) -> Seed:
    """Read and check every file of `folder`; raises `SeedError` with file and line."""
    told = [persona(_reader(path, folder)) for path in sorted(folder.glob("personas/F*.toml"))]
    personas = {story.id: story for story, _ in told}
    changed = _reader(folder / "personas" / "variants.toml", folder)
    variants = [variant(each, personas) for each in changed.tables("variantes")]
    changed.done()
    enrolled = [ready_organisation(_reader(p, folder)) for p in sorted(folder.glob("ready/*.toml"))]
    known = {each.organisation.id: each for each in enrolled}
    accounts = _reader(folder / "accounts.toml", folder)
    clients = _reader(folder / "clients.toml", folder)
    seed = Seed(
        organisations=tuple(of for _, of in told),
        personas=(*personas.values(), *variants),
        enrolled=tuple(enrolled),
        accounts=tuple(ready_account(each, known) for each in accounts.tables("comptes")),
        clients=tuple(
            ready_client(each, portal_url, backchannel_url) for each in clients.tables("clients")
        ),
        password=accounts.text("mot_de_passe"),
    )
    accounts.done()
    clients.done()
    for what, values in _unique(seed):
        _refuse_twice(what, values)
    return seed


def _reader(path: Path, folder: Path) -> Reader:
    return Reader(*parse(path, folder.parent))


def _unique(seed: Seed) -> Iterator[tuple[str, list[str]]]:
    every = [*seed.organisations, *(each.organisation for each in seed.enrolled)]
    yield "organisation id", [each.id for each in every]
    yield "identification number", [str(each.revenue_number) for each in every]
    yield "social insurance number", [str(each.nas) for each in every if each.nas]
    yield "invitation", [str(each.invitation.number) for each in every if each.invitation]
    yield "persona", [each.id for each in seed.personas]
    yield "handle", [each.handle for each in seed.accounts]
    yield "user code", [str(each.user_code) for each in seed.accounts]
    yield "client", [each.client_id for each in seed.clients]


def _refuse_twice(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise SeedError(f"seed:1: {what} '{value}' is given twice")
        seen.add(value)
