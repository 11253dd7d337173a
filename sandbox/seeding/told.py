"""The seed as pages tell it: plain dictionaries of what a person may see."""

from typing import Any

from sandbox.seeding.library import Seed


def ready_told(seed: Seed) -> dict[str, Any]:
    """`password`, `accounts` and `clients`; a client holds its RFC 7591 names and its secret."""
    return {
        "password": seed.password,
        "accounts": [
            {
                "persona": account.handle,
                "user_code": str(account.user_code),
                "name": f"{account.given_name} {account.family_name}",
                "organisation": ", ".join(
                    seed.organisation(id_).name
                    for id_ in (
                        *(of for of, _ in account.roles),
                        *(mandate.organisation_id for mandate in account.mandates),
                    )
                ),
                "state": account.state.value,
                "note": account.teaches,
            }
            for account in seed.accounts
        ],
        "clients": [
            {
                "client_id": client.client_id,
                "client_secret": client.client_secret,
                **client.metadata,
            }
            for client in seed.clients
        ],
    }
