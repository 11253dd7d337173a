"""`client …` and `account …`: relying parties, and people who sign in."""

from collections.abc import Callable

from sandbox.cli.words import Call, Family, columns, command, family, json_object
from sandbox.domain.lifecycles import AccountState

ACTS = {
    "unlock": "end a lock, as the help desk does",
    "suspend": "suspend an account",
    "reactivate": "end the suspension of an account",
    "close": "close an account for good",
    "reissue": "take the password back and issue a temporary one, which is told",
    "activate": "activate an account that waits for it",
}

AUTHENTICATIONS = (
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "none",
)
"""How a client may authenticate at the token endpoint, as RFC 7591 names it."""


def add(commands: Family) -> None:
    """Add these families."""
    _add_clients(family(commands, "client", "relying parties: register, see, remove"))
    _add_accounts(family(commands, "account", "accounts in any state: create, see, act on"))


def _add_clients(words: Family) -> None:
    command(words, "list", _clients, "every registered client")
    create = command(
        words,
        "create",
        _create_client,
        "register a client and tell it, with its secret",
        example="client create --redirect-uri http://127.0.0.1:3000/cb",
    )
    create.add_argument("--redirect-uri", action="append", metavar="URI", help="may be repeated")
    create.add_argument("--name", help="its name for people")
    create.add_argument(
        "--auth",
        choices=AUTHENTICATIONS,
        metavar="METHOD",
        help="its token_endpoint_auth_method (client_secret_basic): " + ", ".join(AUTHENTICATIONS),
    )
    create.add_argument("--id", help="its client_id; drawn if left out")
    create.add_argument("--secret", help="its client_secret; drawn if left out")
    create.add_argument(
        "--metadata",
        type=json_object,
        default={},
        metavar="JSON",
        help="more of RFC 7591: {...}, @file, or - for standard input",
    )
    for name, run, does in (
        ("show", _show_client, "one client"),
        ("delete", _delete_client, "unregister a client"),
    ):
        command(words, name, run, does).add_argument("id", help="its client_id")


def _add_accounts(words: Family) -> None:
    command(words, "list", _accounts, "every account")
    show = command(words, "show", _show_account, "one account")
    show.add_argument("ref", help="its id, user code or persona")
    create = command(
        words,
        "create",
        _create_account,
        "create an account in any state and tell it, with its password",
        example="account create E01 --given-name Ada --family-name Roy "
        "--email ada@exemple.test --state suspendu",
    )
    create.add_argument("organisation", help="its id, that of the seed (E01), or its number")
    create.add_argument("--person", help="somebody's id or handle, instead of the names")
    for name in ("given-name", "family-name", "email"):
        create.add_argument(f"--{name}", help="of the person to create")
    create.add_argument("--role", choices=("RSE", "UTILISATEUR"), help="(RSE)")
    states = [state.value for state in AccountState]
    create.add_argument(
        "--state",
        choices=states,
        metavar="STATE",
        help=f"the state it is in (actif): {', '.join(states)}",
    )
    create.add_argument("--user-code", help="drawn if left out")
    create.add_argument("--password", help="drawn if left out")
    create.add_argument("--persona", help="a name of its own to sign in by, as login_hint")
    for act, does in ACTS.items():
        doing = command(words, act, _act(act), does)
        doing.add_argument("ref", help="its id, user code or persona")


def _clients(call: Call) -> None:
    told = call.space.connection.get("/clients")
    rows = [
        (each["client_id"], each.get("client_name", ""), each.get("redirect_uris", []))
        for each in told["clients"]
    ]
    call.tell(told, columns(rows))


def _create_client(call: Call) -> None:
    given = call.given
    asked = {
        "client_id": given.id,
        "client_secret": given.secret,
        "client_name": given.name,
        "redirect_uris": given.redirect_uri,
        "token_endpoint_auth_method": given.auth,
    }
    sent = {name: value for name, value in asked.items() if value is not None}
    call.tell(call.space.connection.post("/clients", {**given.metadata, **sent}))


def _show_client(call: Call) -> None:
    client = call.space.clients[call.given.id]
    call.tell(
        {
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            **client.metadata,
        }
    )


def _delete_client(call: Call) -> None:
    client = call.space.clients[call.given.id]
    client.delete()
    call.tell({"client_id": client.client_id}, f"{client.client_id} is no longer registered.")


def _accounts(call: Call) -> None:
    told = call.space.connection.get("/accounts")
    rows = [
        (each["id"], each["user_code"], each["state"], each.get("persona") or "")
        for each in told["accounts"]
    ]
    call.tell(told, columns(rows))


def _show_account(call: Call) -> None:
    call.tell(call.space.accounts[call.given.ref])


def _create_account(call: Call) -> None:
    given = call.given
    names = ("given_name", "family_name", "email")
    who = {name: value for name in names if (value := getattr(given, name)) is not None}
    fields = {
        name: value
        for name in ("role", "state", "user_code", "password", "persona")
        if (value := getattr(given, name)) is not None
    }
    person = given.person or who
    call.tell(call.space.account(organisation=given.organisation, person=person, **fields))


def _act(act: str) -> Callable[[Call], None]:
    def run(call: Call) -> None:
        account = call.space.accounts[call.given.ref].act(act)
        call.tell(account)

    return run
