"""Every command, and how a command ends."""

import os
import sys
from collections.abc import Sequence

from sandbox.cli import classes, enrolling, faults, hands, local, parties, signing, spaces, watching
from sandbox.cli.reader import NobodyReads
from sandbox.cli.words import CommandError, Parser, called_by
from sandbox.domain.errors import SandboxError

_INTERRUPTED = 130


def parser() -> Parser:
    """The whole command line."""
    whole = Parser(
        prog=called_by(),
        description="A simulated clicSÉQUR: enrolment by the 2009 guide, and an OpenID provider.",
        epilog="docs/cli.md tells each family with examples; COMMAND --help tells its options.",
    )
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for room in (local, spaces, hands, faults, signing, watching, parties, enrolling, classes):
        room.add(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = parser().parse_args(arguments)
    try:
        status: int | None = given.run(given)
        sys.stdout.flush()
        return status or 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (BrokenPipeError, NobodyReads):  # whoever reads has read enough
        _read_no_more()
        return 0
    except SandboxError as error:
        return _refused(error.hint or error.code)
    except (CommandError, OSError) as error:
        return _refused(str(error))
    except Exception as error:
        if not _is_remote(error):
            raise
        return _refused(str(error))


def _is_remote(error: Exception) -> bool:
    """Whether a sandbox said no; its client is loaded only where it was needed."""
    remote = sys.modules.get("sandbox.remote")
    return remote is not None and isinstance(error, remote.RemoteError)


def _refused(why: str) -> int:
    print(f"sandbox: {why}", file=sys.stderr)
    return 1


def _read_no_more() -> None:
    """Let the interpreter end without another try at a pipe that is closed."""
    try:
        descriptor = sys.stdout.fileno()
    except OSError:  # not a file
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
