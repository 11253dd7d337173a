"""The command line: `serve`, `guide check`, `guide decide`, `keys list`, `keys rotate`,
`registration-token`.

Exit status: 0 when all went well, 1 when something was refused or found wrong, 2 for a command
that does not exist.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from sandbox.domain.errors import SandboxError
from sandbox.services.site import DEFAULT_SPACE
from sandbox.settings import Settings

_TAKEN_BY = {
    True: "This is SANDBOX_REGISTRATION_TOKEN: a server started with it takes it in every space.",
    False: "Servers on this data folder take it. A server whose state is in memory (--ephemeral) "
    "does not: start it with SANDBOX_REGISTRATION_TOKEN, and send that.",
}
"""What is said of the token, beside it, by whether a setting gave it; the token is alone on
standard output."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A simulated clicSÉQUR: enrolment by the 2009 guide, and an OpenID provider.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="start the sandbox alone")
    serve.add_argument("--port", type=_port, help="port to listen on; 0 takes a free one")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument(
        "--ephemeral", action="store_true", help="keep the state in memory; it ends with us"
    )
    serve.add_argument("--verbose", action="store_true", help="log each request")
    guide = commands.add_parser("guide", help="the rules of the guide")
    asked = guide.add_subparsers(dest="asked", required=True)
    asked.add_parser("check", help="say whether the pages are complete and coherent")
    asked.add_parser("decide", help="one JSON object a line in, one decision a line out")
    keys = commands.add_parser("keys", help="the signing keys of a space, in the data folder")
    done = keys.add_subparsers(dest="done", required=True)
    listed = done.add_parser("list", help="one line a key, newest first")
    turned = done.add_parser("rotate", help="publish a new key, which signs two minutes later")
    turned.add_argument("--alg", default="RS256", help="signature algorithm (RS256)")
    when = turned.add_mutually_exclusive_group()
    when.add_argument("--now", action="store_true", help="let it sign at once")
    when.add_argument(
        "--emergency", action="store_true", help="let it sign at once and withdraw the others"
    )
    admitted = commands.add_parser(
        "registration-token", help="the token that lets clients register in a space"
    )
    for command in (listed, turned, admitted):
        command.add_argument("--space", default=DEFAULT_SPACE, help="the space (default)")
    return parser


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "guide":
            from sandbox.guide import commands

            if given.asked == "check":
                return commands.check()
            return commands.decide(sys.stdin.buffer, sys.stdout)
        settings = Settings.from_environ()
        if given.command == "keys":
            return _keys(settings, given)
        if given.command == "registration-token":
            from sandbox import upkeep

            done = upkeep.registration_token(settings, given.space, sys.stdout)
            print(_TAKEN_BY[bool(settings.registration_token)], file=sys.stderr)
            return done
        changes = {
            name: value for name in ("port", "host") if (value := getattr(given, name)) is not None
        }
        if given.ephemeral:
            changes["data"] = ""
        return _serve(replace(settings, **changes).checked(), verbose=given.verbose)
    except SandboxError as error:
        print(f"sandbox: {error.hint or error.code}", file=sys.stderr)
        return 1


def _keys(settings: Settings, given: argparse.Namespace) -> int:
    from sandbox import upkeep

    if given.done == "list":
        return upkeep.list_keys(settings, given.space, sys.stdout)
    return upkeep.rotate_keys(
        settings, given.space, given.alg, sys.stdout, emergency=given.emergency, now=given.now
    )


def _serve(settings: Settings, *, verbose: bool) -> int:
    """Serve; what is wrong in a page of the guide or a file of the seed is told by file and line.

    Imported here: the guide's commands need none of the server.
    """
    from sandbox import serving
    from sandbox.guide import GuideError
    from sandbox.seeding import SeedError

    try:
        return serving.serve(settings, verbose=verbose)
    except (GuideError, SeedError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
