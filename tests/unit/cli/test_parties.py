"""`client …`, `account …`, `trace …`."""

import json

from tests.unit.cli.conftest import Give

WHO = ("--given-name", "Ada", "--family-name", "Roy", "--email", "ada@exemple.invalid")


def test_a_client_is_registered_shown_and_removed(give: Give, space: str) -> None:
    """Options and more metadata make one client, which is told with its secret."""
    made = give(
        *("client", "create", "--space", space, "--name", "Mine", "--json"),
        *("--redirect-uri", "http://127.0.0.1:3000/cb", "--metadata", '{"scope": "openid pes"}'),
    )
    told = json.loads(made.out)
    assert (told["client_name"], told["scope"]) == ("Mine", "openid pes")
    assert told["redirect_uris"] == ["http://127.0.0.1:3000/cb"]
    assert told["client_secret"]
    name = told["client_id"]
    assert "Mine" in give("client", "list", "--space", space).out
    assert give("client", "show", name, "--space", space, "--only", "client_name").out == "Mine\n"
    assert give("client", "delete", name, "--space", space).status == 0
    assert "Known: " in give("client", "show", name, "--space", space).err
    assert give("client", "create", "--metadata", "[]").status == 2
    posts = give(
        *("client", "create", "--space", space, "--auth", "client_secret_post"),
        *("--redirect-uri", "http://127.0.0.1:3000/cb", "--only", "token_endpoint_auth_method"),
    )
    assert posts.out == "client_secret_post\n"


def test_an_account_is_made_in_a_state_and_acted_upon(give: Give, space: str) -> None:
    """It is there in the state that was asked for, and an office changes it."""
    made = give("account", "create", "E01", *WHO, "--state", "suspendu", "--space", space, "--json")
    told = json.loads(made.out)
    assert told["state"] == "suspendu"
    assert told["password"]
    code = told["user_code"]
    assert code in give("account", "list", "--space", space).out
    assert give("account", "reactivate", code, "--space", space, "--only", "state").out == "actif\n"
    assert "standing" in give("account", "show", code, "--space", space).out
    assert give("account", "dismiss", code).status == 2


def test_a_timeline_is_listed_told_and_exported(give: Give, space: str) -> None:
    """In words, step by step, and as one HTML file."""
    listed = give("trace", "list", "--limit", 1, "--space", space)
    assert listed.out.count("\n") == 1
    name = listed.out.split()[0]
    (line,) = json.loads(give("trace", "list", "--limit", 1, "--space", space, "--json").out)[
        "traces"
    ]
    assert line["outcome"]["words"]["en"] in listed.out
    words = give("trace", "show", name, "--space", space)
    assert " → " in words.out
    told = json.loads(give("trace", "show", name, "--space", space, "--json").out)
    assert told["steps"][0]["title"]["en"] in words.out
