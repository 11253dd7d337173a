"""Which entity lives in which table; columns are the fields of the entity, in order.

The SQL that makes the tables is in `migrations/`; a test holds both against each other.
"""

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.domain import classrooms, model, provider
from sandbox.storage.codecs import Codec, codecs_of


@dataclass(frozen=True)
class Table:
    """One table: its entity, its name and the field that is its key within a space."""

    kind: type
    name: str
    key: str = "id"
    in_space: bool = True  # False for the table of spaces itself

    @cached_property
    def codecs(self) -> dict[str, Codec]:
        """How each field becomes a column and comes back."""
        return codecs_of(self.kind)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names in the order of the fields."""
        return tuple(field.name for field in dataclasses.fields(self.kind))

    def row(self, entity: object) -> list[Any]:
        """The column values of an entity."""
        return [codec.write(getattr(entity, name)) for name, codec in self.codecs.items()]

    def entity(self, row: Any) -> Any:
        """The entity of a row selected in column order."""
        return self.kind(
            *(codec.read(raw) for codec, raw in zip(self.codecs.values(), row, strict=True))
        )


SPACES = Table(model.Space, "spaces", in_space=False)

TABLES: dict[type, Table] = {
    table.kind: table
    for table in (
        Table(model.Organisation, "organisations"),
        Table(model.RevenueFile, "revenue_files", key="organisation_id"),
        Table(model.Officer, "officers"),
        Table(model.Person, "persons"),
        Table(model.Account, "accounts"),
        Table(model.StrangerCode, "stranger_codes"),
        Table(model.Membership, "memberships"),
        Table(model.Mandate, "mandates"),
        Table(model.Enrolment, "enrolments"),
        Table(model.Receipt, "receipts", key="enrolment_id"),
        Table(model.Invitation, "invitations"),
        Table(model.Dossier, "dossiers"),
        Table(model.DossierItem, "dossier_items"),
        Table(model.Subscription, "subscriptions"),
        Table(model.PostItem, "post_items"),
        Table(model.JournalEntry, "journal"),
        Table(provider.Client, "clients", key="client_id"),
        Table(provider.PendingSignin, "pending_signins"),
        Table(provider.Session, "sessions"),
        Table(provider.AuthorizationCode, "authorization_codes", key="code_hash"),
        Table(provider.Token, "tokens", key="token_hash"),
        Table(provider.PushedRequest, "pushed_requests"),
        Table(provider.SeenAssertion, "seen_assertions"),
        Table(provider.DeviceGrant, "device_grants", key="device_code_hash"),
        Table(provider.LogoutDelivery, "logout_deliveries"),
        Table(provider.OneTimeCode, "one_time_codes"),
        Table(provider.SigningKey, "signing_keys", key="kid"),
        Table(provider.ArmedFault, "armed_faults"),
        Table(classrooms.Classroom, "classrooms"),
        Table(classrooms.Seat, "seats"),
    )
}
