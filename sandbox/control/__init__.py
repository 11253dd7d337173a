"""Face 3: what tests and trainers command, JSON under `/_sandbox/`."""

from sandbox.control.gate import ControlAccess
from sandbox.control.routes import routes

__all__ = ["ControlAccess", "routes"]
