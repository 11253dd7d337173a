"""Where the sandbox lives: one configured base address, one issuer per space."""

from dataclasses import dataclass

DEFAULT_SPACE = "default"
"""The space served at the root."""


@dataclass(frozen=True, slots=True)
class Site:
    """Addresses derived from the one configured base (never from a request's `Host`)."""

    base_url: str = "http://127.0.0.1:8400"

    def prefix(self, space_id: str) -> str:
        """Path prefix of a space: empty for the default one, else `/b/{space}`."""
        return "" if space_id == DEFAULT_SPACE else f"/b/{space_id}"

    def issuer(self, space_id: str) -> str:
        """Issuer identifier of a space, without a trailing slash (Discovery 1.0 section 3)."""
        return self.base_url.rstrip("/") + self.prefix(space_id)

    def url(self, space_id: str, path: str) -> str:
        """Absolute address of a path of a space; `path` begins with a slash."""
        return self.issuer(space_id) + path
