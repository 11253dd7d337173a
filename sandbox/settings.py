"""Settings: one frozen dataclass, one sentence per field, each a `SANDBOX_*` variable."""

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.domain.conventions import Conventions
from sandbox.domain.errors import BadInput

PREFIX = "SANDBOX_"
_GOVERNMENT = ("gouv.qc.ca", "quebec.ca", "quebec")
_GREATEST_CONVENTION = 100_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside; a command's option wins over the variable."""

    issuer: str = ""
    """Issuer as everyone names it, letter by letter; empty: `http://127.0.0.1:<port>`."""
    host: str = "127.0.0.1"
    """Address listened on."""
    port: int = 8400
    """Port listened on; 0 takes a free one."""
    data: str = ".sandbox"
    """Folder of the state; empty keeps the state in memory."""
    secret: str = ""
    """Signs the browsers' cookies; empty: drawn once and kept beside the state."""
    portal_url: str = "http://127.0.0.1:8401"
    """Where the sample portal is: redirect addresses of the ready clients begin with it."""
    conventions: Conventions = field(default_factory=Conventions)
    """Figures the guide does not give, each a variable of its own (see `Conventions`)."""

    @property
    def base_url(self) -> str:
        """The issuer of the default space, without a trailing slash."""
        return (self.issuer or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def database(self) -> Path | None:
        """File of the database, or None in memory."""
        return Path(self.data) / "sandbox.db" if self.data else None

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Every variable that is obeyed, with its default as text."""
        plain = {f.name: f.default for f in dataclasses.fields(cls) if f.name != "conventions"}
        figures = {f.name: f.default for f in dataclasses.fields(Conventions)}
        return {PREFIX + name.upper(): str(value) for name, value in {**plain, **figures}.items()}

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the variables; raises `BadInput` for an unknown or a malformed one."""
        given = os.environ if environ is None else environ
        known = cls.variables()
        values: dict[str, str | int] = {}
        figures: dict[str, int] = {}
        figure_names = {f.name for f in dataclasses.fields(Conventions)}
        for variable in sorted(name for name in given if name.startswith(PREFIX)):
            if variable not in known:
                raise _refused(variable, "is unknown", f"Known: {', '.join(sorted(known))}.")
            name, raw = variable.removeprefix(PREFIX).lower(), given[variable]
            if name in figure_names:
                figures[name] = _number(variable, raw, _GREATEST_CONVENTION)
            else:
                values[name] = _number(variable, raw, 65_535) if name == "port" else raw
        return cls(**values, conventions=Conventions(**figures)).checked()  # type: ignore[arg-type]

    def checked(self) -> "Settings":
        """Itself, or `BadInput`: a malformed issuer, or one of a real government domain."""
        host = _host("SANDBOX_ISSUER", self.base_url)
        _host("SANDBOX_PORTAL_URL", self.portal_url)
        if any(host == name or host.endswith(f".{name}") for name in _GOVERNMENT):
            raise _refused(
                "SANDBOX_ISSUER",
                "is of a government domain",
                "A sandbox must never pass for the real service: use a host of your own.",
            )
        return self


def _host(variable: str, address: str) -> str:
    """The host of an address in the spelling that is looked up; `BadInput` if malformed."""
    hint = "Write http(s)://host[:port], without path, in ASCII."
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises ValueError when it is no port)
    except ValueError:
        raise _refused(variable, "is malformed", hint) from None
    host = (parts.hostname or "").rstrip(".").lower()
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or extra or not re.fullmatch(r"[a-z0-9.:-]+", host):
        raise _refused(variable, "is malformed", hint)
    return host


def _number(variable: str, raw: str, greatest: int) -> int:
    if not raw.isascii() or not raw.isdigit() or int(raw[:12]) > greatest:
        raise _refused(variable, "is not a whole number", f"Write 0 to {greatest}.")
    return int(raw)


def _refused(variable: str, problem: str, hint: str) -> BadInput:
    return BadInput(
        "setting-refused",
        "error.setting_refused",
        hint=f"{variable} {problem}. {hint}",
        values={"variable": variable},
    )
