"""What works on this machine: `serve`, `guide check`, `guide decide`, `keys list`, `keys rotate`,
`registration-token`.
"""

import argparse
import sys
from dataclasses import replace

from sandbox.cli.words import Family

DEFAULT_SPACE = "default"

_TAKEN_BY = {
    True: "This is SANDBOX_REGISTRATION_TOKEN: a server started with it takes it in every space.",
    False: "Servers on this data folder take it. A server whose state is in memory (--ephemeral) "
    "does not: start it with SANDBOX_REGISTRATION_TOKEN, and send that.",
}
"""What is said of the token, beside it, by whether a setting gave it; the token is alone on
standard output."""


def add(commands: Family) -> None:
    """Add these commands."""
    serve = commands.add_parser("serve", help="start the sandbox alone")
    serve.add_argument("--port", type=_port, help="port to listen on; 0 takes a free one")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument(
        "--ephemeral", action="store_true", help="keep the state in memory; it ends with us"
    )
    serve.add_argument("--verbose", action="store_true", help="log each request")
    serve.set_defaults(run=_serve)
    _add_guide(commands)
    _add_keys(commands)


def _add_guide(commands: Family) -> None:
    guide = commands.add_parser("guide", help="the rules of the guide")
    asked = guide.add_subparsers(metavar="WHAT", required=True)
    check = asked.add_parser("check", help="say whether the pages are complete and coherent")
    check.set_defaults(run=_guide_check)
    decide = asked.add_parser("decide", help="one JSON object a line in, one decision a line out")
    decide.set_defaults(run=_guide_decide)


def _add_keys(commands: Family) -> None:
    keys = commands.add_parser("keys", help="the signing keys of a space, in the data folder")
    done = keys.add_subparsers(metavar="WHAT", required=True)
    listed = done.add_parser("list", help="one line a key, newest first")
    listed.set_defaults(run=_list_keys)
    turned = done.add_parser("rotate", help="publish a new key, which signs two minutes later")
    turned.add_argument("--alg", default="RS256", help="signature algorithm (RS256)")
    when = turned.add_mutually_exclusive_group()
    when.add_argument("--now", action="store_true", help="let it sign at once")
    when.add_argument(
        "--emergency", action="store_true", help="let it sign at once and withdraw the others"
    )
    turned.set_defaults(run=_rotate_keys)
    admitted = commands.add_parser(
        "registration-token", help="the token that lets clients register in a space"
    )
    admitted.set_defaults(run=_registration_token)
    for command in (listed, turned, admitted):
        command.add_argument("--space", default=DEFAULT_SPACE, help="the space (default)")


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _guide_check(given: argparse.Namespace) -> int:
    from sandbox.guide import commands

    return commands.check()


def _guide_decide(given: argparse.Namespace) -> int:
    from sandbox.guide import commands

    return commands.decide(sys.stdin.buffer, sys.stdout)


def _list_keys(given: argparse.Namespace) -> int:
    from sandbox import upkeep
    from sandbox.settings import Settings

    return upkeep.list_keys(Settings.from_environ(), given.space, sys.stdout)


def _rotate_keys(given: argparse.Namespace) -> int:
    from sandbox import upkeep
    from sandbox.settings import Settings

    settings = Settings.from_environ()
    return upkeep.rotate_keys(
        settings, given.space, given.alg, sys.stdout, emergency=given.emergency, now=given.now
    )


def _registration_token(given: argparse.Namespace) -> int:
    from sandbox import upkeep
    from sandbox.settings import Settings

    settings = Settings.from_environ()
    done = upkeep.registration_token(settings, given.space, sys.stdout)
    print(_TAKEN_BY[bool(settings.registration_token)], file=sys.stderr)
    return done


def _serve(given: argparse.Namespace) -> int:
    """Serve; what is wrong in a page of the guide or a file of the seed is told by file and line.

    Imported here: no other command needs any of the server.
    """
    from sandbox.settings import Settings

    changes = {
        name: value for name in ("port", "host") if (value := getattr(given, name)) is not None
    }
    if given.ephemeral:
        changes["data"] = ""
    settings = replace(Settings.from_environ(), **changes).checked()

    from sandbox import serving
    from sandbox.guide import GuideError
    from sandbox.seeding import SeedError

    try:
        return serving.serve(settings, verbose=given.verbose)
    except (GuideError, SeedError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
