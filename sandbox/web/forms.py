"""Forms: read within bounds, refused with a page that says what to do, never a crash.

Every form of the house is `application/x-www-form-urlencoded`, carries the token of the browser's
session under `csrf`, and gives each field once.
"""

import hmac
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from sandbox.domain.errors import SandboxError
from sandbox.world.chance import Chance

MAX_BYTES = 32 * 1024
"""Greatest size of a form, in bytes: ten times the longest honest one."""

MAX_FIELDS = 64
"""Most fields of a form."""


class FormMalformed(SandboxError):
    """The body is not a form a browser would send."""

    status = 400


class FormTooLarge(SandboxError):
    """The body is past `MAX_BYTES`."""

    status = 413


class FormStale(SandboxError):
    """The form is not of this browser's session, or the session has ended since."""

    status = 403


class Form(Mapping[str, str]):
    """The fields of a form by name, stripped of outer white space."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return self._fields[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def text(self, name: str) -> str:
        """The value of a field, empty if it was not sent."""
        return self.get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may be given more than once (checkboxes)."""
        return self._fields.get(name, ())


def whole_number(typed: str, most: int) -> int:
    """A whole number from 1 to `most`, in at most four plain digits; 0 for anything else."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    return number if number <= most else 0


def csrf_token(request: Request) -> str:
    """The token of this browser's session, drawn on first use."""
    session = request.scope.get("session")
    if session is None:  # an error page drawn before the session was opened has no form
        return ""
    if not isinstance(session.get("csrf"), str):
        session["csrf"] = Chance(None, "csrf").token()
    return str(session["csrf"])


def _malformed(hint: str) -> FormMalformed:
    return FormMalformed("form-malformed", "error.form_malformed", hint=hint)


async def _body(request: Request) -> bytes:
    """The body, read no further than the bound."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BYTES:
                raise FormTooLarge(
                    "form-too-large",
                    "error.form_too_large",
                    hint=f"Send at most {MAX_BYTES} bytes.",
                )
    except ClientDisconnect:  # whoever left reads no answer; nothing of ours went wrong
        raise _malformed("The body ended early.") from None
    return bytes(body)


def parse(body: bytes, many: Collection[str] = ()) -> Form:
    """Read a urlencoded body; `many` names the fields that may be repeated.

    Raises `FormMalformed` for another encoding than UTF-8, a control character, too many fields
    or a field given twice.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:  # UnicodeDecodeError included
        raise _malformed(f"Send UTF-8 and at most {MAX_FIELDS} fields.") from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if any(ord(glyph) < 32 and glyph not in "\t\r\n" for glyph in name + value):
            raise _malformed("Send no control character.")
        if name in fields and name not in many:
            raise _malformed("Send each field once.")
        fields[name] = (*fields.get(name, ()), value if "mot_de_passe" in name else value.strip())
    return Form(fields)


async def read_form(request: Request, many: Collection[str] = ()) -> Form:
    """Read the form of a POST and check that it is of this browser's session.

    Raises `FormMalformed` (400), `FormTooLarge` (413) or `FormStale` (403).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request)
    if body and kind != "application/x-www-form-urlencoded":
        raise _malformed("Send application/x-www-form-urlencoded.")
    form = parse(body, many)
    expected = request.scope.get("session", {}).get("csrf")
    if not isinstance(expected, str) or not hmac.compare_digest(
        expected.encode(), form.text("csrf").encode()
    ):
        raise FormStale("form-stale", "error.form_stale", hint="Reload the page and send it again.")
    return form
