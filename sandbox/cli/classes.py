"""`class …` and `scenario …`: a class made, led and reported without a browser."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.cli.words import Call, CommandError, Family, columns, command, family

if TYPE_CHECKING:
    from sandbox.remote import Classroom, Played


def add(commands: Family) -> None:
    """Add both families."""
    _add_classes(family(commands, "class", "classes of learners, each in a space of its own"))
    words = family(commands, "scenario", "the exercises of a class")
    command(words, "list", _scenarios, "every scenario, in the order of teaching")
    show = command(words, "show", _scenario, "a scenario with its steps and what to say")
    show.add_argument("ref", metavar="id", help="as T0")
    show.add_argument("--lang", choices=("fr", "en"), default="fr", help="its language (fr)")


def _add_classes(words: Family) -> None:
    command(words, "list", _list, "every class, the newest first")
    create = command(
        words,
        "create",
        _create,
        "make a class and tell its links; the trainer's link holds the key, told this once",
        example="class create --places 30 --scenario T0 --names names.txt",
    )
    create.add_argument("name", nargs="?", help="what it is called (the title of the scenario)")
    create.add_argument("--scenario", metavar="ID", help="see `scenario list`; none if left out")
    create.add_argument("--id", dest="hall", help="name of its hall; drawn if left out")
    create.add_argument("--ttl", type=int, metavar="SECONDS", help="how long it lives (7 days)")
    more = _of_a_class(command(words, "add", _add, "add places behind the last one"))
    for one in (create, more):
        one.add_argument("--places", type=int, metavar="N", help="how many (one for each name)")
        one.add_argument("--names", metavar="FILE", help="a name a line; - for standard input")
    _of_a_class(command(words, "show", _show, "who is where, and who is stuck"))
    links = _of_a_class(command(words, "links", _links, "the links to hand out"))
    links.add_argument("--roles", action="store_true", help="those of the offices too")
    for parser in (
        _of_a_class(command(words, "reset", _reset, "begin places again; their names stay")),
        _days(_of_a_class(command(words, "advance", _advance, "move the calendar of places"))),
    ):
        _chosen(parser)
    _of_a_class(command(words, "acts", _acts, "what an agent could do now, and where"))
    play = command(
        words,
        "play",
        _play,
        "do what an agent does; status 1 where it was possible in no place",
        example="class play mardi approve --place 3 4",
    )
    _of_a_class(play).add_argument("act", help="see `class acts`")
    _chosen(play)
    _of_a_class(command(words, "report", _report, "what the class did, step by step"))
    _of_a_class(command(words, "delete", _delete, "end a class and all of its places"))


def _of_a_class(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("hall", metavar="class", help="its id, as `class list` tells it")
    return parser


def _chosen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--place", nargs="+", type=int, default=[], metavar="N", help="these places alone (all)"
    )


def _days(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--days", type=int, required=True, metavar="N", help="how far")
    return parser


def _class(call: Call) -> "Classroom":
    return call.sandbox.classes[call.given.hall]


def _seated(call: Call) -> dict[str, Any]:
    """How many places, and the names in a file."""
    given, wanted = call.given, {}
    if given.places is not None:
        wanted["places"] = given.places
    if given.names:
        wanted["names"] = _names(given.names)
    if not wanted:
        raise CommandError("Say how many: --places N, or --names FILE.")
    return wanted


def _names(file: str) -> list[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not in UTF-8.") from None
    return [name for line in text.splitlines() if (name := line.strip())]


def _list(call: Call) -> None:
    told = call.sandbox.connection.get("/classes")
    rows = [
        (one["id"], one["name"], one["scenario"], f"{one['size']} places", one["page"])
        for one in told["classes"]
    ]
    call.tell(told, columns(rows))


def _create(call: Call) -> None:
    given = call.given
    told = call.sandbox.create_class(
        **{
            name: value
            for name, value in (
                ("name", given.name),
                ("id", given.hall),
                ("scenario", given.scenario),
                ("ttl_seconds", given.ttl),
            )
            if value is not None
        },
        **_seated(call),
    )
    lines = [f"{told.name} ({told.id}), until {told['expires_at']}"]
    lines += [f"The trainer's link, to keep: {told.link}", *_links_of(told["places"])]
    call.tell(told, lines)


def _links_of(places: list[dict[str, Any]]) -> list[str]:
    return columns((one["place"], one["name"], one["link"]) for one in places)


def _add(call: Call) -> None:
    wanted = _seated(call)
    made = _class(call).add(wanted.get("places"), wanted.get("names", ()))
    call.tell({"places": made}, _links_of([dict(one) for one in made]))


def _show(call: Call) -> None:
    told = _class(call)
    call.tell(told, columns(_standing(one, told["steps"]) for one in told["places"]))


def _standing(one: dict[str, Any], steps: int) -> tuple[Any, ...]:
    """A place in a line: who, how far, where, and for how long nothing came."""
    idle = one["idle_seconds"]
    return (
        one["place"],
        one["name"],
        one["standing"],
        f"{len(one['reached'])}/{steps}" if steps else "",
        one["rows"][-1] if one["rows"] else "",
        one["page"],
        "" if idle is None else f"{idle // 60} min",
    )


def _links(call: Call) -> None:
    told = _class(call)
    lines = _links_of(told["places"])
    if call.given.roles:
        lines += columns(
            (one["place"], role, link)
            for one in told["places"]
            for role, link in one["roles"].items()
        )
    call.tell(told, lines)


def _reset(call: Call) -> None:
    done = _class(call).reset(*call.given.place)
    call.tell({"places": done}, f"Begin again: {_numbers(done)}.")


def _advance(call: Call) -> None:
    due = _class(call).advance(call.given.days, *call.given.place)
    told = {"places": [{"place": place, "applied": many} for place, many in due.items()]}
    call.tell(told, columns((place, f"{many} fell due") for place, many in due.items()))


def _acts(call: Call) -> None:
    offered = _class(call).acts()
    told = {"acts": [{"act": act, "places": places} for act, places in offered.items()]}
    call.tell(told, columns((act, _numbers(places)) for act, places in offered.items()))


def _play(call: Call) -> int:
    played = _class(call).play(call.given.act, *call.given.place)
    lines = columns((one["place"], _came_of_it(one)) for one in played)
    call.tell({"places": played}, lines)
    return 0 if any(one["done"] for one in played) else 1


def _came_of_it(one: "Played") -> str:
    return "done" if one["done"] else str(one["why_not"]["message"]["en"])


def _numbers(places: list[int]) -> str:
    return ", ".join(map(str, places)) or "none"


def _report(call: Call) -> None:
    told = _class(call).report()
    lines = [f"{told['name']}: {told['finished']} of {len(told['places'])} places are done."]
    lines += columns(
        (step["step"], f"{step['done']} places", _minutes(step["median_seconds"]))
        for step in told["steps"]
    )
    lines += columns((row["row"], f"{row['places']} places") for row in told["rows"])
    if told["strayed"]:
        lines.append(f"Where the scenario does not lead: {_numbers(told['strayed'])}.")
    call.tell(told, lines)


def _minutes(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 60:.0f} min, by the calendar"


def _delete(call: Call) -> None:
    told = _class(call)
    told.delete()
    call.tell({"id": told.id}, f"{told.id} has ended, its places with it.")


def _scenarios(call: Call) -> None:
    told = call.sandbox.connection.get("/scenarios")
    rows = [
        (one["id"], one["title"]["fr"], f"{one['minutes']} min", one["character"])
        for one in told["scenarios"]
    ]
    call.tell(told, columns(rows))


def _scenario(call: Call) -> None:
    told, lang = call.sandbox.scenarios[call.given.ref], call.given.lang
    lines = [f"{told.id}: {told.title[lang]}", told["story"][lang], told["aim"][lang]]
    for number, step in enumerate(told["steps"], 1):
        lines += ["", f"{number}. {step['title'][lang]} ({step['part']}) {step['page']}".rstrip()]
        lines += [f"   {step[each][lang]}" for each in ("task", "expected", "said")]
    call.tell(told, lines)
