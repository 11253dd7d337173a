"""A sandbox in this very process, in a thread of its own, for the pytest plugin.

`start` opens it, on a port of the loopback or without any socket; `Running` is how it is reached.
"""

from sandbox.inprocess.running import DEFAULT_ISSUER, Mode, Running, start
from sandbox.inprocess.transport import AsyncTransport, Transport

__all__ = ["DEFAULT_ISSUER", "AsyncTransport", "Mode", "Running", "Transport", "start"]
