"""`space …`: worlds of their own."""

from pathlib import Path
from typing import Any

from sandbox.cli.words import Call, Family, columns, command, family


def add(commands: Family) -> None:
    """Add this family."""
    words = family(commands, "space", "make, change, keep and remove spaces")
    command(words, "list", _list, "every space, oldest first")
    create = command(
        words,
        "create",
        _create,
        "make a space and tell it, with its own token",
        example="space create panier --hint-signs-in --ttl 3600",
    )
    called = create.add_mutually_exclusive_group()
    called.add_argument(
        "called",
        nargs="?",
        metavar="id",
        help="its name: 1 to 40 of a-z, 0-9 and inner hyphens; drawn if left out",
    )
    called.add_argument("--id", help="the same")
    create.add_argument("--seed", choices=("full", "empty"), help="what it is filled with (full)")
    create.add_argument("--chance", help="a text with which draws repeat from run to run")
    create.add_argument("--snapshot", metavar="FILE", help="instead of a seed: what a file holds")
    fork = command(words, "fork", _fork, "make a space that holds all that another one holds")
    fork.add_argument("origin", nargs="?", help="the space it comes from (--space)")
    fork.add_argument("--id", help="its name; drawn if left out")
    change = _named(command(words, "change", _change, "change what a space allows"))
    change.add_argument("--live-on", action="store_true", help="it has no end any more")
    for one in (create, fork, change):
        _add_terms(one)
    _named(command(words, "show", _show, "what a space is and allows"))
    _named(command(words, "reset", _reset, "begin a space again, from what it was made of"))
    _named(command(words, "delete", _delete, "delete a space and all it holds"), needed=True)
    take = _named(
        command(
            words,
            "snapshot",
            _snapshot,
            "all that a space holds, in one file; it holds private keys",
            example="space snapshot panier --output panier.json",
        )
    )
    take.add_argument("--output", "-o", metavar="FILE", default="-", help="(standard output)")
    back = command(words, "restore", _restore, "put a space (--space) back to what a file holds")
    back.add_argument("file", help="what `space snapshot` wrote")


def _named(parser: Any, *, needed: bool = False) -> Any:
    parser.add_argument("id", nargs=None if needed else "?", help="the space (--space)")
    parser.set_defaults(names_space=True)
    return parser


def _add_terms(parser: Any) -> None:
    parser.add_argument("--label", help="its name for people")
    parser.add_argument("--ttl", type=int, metavar="SECONDS", help="how long it lives from now on")
    for name, does in (
        ("hint-signs-in", "login_hint signs in without a page"),
        ("fault-menu", "the sign-in page offers faults"),
    ):
        switch = parser.add_mutually_exclusive_group()
        stored = name.replace("-", "_")
        switch.add_argument(f"--{name}", action="store_true", default=None, help=does)
        switch.add_argument(
            f"--no-{name}", action="store_false", dest=stored, default=None, help="the contrary"
        )


def _terms(call: Call) -> dict[str, Any]:
    given = call.given
    asked = {
        "label": given.label,
        "ttl_seconds": given.ttl,
        "hint_signs_in": given.hint_signs_in,
        "fault_menu": given.fault_menu,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _list(call: Call) -> None:
    told = call.sandbox.connection.get("/spaces")
    rows = [(each["id"], each["label"], each["seed"], each["issuer"]) for each in told["spaces"]]
    call.tell(told, columns(rows))


def _create(call: Call) -> None:
    given, wanted = call.given, _terms(call)
    wanted |= {"id": given.called or given.id, "seed": given.seed, "chance": given.chance}
    if given.snapshot:
        import json

        wanted["snapshot"] = json.loads(Path(given.snapshot).read_bytes())
    _make(call, wanted)


def _fork(call: Call) -> None:
    origin = call.given.origin or call.space.id
    _make(call, {"fork_of": origin, "id": call.given.id, **_terms(call)})


def _make(call: Call, wanted: dict[str, Any]) -> None:
    sent = {name: value for name, value in wanted.items() if value is not None}
    call.tell(call.sandbox.connection.post("/spaces", sent))


def _show(call: Call) -> None:
    call.tell(call.space.told)


def _change(call: Call) -> None:
    changes = _terms(call)
    if call.given.live_on:
        changes["ttl_seconds"] = None
    call.tell(call.space.connection.patch("/space", changes))


def _reset(call: Call) -> None:
    call.tell(call.space.connection.post("/space/reset"), f"{call.space.id} begins again.")


def _delete(call: Call) -> None:
    space = call.space
    space.delete()
    call.tell({"id": space.id}, f"{space.id} is deleted.")


def _snapshot(call: Call) -> None:
    call.write(call.space.snapshot(), call.given.output)


def _restore(call: Call) -> None:
    document = Path(call.given.file).read_bytes()
    told = call.space.connection.put("/space/snapshot", document)
    call.tell(told, f"{call.space.id} is what the file holds.")
