"""`clock …`: both hands of the clock of a space."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.cli.words import Call, Family, columns, command, family

if TYPE_CHECKING:
    from sandbox.remote import Hand, Reckoning

SPANS = ("weeks", "days", "hours", "minutes", "seconds")


def add(commands: Family) -> None:
    """Add this family."""
    words = family(commands, "clock", "read and move both hands of the clock of a space")
    command(words, "show", _show, "both hands, and what falls due next")
    advance = command(
        words,
        "advance",
        _advance,
        "move a hand by a length of time; below zero goes back",
        example="clock advance --days 91 --space panier",
    )
    for span in SPANS:
        advance.add_argument(f"--{span}", type=float, default=0, metavar="N", help="may be 1.5")
    put = command(words, "set", _set, "set a hand to a moment")
    put.add_argument("at", help="2026-11-23T12:00; without a zone, the time of Toronto")
    still = command(words, "freeze", _freeze, "let a hand stand still")
    still.add_argument("at", nargs="?", help="at this moment; where it is if left out")
    free = command(words, "unfreeze", _unfreeze, "let a hand go on from where it stands")
    for one in (advance, put, still, free):
        one.add_argument(
            "--protocol",
            action="store_true",
            help="the hand of tokens and sessions, not the calendar",
        )
    command(words, "jump", _jump, "move the calendar to the next thing that falls due")
    command(words, "follow", _follow, "let both hands follow the machine again")


def _hand(call: Call) -> "Hand":
    clock = call.space.clock
    return clock.protocol if call.given.protocol else clock.calendar


def _tell(call: Call, told: "Reckoning") -> None:
    """Both hands and what falls due, all in the time of Toronto: one compares them."""
    from sandbox.world.clock import TORONTO

    def shown(moment: datetime) -> str:
        return moment.astimezone(TORONTO).isoformat(timespec="seconds")

    rows: list[tuple[Any, ...]] = []
    for name, hand in (("calendar", told.calendar), ("protocol", told.protocol)):
        state = "stands still" if hand.frozen else f"{hand.offset_seconds or 0:+.0f} s"
        rows.append((name, shown(hand.now), state))
    lines = columns(rows)
    due = told.due_next
    lines.append(f"Next falls due: {shown(due) if due else 'nothing'}.")
    if told.applied:
        lines.append(f"Fell due by this: {told.applied}.")
    call.tell(told, lines)


def _show(call: Call) -> None:
    _tell(call, call.space.clock.hands())


def _advance(call: Call) -> None:
    _tell(call, _hand(call).advance(**{span: getattr(call.given, span) for span in SPANS}))


def _set(call: Call) -> None:
    _tell(call, _hand(call).set(call.given.at))


def _freeze(call: Call) -> None:
    _tell(call, _hand(call).freeze(call.given.at))


def _unfreeze(call: Call) -> None:
    _tell(call, _hand(call).unfreeze())


def _jump(call: Call) -> None:
    _tell(call, call.space.clock.jump())


def _follow(call: Call) -> None:
    _tell(call, call.space.clock.follow())
