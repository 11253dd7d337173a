"""The one door to the data: implements `services.ports`."""

from sandbox.storage.private import kept_secret
from sandbox.storage.sqlite import SqliteStore

__all__ = ["SqliteStore", "kept_secret"]
