"""What a strict relying party says when something is wrong."""

from typing import NoReturn


class Wrong(Exception):
    """One check failed. `reason` is `<what>.<why>`; `detail` helps whoever reads the failure."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail != "" else reason)
        self.reason = reason
        self.detail = detail


def must(holds: object, reason: str, detail: object = "") -> None:
    """Raise `Wrong(reason)` unless it holds."""
    if not holds:
        raise Wrong(reason, detail)


def wrong(reason: str, detail: object = "") -> NoReturn:
    """Raise `Wrong(reason)`."""
    raise Wrong(reason, detail)
