"""How a request reached the sandbox, against where it is configured to be.

What a request says of its way (`Host`, `Forwarded`, `X-Forwarded-*`, the page a browser comes
from) is believed for nothing. It is shown to the developer, compared with the configured bases,
and turned into the one setting to change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from sandbox.services.hosts import is_authority, is_loopback
from sandbox.services.site import Site, authority

ISSUER = "SANDBOX_ISSUER"
BACKCHANNEL = "SANDBOX_BACKCHANNEL_URL"
FORWARDING = (
    "forwarded",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "via",
)
"""Headers by which proxies say what they received (RFC 7239, and the older ones in use)."""
PAGES = ("/developper/diagnostic", "/developper")
"""Pages whose address, when a browser comes from there, says where the browser believes it is."""
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]{1,64}){0,8}")


class Level(StrEnum):
    """What a finding is worth."""

    AGREES = "agrees"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one request says of the way it came; nothing of it is checked."""

    host: str = ""
    """The `Host` header."""
    path: str = "/"
    """The path as it reached us, decoded."""
    forwarded: Mapping[str, str] = field(default_factory=dict)
    """The headers of `FORWARDING` that came, by name in small letters."""
    page: str = ""
    """Address of the page that the browser came from (`Referer`)."""
    browser: bool = False
    """Whether a browser asks for a page, as opposed to a program."""
    client: str = ""
    """Network address of the caller."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the caller seems to believe we are, and who says so."""

    authority: str
    scheme: str = ""  # empty: nobody said
    prefix: str | None = None  # None: nobody said
    told_by: str = "host"  # host, proxy or page


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know; `code` names its text, `values` fill it."""

    code: str
    level: Level
    setting: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, the worst first, and the setting that would make it right."""

    seen: Seen
    findings: tuple[Finding, ...]
    setting: str = ""
    value: str = ""

    @property
    def agrees(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.level is not Level.WRONG for finding in self.findings)


def told_forwarded(forwarded: Mapping[str, str]) -> dict[str, str]:
    """`proto`, `host`, `port` and `prefix` as the first proxy gives them; `Forwarded` wins."""
    told = {
        name: forwarded.get(f"x-forwarded-{name}", "").partition(",")[0].strip()
        for name in ("proto", "host", "port", "prefix")
    }
    for pair in forwarded.get("forwarded", "").partition(",")[0].split(";"):
        name, _, value = pair.strip().partition("=")
        if name.lower() in ("proto", "host"):
            told[name.lower()] = value.strip().strip('"')
    return {name: value for name, value in told.items() if value}


def seen_by(site: Site, space_id: str, arrival: Arrival) -> Seen:
    """The best guess: the page the browser comes from, else the proxy's word, else `Host`."""
    inside = site.root if site.root and arrival.path.startswith(f"{site.root}/") else None
    if page := _from_page(site, space_id, arrival.page):
        return page
    told = told_forwarded(arrival.forwarded)
    host, scheme = told.get("host", arrival.host), told.get("proto", "").lower()
    if not told or not is_authority(host):
        return Seen(arrival.host.lower(), prefix=inside)
    if "port" in told and told["port"].isdecimal() and not re.search(r":\d+$", host):
        host = f"{host}:{told['port'][:5]}"
    prefix = told.get("prefix", "").rstrip("/")
    return Seen(
        authority=authority(f"{scheme}://x", host),
        scheme=scheme if scheme in ("http", "https") else "",
        prefix=prefix if prefix and _PREFIX.fullmatch(prefix) else inside,
        told_by="proxy",
    )


def _from_page(site: Site, space_id: str, page: str) -> Seen | None:
    """What the address of a page of ours says; None for any other page."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not is_authority(parts.netloc):
        return None
    local = site.local(space_id)
    for ending in (local + path for path in PAGES):
        prefix = parts.path.removesuffix(ending)
        if parts.path.endswith(ending) and _PREFIX.fullmatch(prefix):
            return Seen(authority(page), parts.scheme, prefix, "page")
    return None


def diagnose(site: Site, space_id: str, arrival: Arrival) -> Diagnosis:
    """Compare one request with the configuration."""
    seen = seen_by(site, space_id, arrival)
    setting = value = ""
    if not is_authority(arrival.host):
        found = [Finding("host-malformed", Level.WRONG)]
    elif site.by_backchannel(arrival.host):
        found = [_over_backchannel(site, seen, arrival)]
    else:
        found = _over_name(site, seen, arrival)
        setting, value = _proposal(site, seen, found)
    if _only_this_machine(site):
        found.append(Finding("only-this-machine", Level.NOTE, BACKCHANNEL))
    values = {"expected": site.base_url, "seen": _spelled(site, seen), "host": arrival.host}
    order = (Level.WRONG, Level.AGREES, Level.NOTE)
    told = [Finding(each.code, each.level, each.setting, values) for each in found]
    told.sort(key=lambda each: order.index(each.level))
    return Diagnosis(seen, tuple(told), setting, value)


def _over_backchannel(site: Site, seen: Seen, arrival: Arrival) -> Finding:
    if seen.told_by != "host" and seen.authority == authority(site.base_url):
        return Finding("host-hides-backchannel", Level.WRONG)
    if arrival.browser:
        return Finding("browser-on-backchannel", Level.WRONG)
    return Finding("backchannel", Level.AGREES)


def _over_name(site: Site, seen: Seen, arrival: Arrival) -> list[Finding]:
    found = []
    expected = authority(site.base_url)
    if _compared(site, seen) != expected:
        found.append(_other_name(site, seen, arrival))
    elif authority(site.base_url, arrival.host) != expected:
        found.append(Finding("host-not-passed", Level.NOTE))
    found += _other_scheme(site, seen) + _other_path(site, seen, arrival)
    if all(each.level is Level.NOTE for each in found):
        found.append(Finding("agrees", Level.AGREES))
    return found


def _compared(site: Site, seen: Seen) -> str:
    base = f"{seen.scheme}://x" if seen.scheme else site.base_url
    return authority(base, seen.authority)


def _other_name(site: Site, seen: Seen, arrival: Arrival) -> Finding:
    if seen.told_by == "host" and not arrival.browser:
        return Finding("program-elsewhere", Level.WRONG, BACKCHANNEL)
    ours, theirs = urlsplit(site.base_url), urlsplit(f"//{seen.authority}")
    if ours.hostname == theirs.hostname:
        return Finding("port-differs", Level.WRONG, ISSUER)
    if is_loopback(ours.hostname or "") and is_loopback(theirs.hostname or ""):
        return Finding("loopback-names", Level.WRONG, ISSUER)
    return Finding("name-differs", Level.WRONG, ISSUER)


def _other_scheme(site: Site, seen: Seen) -> list[Finding]:
    ours = urlsplit(site.base_url).scheme
    if seen.scheme and seen.scheme != ours:
        return [Finding(f"{ours}-over-{seen.scheme}", Level.WRONG, ISSUER)]
    if ours == "https" and not seen.scheme and _compared(site, seen) == authority(site.base_url):
        return [Finding("scheme-untold", Level.NOTE)]
    return []


def _other_path(site: Site, seen: Seen, arrival: Arrival) -> list[Finding]:
    if seen.prefix is not None and seen.prefix != site.root:
        return [Finding("path-differs", Level.WRONG, ISSUER)]
    if site.root and site.within(arrival.path) == arrival.path and seen.told_by != "host":
        return [Finding("path-stripped", Level.NOTE)]
    return []


def _proposal(site: Site, seen: Seen, found: list[Finding]) -> tuple[str, str]:
    """The setting to change and the value that would fit what was seen; empty if none."""
    setting = next((each.setting for each in found if each.level is Level.WRONG), "")
    return setting, _spelled(site, seen) if setting else ""


def _spelled(site: Site, seen: Seen) -> str:
    """The base that the caller seems to use, as a setting would name it."""
    if not is_authority(seen.authority):
        return ""
    named = _compared(site, seen) == authority(site.base_url)
    scheme = seen.scheme or (urlsplit(site.base_url).scheme if named else "http")
    kept = site.root if named or seen.told_by == "proxy" else ""
    return f"{scheme}://{seen.authority}{kept if seen.prefix is None else seen.prefix}"


def _only_this_machine(site: Site) -> bool:
    """Whether containers may call us but the issuer's name would lead them to themselves."""
    listens = urlsplit(f"//{site.listens}").hostname or ""
    return not site.backchannel and site.on_loopback and not is_loopback(listens)
