"""`fault …`: what is spoilt on command."""

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.cli.words import Call, CommandError, Family, columns, command, family, members
from sandbox.world.faults import ENDPOINTS


def add(commands: Family) -> None:
    """Add this family."""
    words = family(commands, "fault", "see the catalogue of faults, arm and disarm")
    listed = command(words, "list", _list, "the catalogue: each fault and what it spoils")
    listed.add_argument("id", nargs="?", help="one fault, with what a relying party must do")
    listed.add_argument("--lang", choices=("fr", "en"), default="en", help="(en)")
    arm = command(
        words,
        "arm",
        _arm,
        "arm a fault: it strikes the next answer it can spoil",
        example="fault arm id-token-expired --times 2 --client pes-portal",
    )
    arm.add_argument("fault", help="its id in the catalogue")
    arm.add_argument("--times", type=int, default=1, metavar="N", help="how often it strikes (1)")
    arm.add_argument("--client", help="this client alone")
    arm.add_argument(
        "--endpoint",
        choices=ENDPOINTS,
        metavar="ENDPOINT",
        help=f"this endpoint alone: {', '.join(ENDPOINTS)}",
    )
    arm.add_argument("--trace", help="this sign-in alone")
    arm.add_argument(
        "--option",
        type=_option,
        action="append",
        default=[],
        metavar="NAME=N",
        help="a number of the fault, as the catalogue names it; may be repeated",
    )
    command(words, "armed", _armed, "what is armed, and how often each has struck")
    off = command(words, "disarm", _disarm, "take one fault off, or all")
    off.add_argument("id", nargs="?", help="what `fault arm` told; all if left out")
    off.add_argument(
        "--must-have-struck",
        action="store_true",
        help="end with status 1 where one never struck: the test that armed it proved nothing",
    )


def _option(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    try:
        return name, int(value)
    except ValueError:
        raise argparse.ArgumentTypeError("an option is NAME=N, where N is a number") from None


def _list(call: Call) -> None:
    told, lang = call.space.connection.get("/faults"), call.given.lang
    if call.given.id is None:
        rows = [(each["id"], each["place"], each["defect"][lang]) for each in told["faults"]]
        call.tell(told, columns(rows))
        return
    known = {each["id"]: each for each in told["faults"]}
    if call.given.id not in known:
        raise CommandError(f"There is no fault {call.given.id}: `fault list` tells them all.")
    one = known[call.given.id]
    plain = {**one, "defect": one["defect"][lang], "duty": one["duty"][lang]}
    call.tell(one, members(plain))


def _arm(call: Call) -> None:
    given = call.given
    armed = call.space.faults.arm(
        given.fault,
        times=given.times,
        client=given.client,
        endpoint=given.endpoint,
        trace=given.trace,
        options=dict(given.option),
    )
    call.tell(armed.told, f"{armed.id}  {armed.fault} is armed, {_times(armed.times)}.")


def _armed(call: Call) -> None:
    told = call.space.connection.get("/faults/armed")
    call.tell(told, _board(told["armed"]) or "Nothing is armed.")


def _disarm(call: Call) -> int:
    path = "/faults/armed" + (f"/{call.given.id}" if call.given.id else "")
    told = call.space.connection.delete(path)
    call.tell(told, _board(told["armed"]) or "Nothing was armed.")
    return int(call.given.must_have_struck and bool(told["never_struck"]))


def _board(armed: Iterable[Mapping[str, Any]]) -> list[str]:
    return columns(
        (
            each["id"],
            each["fault"],
            f"struck {each['struck']} of {each['times']}" if each["struck"] else "NEVER STRUCK",
            each["client_id"],
            each["endpoint"],
        )
        for each in armed
    )


def _times(times: int) -> str:
    return "once" if times == 1 else f"{times} times"
