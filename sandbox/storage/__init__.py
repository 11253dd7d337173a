"""The one door to the data: implements `services.ports`."""

from sandbox.storage.sqlite import SqliteStore

__all__ = ["SqliteStore"]
