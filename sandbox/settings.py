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
from sandbox.services.hosts import is_loopback
from sandbox.services.site import Site, authority

PREFIX = "SANDBOX_"
URL_VARIABLE = "SANDBOX_URL"
"""Where the command line finds a running sandbox (`sandbox.cli`); a server does not ask."""
_GOVERNMENT = ("gouv.qc.ca", "quebec.ca", "quebec")
_GREATEST_CONVENTION = 100_000
_HOST = re.compile(r"[a-z0-9._:-]+")
_STEP = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside; a command's option wins over the variable."""

    issuer: str = ""
    """Issuer as everyone names it, letter by letter; empty: `http://127.0.0.1:<port>`. It may have
    a path, where a proxy serves the sandbox under one."""
    backchannel_url: str = ""
    """Base under which back ends reach the sandbox when they cannot use the issuer's name; empty:
    the issuer. Tokens name the issuer all the same."""
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
    portal_backchannel_url: str = ""
    """Base under which the sandbox itself reaches the portal, to tell it of logouts; empty: the
    portal's URL."""
    outbound_hosts: str = ""
    """Hosts inside a private network that the sandbox may call itself, separated by spaces."""
    registration_token: str = ""
    """Initial access token that lets clients register where that is not open to all."""
    control_token: str = ""
    """Token that the control API asks for; needed, 16 characters or more, wherever the sandbox is
    not on loopback alone. `auto` draws one at each start and prints it."""
    conventions: Conventions = field(default_factory=Conventions)
    """Figures the guide does not give, each a variable of its own (see `Conventions`)."""

    @property
    def base_url(self) -> str:
        """The issuer of the default space in its one spelling (see `_canonical`)."""
        return _canonical(self.issuer) or f"http://127.0.0.1:{self.port}"

    @property
    def site(self) -> Site:
        """The addresses that the two bases give."""
        backchannel = _canonical(self.backchannel_url)
        if backchannel == self.base_url:
            backchannel = ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return Site(self.base_url, backchannel, f"{host}:{self.port}")

    @property
    def control_is_open(self) -> bool:
        """Whether the control API asks for no token: only this machine can reach it."""
        return not self.control_token and self.site.on_loopback and is_loopback(self.host)

    @property
    def database(self) -> Path | None:
        """File of the database, or None in memory."""
        return Path(self.data) / "sandbox.db" if self.data else None

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Every variable that is obeyed, with its default as text; the command line's too."""
        plain = {f.name: f.default for f in dataclasses.fields(cls) if f.name != "conventions"}
        figures = {f.name: f.default for f in dataclasses.fields(Conventions)}
        ours = {PREFIX + name.upper(): str(value) for name, value in {**plain, **figures}.items()}
        return {**ours, URL_VARIABLE: "http://127.0.0.1:8400"}

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the variables; raises `BadInput` for an unknown or a malformed one."""
        given = os.environ if environ is None else environ
        known = cls.variables()
        values: dict[str, str | int] = {}
        figures: dict[str, int] = {}
        figure_names = {f.name for f in dataclasses.fields(Conventions)}
        for variable in sorted(name for name in given if name.startswith(PREFIX)):
            if variable == URL_VARIABLE:
                continue
            if variable not in known:
                raise _refused(variable, "is unknown", f"Known: {', '.join(sorted(known))}.")
            name, raw = variable.removeprefix(PREFIX).lower(), given[variable]
            if name in figure_names:
                figures[name] = _number(variable, raw, _GREATEST_CONVENTION)
            else:
                values[name] = _number(variable, raw, 65_535) if name == "port" else raw
        return cls(**values, conventions=Conventions(**figures)).checked()  # type: ignore[arg-type]

    def checked(self) -> "Settings":
        """Itself, or `BadInput`: an address that is malformed, misleading or cannot work."""
        _check_address("SANDBOX_PORTAL_URL", self.portal_url, path=False)
        if self.portal_backchannel_url:
            _check_address(
                "SANDBOX_PORTAL_BACKCHANNEL_URL", self.portal_backchannel_url, path=False
            )
        _check_base("SANDBOX_ISSUER", self.issuer or self.base_url)
        if self.backchannel_url:
            _check_base("SANDBOX_BACKCHANNEL_URL", self.backchannel_url)
        public, inner = self.site.base_url, self.site.backchannel
        if inner and authority(inner) == authority(public):
            raise _refused(
                "SANDBOX_BACKCHANNEL_URL",
                "has the host and port of SANDBOX_ISSUER",
                "They are told apart by the Host header: leave it empty, or use another name.",
            )
        return self

    def refuse_unguarded(self) -> None:
        """Raise `BadInput` unless whoever reaches the control API must show a token, or can only
        be on this machine.
        """
        _check_control(self)


AUTO = "auto"
"""Value of `control_token` that draws one at the start."""
_LEAST_TOKEN = 16


def _check_control(settings: Settings) -> None:
    token = settings.control_token
    if not token and not settings.control_is_open:
        raise _refused(
            "SANDBOX_CONTROL_TOKEN",
            "is missing, and the sandbox can be reached from other machines",
            f"Whoever reaches /_sandbox/ commands everything: give it {_LEAST_TOKEN} characters or "
            f"more, or {AUTO} to have one drawn and printed.",
        )
    if not token or token == AUTO:
        return
    if len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise _refused(
            "SANDBOX_CONTROL_TOKEN",
            "is too short or holds blanks",
            f"Write {_LEAST_TOKEN} printable ASCII characters or more, or {AUTO}.",
        )


def _canonical(address: str) -> str:
    """An address as URL libraries write it, so that comparing letter by letter succeeds.

    Scheme and host in small letters, no default port, no trailing slash (RFC 3986 section 6.2).
    What is malformed stays as it is, for `checked` to refuse.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts._replace(netloc=authority(address)).geturl().rstrip("/")


def _check_base(variable: str, address: str) -> None:
    host = _check_address(variable, address, path=True)
    if any(host == name or host.endswith(f".{name}") for name in _GOVERNMENT):
        raise _refused(
            variable,
            "is of a government domain",
            "A sandbox must never pass for the real service: use a host of your own.",
        )


def _check_address(variable: str, address: str, *, path: bool) -> str:
    """The host of an address in the spelling that is looked up; `BadInput` if malformed."""
    shape = "http(s)://host[:port][/path]" if path else "http(s)://host[:port]"
    hint = f"Write {shape}, in ASCII, without user name, query or fragment."
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises ValueError when it is no port)
    except ValueError:
        raise _refused(variable, "is malformed", hint) from None
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise _refused(variable, "is malformed", hint)
    if set(address) & set("?#@\\"):
        raise _refused(variable, "has a user name, a query or a fragment", hint)
    steps = parts.path.strip("/").split("/") if parts.path.strip("/") else []
    if steps and not path:
        raise _refused(variable, "has a path", hint)
    if any(step in (".", "..") or not _STEP.fullmatch(step) for step in steps):
        plain = "Keep its path to letters, digits and - . _ ~, with single slashes."
        raise _refused(variable, "has a path that proxies would rewrite", plain)
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
