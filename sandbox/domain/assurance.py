"""Levels of assurance of a sign-in: what `acr` and `amr` say (Core section 2, RFC 8176)."""

from enum import StrEnum


class Assurance(StrEnum):
    """Authentication context classes, weakest first; the values are those of `acr`."""

    PASSWORD = "urn:clicsequr-sandbox:acr:1"
    PASSWORD_AND_CODE = "urn:clicsequr-sandbox:acr:2"

    @property
    def methods(self) -> tuple[str, ...]:
        """The `amr` of a sign-in at this level."""
        return _METHODS[self]

    def covers(self, other: "Assurance") -> bool:
        """Whether who signed in at this level also satisfies `other`."""
        order = list(Assurance)
        return order.index(self) >= order.index(other)


_METHODS = {
    Assurance.PASSWORD: ("pwd",),
    Assurance.PASSWORD_AND_CODE: ("pwd", "otp", "mfa"),
}
