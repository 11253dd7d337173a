"""`mint` and `signin`: tokens without a flow, a browser without a page."""

import json

from sandbox.cli.words import Call, Family, command, in_json


def add(commands: Family) -> None:
    """Add these commands."""
    mint = command(
        commands,
        "mint",
        _mint,
        "tokens for a persona, without any flow: correct, or spoilt by a fault",
        example="mint rse-actif --fault id-token-expired --only id_token",
    )
    mint.add_argument("--client", help="whom they are for (pes-portal)")
    mint.add_argument("--fault", help="what is wrong with them")
    mint.add_argument("--scope", default="openid", help="separated by blanks (openid)")
    mint.add_argument("--nonce", help="the nonce of a request")
    mint.add_argument(
        "--despite-state",
        action="store_true",
        default=None,
        help="for an account that could not sign in, too",
    )
    signin = command(
        commands,
        "signin",
        _signin,
        "the state of a browser in which somebody is signed in, as Playwright reads it",
        example="signin rse-actif --output state.json",
    )
    signin.add_argument("--output", "-o", metavar="FILE", default="-", help="(standard output)")
    for one in (mint, signin):
        one.add_argument("persona", help="a persona, or a user code")
        one.add_argument("--organisation", help="whom they act for, where there are several")
        one.add_argument("--acr", type=int, choices=(1, 2), help="level of assurance")


def _mint(call: Call) -> None:
    given = call.given
    wanted = {
        name: value
        for name in ("organisation", "nonce", "acr", "despite_state")
        if (value := getattr(given, name)) is not None
    }
    minted = call.space.mint(given.persona, given.client, given.fault, scope=given.scope, **wanted)
    lines = [f"id_token      {minted.id_token}", f"access_token  {minted.access_token}"]
    if minted.refresh_token:
        lines.append(f"refresh_token {minted.refresh_token}")
    lines += [f"claims        {in_json(minted.claims)}", f"scope         {minted.scope}"]
    if minted.fault:
        lines.append(f"fault         {minted.fault}")
    call.tell(minted, lines)


def _signin(call: Call) -> None:
    given = call.given
    state = call.space.sign_in(given.persona, organisation=given.organisation, acr=given.acr)
    if given.json or given.only:
        call.tell({"session": state.session, "storage_state": state.storage_state})
        return
    call.write(json.dumps(state.storage_state, indent=2).encode() + b"\n", given.output)
