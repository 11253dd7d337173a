"""What the families of commands share: how one is added, reaches the sandbox, and tells."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sandbox.remote import Sandbox, Space

DEFAULT_URL = "http://127.0.0.1:8400"
DEFAULT_SPACE = "default"
PATIENCE = 30.0
"""Seconds that an answer may take, beside those for which one asks the sandbox to wait."""


class Family(Protocol):
    """Where commands are added; what argparse has for it bears no public name."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add a command of this name."""


MODULE, INSTALLED = "python -m sandbox", "clicsequr-sandbox"


def called_by() -> str:
    """The name by which this program was called."""
    return INSTALLED if Path(sys.argv[0]).stem == INSTALLED else MODULE


class Parser(argparse.ArgumentParser):
    """A parser of one command; what that command does not know is told with its own usage."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; a command has no use for what is left over, and a family hands all of it on."""
        given, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return given, rest


class CommandError(Exception):
    """The command cannot be done as it was given; the text says why."""


@dataclass
class Call:
    """One command as it was given: what it speaks to, and how it tells."""

    given: argparse.Namespace

    @cached_property
    def sandbox(self) -> "Sandbox":
        """The running sandbox."""
        from sandbox.remote import Sandbox

        given = self.given
        url = given.url or os.environ.get("SANDBOX_URL") or DEFAULT_URL
        token = given.token or os.environ.get("SANDBOX_CONTROL_TOKEN", "")
        return Sandbox(url, token, timeout=PATIENCE)

    @cached_property
    def space(self) -> "Space":
        """The space that is named, or the default one."""
        named = getattr(self.given, "id", None) if self.given.names_space else None
        return self.sandbox.space(named or self.given.space or DEFAULT_SPACE)

    def close(self) -> None:
        """Close what was opened."""
        if "sandbox" in vars(self):
            self.sandbox.close()

    def tell(self, told: Mapping[str, Any], text: str | Iterable[str] | None = None) -> None:
        """Tell an answer of the API: as it is for a script, in words for a person, or one member
        of it alone.
        """
        if self.given.only:
            said = _member(told, self.given.only)
        elif self.given.json:
            said = in_json(told)
        elif text is None:
            said = "\n".join(members(told))
        else:
            said = text if isinstance(text, str) else "\n".join(text)
        if said or self.given.only:
            print(said, flush=True)

    def write(self, content: bytes, file: str) -> None:
        """Write to a file that its owner alone may read, or to standard output for `-`."""
        if file == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)


Run = Callable[[Call], int | None]


def command(
    words: Family, name: str, run: Run, does: str, *, example: str = "", **more: Any
) -> argparse.ArgumentParser:
    """Add a command that speaks to a running sandbox; its options follow."""
    parser = words.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"example:\n  {called_by()} {example}" if example else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        **more,
    )
    reach = parser.add_argument_group("the sandbox, and how it is told")
    reach.add_argument("--url", help=f"where it runs (SANDBOX_URL, else {DEFAULT_URL})")
    reach.add_argument("--token", help="its control token, or a space's (SANDBOX_CONTROL_TOKEN)")
    reach.add_argument("--space", help=f"the space to command ({DEFAULT_SPACE})")
    told = reach.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="the API's JSON, on one line")
    told.add_argument("--only", metavar="NAME", help="one member of that JSON, as plain text")
    parser.set_defaults(run=_reaching(run), names_space=False)
    return parser


def _reaching(run: Run) -> Callable[[argparse.Namespace], int | None]:
    def reach(given: argparse.Namespace) -> int | None:
        call = Call(given)
        try:
            return run(call)
        finally:
            call.close()

    return reach


def family(commands: Family, name: str, does: str) -> Family:
    """Add a family of commands."""
    parser = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
    return parser.add_subparsers(metavar="WHAT", required=True)


def in_json(told: Any) -> str:
    """JSON on one line; other than ASCII only where standard output can write it."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(_plain(told), ensure_ascii=not utf8)


def members(told: Mapping[str, Any]) -> list[str]:
    """An answer in words: one member a line."""
    width = max((len(name) for name in told), default=0)
    return [f"{name:<{width}}  {shown(value)}" for name, value in told.items()]


def shown(value: Any) -> str:
    """A value in words; nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return in_json(value) if isinstance(value, Mapping | list) else str(value)


def columns(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows, one a line, each column as wide as it needs."""
    written = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*written, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in written
    ]


def json_object(text: str) -> dict[str, Any]:
    """An option that is a JSON object, written out, or `@file`, or `-` for standard input."""
    try:
        if text == "-":
            text = sys.stdin.read()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        told = json.loads(text)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"no JSON: {error}") from None
    if not isinstance(told, dict):
        raise argparse.ArgumentTypeError("a JSON object is wanted, as {...}, @file or -")
    return told


def _member(told: Mapping[str, Any], path: str) -> str:
    """The member that a path of names leads to, e.g. `session.sid`."""
    found: Any = told
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            known = ", ".join(found) if isinstance(found, Mapping) else "none"
            raise CommandError(f"There is no {step} in the answer. Known: {known}.")
        found = found[step]
    return found if isinstance(found, str) else "" if found is None else in_json(found)


def _plain(told: Any) -> Any:
    if isinstance(told, Mapping):
        return {name: _plain(value) for name, value in told.items()}
    return [_plain(each) for each in told] if isinstance(told, list | tuple) else told
