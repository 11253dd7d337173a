"""Files that only we may read: made so from the start, whole or not at all."""

import contextlib
import os
import re
from pathlib import Path

from sandbox.domain.errors import Unavailable
from sandbox.world.chance import fresh_secret

_SECRET_FILE = "cookie-secret"
_WHOLE_SECRET = re.compile(rb"[0-9a-f]{64}")


def make_private(path: Path) -> None:
    """Make the file and its folder, for us only; what is there already is left as it is."""
    _folder_of(path)
    path.touch(mode=0o600)


def kept_secret(folder: Path) -> str:
    """64 hexadecimal characters, drawn once and kept in `folder`.

    Raises `Unavailable` if they cannot be kept, or if what is kept is damaged: half a secret is
    worth nothing, and an empty one lets anybody sign.
    """
    path = folder / _SECRET_FILE
    try:
        if not path.exists():
            _folder_of(path)
            _place(path, fresh_secret())
        secret = path.read_bytes()
    except OSError as error:
        raise _no_secret(path, error.strerror or str(error)) from error
    if not _WHOLE_SECRET.fullmatch(secret):
        raise _no_secret(path, "it is damaged; delete it, and browsers sign in again")
    return secret.decode("ascii")


def _folder_of(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _place(path: Path, text: str) -> None:
    """Write a file that appears whole or not at all; of two who place it, the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _no_secret(path: Path, problem: str) -> Unavailable:
    return Unavailable(
        "secret-unavailable",
        "error.store_unavailable",
        hint=f"Cannot keep the cookies' secret in {path}: {problem}.",
    )
