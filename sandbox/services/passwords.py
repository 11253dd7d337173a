"""Passwords: scrypt of the standard library, in a few threads of its own.

A password is compared in its NFKC form, so that two keyboards spell it alike. What is typed is
cut off by length before any work is done for it. Every answer about a password costs one whole
scrypt, whether the user code exists or not.

A temporary password is drawn, twelve glyphs of which no list holds any, and lives some days: a
smaller scrypt guards it, so that a class whose thirty learners transmit at one word of the trainer
waits for its pages and not for its hashes.
"""

import asyncio
import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from sandbox.world.chance import Chance

T = TypeVar("T")

_COST, _BLOCK, _LANES = 16_384, 8, 1  # 16 MiB and some tens of milliseconds (RFC 7914)
_COST_OF_DRAWN = 2_048  # 2 MiB and an eighth of that time, for 59 bits that nobody chose
SALT_BYTES = 16
_KEY_BYTES = 32
_LONGEST_TYPED = 1_024  # characters; nothing longer can be a password (Conventions: 128)
_NOBODY = b"nobody's salt..."


@dataclass(frozen=True, slots=True)
class PreparedPassword:
    """A new password and its hash, computed before a transaction opens; never logged."""

    clear: str = field(repr=False)
    hashed: str = field(repr=False)


@cache
def _threads() -> ThreadPoolExecutor:
    """At most one scrypt per processor, four in all: 64 MiB, and the event loop stays free."""
    workers = max(1, min(4, os.cpu_count() or 1))
    return ThreadPoolExecutor(max_workers=workers, thread_name_prefix="scrypt")


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


def normalised(clear: str) -> str:
    """The form in which a password is counted, compared and hashed (NFKC)."""
    return unicodedata.normalize("NFKC", clear[: _LONGEST_TYPED + 1])


def _key(clear: str, salt: bytes, cost: int = _COST) -> bytes:
    secret = normalised(clear).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=cost, r=_BLOCK, p=_LANES, dklen=_KEY_BYTES)


def _spelled(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


async def hash_password(clear: str, salt: bytes) -> str:
    """`scrypt$16384$8$1$<salt>$<hash>`, both in base64; `salt` is 16 random bytes."""
    return await _hashed(clear, salt, _COST)


async def _hashed(clear: str, salt: bytes, cost: int) -> str:
    key = await _in_thread(lambda: _key(clear, salt, cost))
    return f"scrypt${cost}${_BLOCK}${_LANES}${_spelled(salt)}${_spelled(key)}"


def _matches(clear: str, hashed: str) -> bool:
    name, cost, block, lanes, salt, key = hashed.split("$")
    known = {str(_COST), str(_COST_OF_DRAWN)}
    if name != "scrypt" or cost not in known or (block, lanes) != (str(_BLOCK), str(_LANES)):
        raise ValueError("a password hash of another scheme")
    if int(cost) < _COST:  # what is typed costs the same whatever it is compared with
        _key("nobody", _NOBODY)
    return hmac.compare_digest(
        _key(clear, base64.b64decode(salt), int(cost)), base64.b64decode(key)
    )


async def verify(clear: str, hashed: str) -> bool:
    """Whether `clear` is the password behind `hashed`; constant time, one scrypt, in a thread."""
    if len(clear) > _LONGEST_TYPED:
        await waste_time()
        return False
    return await _in_thread(lambda: _matches(clear, hashed))


async def waste_time() -> None:
    """Cost what `verify` costs, for a user code that is nobody's."""
    await _in_thread(lambda: _key("nobody", _NOBODY))


async def prepare(chance: Chance) -> PreparedPassword:
    """Draw a temporary password and hash it; call it outside any transaction."""
    clear = chance.temporary_password()
    hashed = await _hashed(clear, chance.raw(SALT_BYTES), _COST_OF_DRAWN)
    return PreparedPassword(clear, hashed)
