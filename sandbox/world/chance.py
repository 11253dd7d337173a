"""The only source of randomness.

An unseeded space draws from the operating system. A seeded one derives every draw from its seed,
a scope that is used once (the turn of the transaction) and a counter, so that a test that repeats
the same calls sees the same codes, numbers and keys.
"""

import hashlib
import hmac
import secrets
from itertools import count

from sandbox.domain.identifiers import Nas, RevenueNumber, UserCode

_PASSWORD_GLYPHS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"


def fresh_secret() -> str:
    """64 hexadecimal characters from the operating system, for what belongs to no space."""
    return secrets.token_hex(32)


class Chance:
    """Draws for one transaction of one space."""

    def __init__(self, seed: str | None, scope: str) -> None:
        self._key = None if seed is None else seed.encode()
        self._scope = scope
        self._count = count()

    def raw(self, size: int) -> bytes:
        """`size` bytes, unpredictable unless the space is seeded."""
        if self._key is None:
            return secrets.token_bytes(size)
        out = b""
        while len(out) < size:
            label = f"{self._scope}:{next(self._count)}".encode()
            out += hmac.new(self._key, label, hashlib.sha256).digest()
        return out[:size]

    def word(self, length: int, glyphs: str) -> str:
        """A word over `glyphs` (at most 256 of them), without modulo bias."""
        limit = 256 - 256 % len(glyphs)
        word = ""
        while len(word) < length:
            word += "".join(glyphs[b % len(glyphs)] for b in self.raw(length) if b < limit)
        return word[:length]

    def handle(self, prefix: str) -> str:
        """An opaque identifier, e.g. `enr_3f9c…` (96 bits)."""
        return f"{prefix}_{self.raw(12).hex()}"

    def token(self) -> str:
        """43 URL-safe characters (256 bits), for codes, tokens and cookies."""
        return self.word(43, _PASSWORD_GLYPHS)

    def user_code(self) -> UserCode:
        """A user code; the caller checks that it is free (domain 4.7)."""
        return UserCode(self.word(8, UserCode.GLYPHS))

    def temporary_password(self) -> str:
        """Twelve characters without ambiguous glyphs (domain 4.7)."""
        return self.word(12, _PASSWORD_GLYPHS)

    def invitation_number(self) -> str:
        """Eight characters, at least one letter and one digit (R-44, domain 4.6)."""
        while True:
            word = self.word(8, UserCode.GLYPHS)
            if any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
                return word

    def digits(self, length: int) -> str:
        """So many decimal digits."""
        return self.word(length, "0123456789")

    def revenue_number(self) -> RevenueNumber:
        """A fictitious identification number: prefix 99, right check digit (domain 4.1)."""
        return RevenueNumber.completed(f"99{self.digits(7)}")

    def nas(self) -> Nas:
        """A social insurance number that cannot be anybody's (domain 4.3)."""
        return Nas.completed(f"000{self.digits(5)}")

    def draft_number(self) -> str:
        """A number that resumes a draft, e.g. `BR-7K3M-9Q2X-TP4W` (about 60 bits)."""
        groups = [self.word(4, UserCode.GLYPHS) for _ in range(3)]
        return "BR-" + "-".join(groups)
