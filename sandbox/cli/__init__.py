"""The command line: words for a person, JSON for a script.

`serve`, `guide`, `keys` and `registration-token` work on this machine; every other family commands
a running sandbox over HTTP, in the words of its API.

Exit status: 0 when all went well, 1 when something was refused or found wrong, 2 for a command
that does not exist, 130 when interrupted.
"""

from sandbox.cli.commands import main

__all__ = ["main"]
