"""Identifiers that people type: parsed once, valid ever after.

Each class is a string in its canonical spelling with a `parse` that accepts what a person may
type (spaces, dashes, lower case) and raises `BadInput` otherwise. `masked` is the only spelling
that may appear on a page other than the form itself, in a log or in a token.
"""

import re
import unicodedata
from typing import Self

from sandbox.domain.errors import BadInput

_MAX_TYPED = 64
_USER_CODE_GLYPHS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I: read from paper (domain 4.6)


def _squeezed(raw: str) -> str:
    """Fold what people add when they copy a number: width, spaces, dashes, dots, case.

    Nothing is made of a text too long to be a number, so that what follows it is not cut away.
    """
    if len(raw) > _MAX_TYPED:
        return ""
    text = unicodedata.normalize("NFKC", raw)
    return re.sub(r"[\s\-.\u2010-\u2015]", "", text).upper()


def _luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others by the Luhn formula."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[\s.\u2010-\u2015-]*[0-9]){8}(?![0-9])")


def _nas_in(text: str) -> list[tuple[int, int]]:
    """Where nine digits of `text` have the check digit of a NAS, real or fictitious."""
    found = ((one.span(), re.sub(r"[^0-9]", "", one[0])) for one in _NINE_DIGITS.finditer(text))
    return [span for span, digits in found if _luhn(digits)]


def refuse_any_nas(text: str) -> None:
    """Raise `BadInput('nas-in-a-note')` if `text` holds a NAS, even a fictitious one.

    For what an agent writes: it goes to the journal, which never holds one (domain 4.3).
    """
    if _nas_in(unicodedata.normalize("NFKC", text)):
        raise BadInput(
            "nas-in-a-note",
            "identifier.nas-in-a-note",
            hint="Write it again without the social insurance number.",
            cite="domain 4.3",
        )


def without_nas(text: str) -> str:
    """The text to give back to whoever typed it, each NAS in it covered."""
    text = unicodedata.normalize("NFKC", text)
    for start, end in reversed(_nas_in(text)):
        text = text[:start] + "•••" + text[end:]
    return text


def refuse_real_nas(text: str) -> None:
    """Raise `BadInput('nas-could-be-real')` if nine digits in `text` could be somebody's NAS.

    For fields that are not the number's own: people type it in the one beside (domain 4.3).
    """
    for found in _NINE_DIGITS.findall(unicodedata.normalize("NFKC", text)):
        digits = re.sub(r"[^0-9]", "", found)
        if not digits.startswith("0") and _luhn(digits):
            raise BadInput(
                "nas-could-be-real",
                "identifier.nas-could-be-real",
                hint="Type no social insurance number here, nor a real one anywhere.",
                cite="domain 4.3",
            )


class _Identifier(str):
    """A string that only `parse` should make."""

    __slots__ = ()

    @classmethod
    def _refuse(cls, reason: str, hint: str, cite: str) -> BadInput:
        return BadInput(reason, f"identifier.{reason}", hint=hint, cite=cite)

    @property
    def masked(self) -> str:
        """All but the last three characters hidden."""
        return "•" * max(len(self) - 3, 0) + self[-3:]


class RevenueNumber(_Identifier):
    """Identification number issued by Revenu Québec: ten ASCII digits (R-24, domain 4.1).

    An optional suffix of two letters and four digits (a file number such as `RS0001`) is dropped.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return the ten digits, or raise `BadInput('revenue-number-malformed')`."""
        found = re.fullmatch(r"([0-9]{10})(?:[A-Z]{2}[0-9]{4})?", _squeezed(raw))
        if not found:
            raise cls._refuse("revenue-number-malformed", "Send ten digits.", "R-24")
        return cls(found[1])

    @classmethod
    def completed(cls, nine: str) -> Self:
        """The number of nine digits and their check digit (domain 4.1)."""
        weighed = sum(int(d) * w for d, w in zip(nine, (4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
        return cls(f"{nine}{(11 - weighed % 11) % 10}")

    @property
    def is_fictitious(self) -> bool:
        """Whether it is one of ours: it begins with 99 and its check digit is right."""
        return self.startswith("99") and self == RevenueNumber.completed(self[:9])


class Nas(_Identifier):
    """Social insurance number of an individual in business, fictitious by construction (R-25).

    Only numbers that begin with 0 and pass Luhn are accepted, since no real number of a person
    begins with 0: nobody can store a real one here (domain 4.3).
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return nine digits, or raise `BadInput`: `nas-malformed` or `nas-could-be-real`."""
        digits = _squeezed(raw)
        if not re.fullmatch(r"[0-9]{9}", digits):
            raise cls._refuse("nas-malformed", "Send nine digits.", "R-25")
        if not digits.startswith("0") or not _luhn(digits):
            raise cls._refuse(
                "nas-could-be-real",
                "Send a fictitious number: it begins with 0 and passes the Luhn check.",
                "domain 4.3",
            )
        return cls(digits)

    @classmethod
    def completed(cls, eight: str) -> Self:
        """The number of eight digits, the first of them 0, and their check digit."""
        return cls.parse(next(f"{eight}{last}" for last in "0123456789" if _luhn(f"{eight}{last}")))


class ImpotnetCode(_Identifier):
    """impôtNET access code: eight letters and digits (R-26; format is a convention, domain 4.4)."""

    __slots__ = ()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return eight characters in upper case, or raise `BadInput('impotnet-code-malformed')`."""
        code = _squeezed(raw)
        if not re.fullmatch(r"[A-Z0-9]{8}", code):
            raise cls._refuse("impotnet-code-malformed", "Send eight letters or digits.", "R-26")
        return cls(code)


class AssessmentNotice(_Identifier):
    """Notice-of-assessment number: 4 to 12 letters and digits (R-27; convention, domain 4.5)."""

    __slots__ = ()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return the number in upper case, or raise `BadInput('notice-malformed')`."""
        number = _squeezed(raw)
        if not re.fullmatch(r"[A-Z0-9]{4,12}", number):
            raise cls._refuse("notice-malformed", "Send 4 to 12 letters or digits.", "R-27")
        return cls(number)


class InvitationNumber(_Identifier):
    """Invitation number: eight characters, letters and digits (R-44, domain 4.6)."""

    __slots__ = ()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return eight characters in upper case, or raise `BadInput('invitation-malformed')`."""
        number = _squeezed(raw)
        if not re.fullmatch(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{8}", number):
            raise cls._refuse(
                "invitation-malformed",
                "Send eight characters with at least one letter and one digit.",
                "R-44",
            )
        return cls(number)


class UserCode(_Identifier):
    """User code of an account: eight characters without ambiguous glyphs (domain 4.7)."""

    __slots__ = ()
    GLYPHS = _USER_CODE_GLYPHS

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return the code in upper case, or raise `BadInput('user-code-malformed')`."""
        code = _squeezed(raw)
        if not re.fullmatch(f"[{_USER_CODE_GLYPHS}]{{8}}", code):
            raise cls._refuse("user-code-malformed", "Send eight letters or digits.", "domain 4.7")
        return cls(code)

    @property
    def masked(self) -> str:
        """The first two and the last character, the rest hidden (domain 4.7)."""
        return self[:2] + "•" * (len(self) - 3) + self[-1:]
