"""What the portal has to be told: the issuer, its own credentials, its own address."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlsplit

PREFIX = "PES_PORTAL_"
SCOPE = "openid profile entreprise pes offline_access"
"""`entreprise` brings the organisation and the role, `pes` opens the ministry's resource, and
`offline_access` brings the refresh token that outlives a short access token."""


BACKCHANNEL = "/backchannel-logout"
"""Where the issuer says that a session is over; registered there as `backchannel_logout_uri`."""


class BadSetting(ValueError):
    """A setting that cannot work; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the portal; each is also an environment variable (`PES_PORTAL_ISSUER`)."""

    issuer: str = "http://127.0.0.1:8400"
    """The issuer exactly as it names itself: it is compared character by character."""
    backchannel_url: str = ""
    """Where this server reaches the issuer, when it cannot by the name that browsers use (in a
    container, say); empty: at the issuer. Tokens and responses still name the issuer."""
    client_id: str = "pes-portal"
    """The name under which the portal is registered with the issuer."""
    client_secret: str = field(default="pes-portal-secret", repr=False)
    """Proves to the token endpoint that the portal is the portal."""
    host: str = "127.0.0.1"
    """Where the server listens."""
    port: int = 8401
    """Where the server listens."""
    public_url: str = ""
    """The portal as a browser sees it; empty: made of `host` and `port`. Never read from a
    request, whose `Host` header is written by whoever sends it."""
    cookie_secret: str = field(default="", repr=False)
    """Signs the session cookie; empty: drawn at start, since sessions live in memory anyway."""
    expect_simulation: bool = True
    """True: only tokens marked `simulation: true` sign anyone in. In production the very same
    check is turned round: False refuses every token that a sandbox made."""
    acr_values: tuple[str, ...] = (
        "urn:clicsequr-sandbox:acr:1",
        "urn:clicsequr-sandbox:acr:2",
    )
    """Levels of assurance the portal is content with; separated by spaces in the environment."""

    def __post_init__(self) -> None:
        for name in ("issuer", "backchannel_url", "public_url"):
            _check_address(name, getattr(self, name))
        if not self.client_id or not self.client_secret:
            raise BadSetting("client_id and client_secret are both needed.")

    @property
    def base_url(self) -> str:
        """The portal as a browser sees it, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def redirect_uri(self) -> str:
        """Where the issuer sends the browser back; registered there, compared exactly."""
        return f"{self.base_url}/callback"

    @property
    def signed_out_uri(self) -> str:
        """Where the issuer sends the browser after a sign-out; registered there as well."""
        return f"{self.base_url}/"

    @property
    def reached_at(self) -> str:
        """Where this server reaches the issuer, without a trailing slash."""
        return (self.backchannel_url or self.issuer).rstrip("/")

    @property
    def metadata_url(self) -> str:
        """The discovery document; asked for here, it names endpoints that we can reach."""
        return f"{self.reached_at}/.well-known/openid-configuration"

    @property
    def issuer_origin(self) -> str:
        """Scheme, host and port of the issuer, as a content security policy wants them."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def inscription_url(self) -> str:
        """The ministry's protected resource: the organisation's registration to the PES."""
        return f"{self.reached_at}/pes/inscription"

    @property
    def issuer_is_local(self) -> bool:
        """Whether the issuer is on this very machine, or reached by a name of the inside."""
        return bool(self.backchannel_url) or _is_loopback(urlsplit(self.issuer).hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _check_address(name: str, value: str) -> None:
    if not value and name != "issuer":
        return
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting(
            f"{name} must be an http or https address without query or fragment, not {value!r}."
        )


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Settings from `PES_PORTAL_*`; a variable of that prefix that is not a setting is an error.

    Raises `BadSetting`: a misspelt name that is silently ignored costs an afternoon.
    """
    known = {f"{PREFIX}{one.name.upper()}": one.name for one in fields(Settings)}
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    if unknown := sorted(given.keys() - known.keys()):
        raise BadSetting(f"Unknown variable {unknown[0]}; known: {', '.join(sorted(known))}.")
    return override(Settings(), {known[name]: value for name, value in given.items()})


def override(settings: Settings, written: Mapping[str, str]) -> Settings:
    """`settings` with some values replaced by what a person wrote. Raises `BadSetting`."""
    values: dict[str, object] = dict(written)
    if "port" in written:
        if not written["port"].isdecimal() or not 0 < int(written["port"]) < 65536:
            raise BadSetting(f"port must be a number from 1 to 65535, not {written['port']!r}.")
        values["port"] = int(written["port"])
    if "expect_simulation" in written:
        spelled = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        try:
            values["expect_simulation"] = spelled[written["expect_simulation"].lower()]
        except KeyError:
            raise BadSetting("expect_simulation must be true or false.") from None
    if "acr_values" in written:
        values["acr_values"] = tuple(written["acr_values"].split())
    return replace(settings, **values)  # type: ignore[arg-type]
