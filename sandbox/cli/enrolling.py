"""`enrol`, `enrolment …` and `explain`: through the guide without its pages."""

from typing import TYPE_CHECKING, Any

from sandbox.cli.words import Call, Family, columns, command, family, json_object, members
from sandbox.domain.terms import Origin

if TYPE_CHECKING:
    from sandbox.remote import Enrolment

DECISIONS = (
    "log_contact",
    "receive_document",
    "receive_all",
    "accept_document",
    "reject_document",
    "activate",
    "approve",
    "ask_more",
    "refuse",
    "suspend",
    "restore",
    "deactivate",
)
"""The acts of an agent, as the control API names them."""


def add(commands: Family) -> None:
    """Add these commands."""
    enrol = command(
        commands,
        "enrol",
        _enrol,
        "enrol a character of the seed, or by answers of one's own",
        example="enrol F06 --only receipt.user_code",
    )
    enrol.add_argument("character", nargs="?", help="as F06; see docs/ready-accounts.md")
    enrol.add_argument(
        "--origin", choices=[origin.value for origin in Origin], help="where one begins (MFA)"
    )
    enrol.add_argument(
        "--until",
        choices=("transmitted", "checked", "draft"),
        help="how far to go (transmitted)",
    )
    words = family(commands, "enrolment", "enrolments: see, and decide as the agent")
    command(words, "list", _list, "every enrolment")
    show = command(words, "show", _show, "one enrolment")
    decide = command(
        words,
        "decide",
        _decide,
        "decide as the agent of Revenu Québec does",
        example="enrolment decide INS-1234 activate",
    )
    for one in (show, decide):
        one.add_argument("ref", help="its id or number")
    decide.add_argument(
        "act", choices=DECISIONS, metavar="act", help=f"what the agent does: {', '.join(DECISIONS)}"
    )
    decide.add_argument("--document", help="for an act on one document")
    decide.add_argument("--reason", help="why, where the act wants one")
    explain = command(
        commands,
        "explain",
        _explain,
        "what the guide decides, by which row, and why; nothing is written",
        example="explain --facts @facts.json",
    )
    explain.add_argument("--facts", type=json_object, metavar="JSON", help="{...}, @file or -")
    for one in (enrol, explain):
        one.add_argument("--answers", type=json_object, metavar="JSON", help="{...}, @file or -")


def _tell(call: Call, told: "Enrolment") -> None:
    shown: dict[str, Any] = {name: told.get(name) for name in ("number", "state", "row")}
    if told.decision is not None:
        decided = "reason at transmission" if told.receipt is not None else "reason"
        shown[decided] = told.decision["reason"]["en"]
    for name in ("problems", "warnings"):
        for each in told.get(name) or ():
            shown[each["field"] or name] = each["message"]["en"]
    for document in told.get("documents") or ():
        shown[document["document"]] = document["state"]
    if told.receipt is not None:
        shown |= told.receipt
    call.tell(told, members(shown))


def _enrol(call: Call) -> None:
    given = call.given
    fields = {
        name: value
        for name in ("answers", "origin", "until")
        if (value := getattr(given, name)) is not None
    }
    _tell(call, call.space.enrol(given.character, **fields))


def _list(call: Call) -> None:
    told = call.space.connection.get("/enrolments")
    rows = [
        (each["number"], each["state"], each.get("row") or "", each.get("organisation") or "")
        for each in told["enrolments"]
    ]
    call.tell(told, columns(rows))


def _show(call: Call) -> None:
    _tell(call, call.space.enrolments[call.given.ref])


def _decide(call: Call) -> None:
    given = call.given
    enrolment = call.space.enrolments[given.ref]
    _tell(call, enrolment.decide(given.act, document=given.document, reason=given.reason))


def _explain(call: Call) -> None:
    told = call.space.explain(facts=call.given.facts, answers=call.given.answers)
    lines = [f"{told['outcome']} by row {told['row']}", told["reason"]["en"]]
    lines.append("By: " + ", ".join([*told["statements"], *told["readings"]]))
    for miss in told["near_misses"]:
        cells = [
            f"{each['column']} is {each['found']}, not {' or '.join(each['expected'])}"
            for each in miss["differences"]
        ]
        lines.append(f"Not {miss['row']}: {'; '.join(cells)}")
    call.tell(told, lines)
