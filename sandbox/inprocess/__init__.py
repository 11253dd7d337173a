"""A sandbox in this very process, in a thread of its own, for the pytest plugin.

`start` opens it, on a port of the loopback or without any socket; `Running` is how it is reached.
"""

from sandbox.inprocess.exchange import Application
from sandbox.inprocess.running import DEFAULT_ISSUER, Mode, Running, Seen, start
from sandbox.inprocess.transport import AsyncTransport, Transport

__all__ = [
    "DEFAULT_ISSUER",
    "Application",
    "AsyncTransport",
    "Mode",
    "Running",
    "Seen",
    "Transport",
    "start",
]
