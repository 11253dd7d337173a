"""Every way two addresses disagree is named, with the one setting that would make it right."""

import pytest

from sandbox.services.hosts import client_kind, is_authority
from sandbox.services.reachability import (
    Arrival,
    Level,
    diagnose,
    told_forwarded,
)
from sandbox.services.site import Site
from sandbox.settings import Settings

LOCAL = Site("http://localhost:8400")
PROXIED = Site("https://proxy.example/clicsequr")
TWO = Site("https://proxy.example/clicsequr", "http://sandbox:8400")
ISSUER, BACKCHANNEL = "SANDBOX_ISSUER", "SANDBOX_BACKCHANNEL_URL"


def browser(at: str, page: str = "", path: str = "/developper/diagnostic", /, **forwarded: str):
    """A request of a browser; `X-Forwarded-` headers by their last word."""
    told = {f"x-forwarded-{name}": value for name, value in forwarded.items()}
    return Arrival(host=at, page=page, path=path, forwarded=told, browser=True)


CASES = {
    "all is well": (LOCAL, browser("localhost:8400"), ["agrees"], ""),
    "through a proxy that passes all on": (
        PROXIED,
        browser("proxy.example", "https://proxy.example/clicsequr/developper", "/clicsequr/x"),
        ["agrees"],
        "",
    ),
    "a proxy that strips the path": (
        PROXIED,
        browser("proxy.example", "https://proxy.example/clicsequr/developper?lang=en"),
        ["agrees", "path-stripped"],
        "",
    ),
    "a proxy that says what it did": (
        PROXIED,
        browser("127.0.0.1:8400", proto="https", host="proxy.example", prefix="/clicsequr"),
        ["agrees", "host-not-passed", "path-stripped"],
        "",
    ),
    "the standard header": (
        PROXIED,
        Arrival(
            "127.0.0.1:8400",
            forwarded={"forwarded": 'for=192.0.2.1;host="Proxy.Example";proto=HTTPS, host=x'},
            browser=True,
        ),
        ["agrees", "host-not-passed", "path-stripped"],
        "",
    ),
    "a proxy that says nothing of the scheme": (
        PROXIED,
        browser("proxy.example", "", "/clicsequr/x"),
        ["agrees", "scheme-untold"],
        "",
    ),
    "http where the issuer says https": (
        PROXIED,
        browser("proxy.example", "http://proxy.example/clicsequr/developper", "/clicsequr/x"),
        ["https-over-http"],
        f"{ISSUER}=http://proxy.example/clicsequr",
    ),
    "TLS that the issuer does not know of": (
        LOCAL,
        browser("localhost:8400", proto="https"),
        ["http-over-https"],
        f"{ISSUER}=https://localhost:8400",
    ),
    "a TLS proxy on another port and under a path": (
        LOCAL,
        browser("localhost:8400", "https://localhost:9443/clicsequr/developper"),
        ["port-differs", "http-over-https", "path-differs"],
        f"{ISSUER}=https://localhost:9443/clicsequr",
    ),
    "a port published differently": (
        LOCAL,
        browser("localhost:9000"),
        ["port-differs"],
        f"{ISSUER}=http://localhost:9000",
    ),
    "the port told apart by the proxy": (
        Site("https://proxy.example"),
        browser("x", proto="https", host="proxy.example", port="9443"),
        ["port-differs"],
        f"{ISSUER}=https://proxy.example:9443",
    ),
    "127.0.0.1 for localhost": (
        LOCAL,
        browser("127.0.0.1:8400"),
        ["loopback-names"],
        f"{ISSUER}=http://127.0.0.1:8400",
    ),
    "another name": (
        LOCAL,
        browser("poste-12:8400"),
        ["name-differs"],
        f"{ISSUER}=http://poste-12:8400",
    ),
    "another path": (
        PROXIED,
        browser("proxy.example", "https://proxy.example/autre/developper/diagnostic"),
        ["path-differs"],
        f"{ISSUER}=https://proxy.example/autre",
    ),
    "a back end by a name of its own": (
        LOCAL,
        Arrival("sandbox:8400"),
        ["program-elsewhere"],
        f"{BACKCHANNEL}=http://sandbox:8400",
    ),
    "a back end where it should": (TWO, Arrival("sandbox:8400"), ["backchannel"], ""),
    "a browser where back ends should": (
        TWO,
        browser("sandbox:8400"),
        ["browser-on-backchannel"],
        "",
    ),
    "a proxy that puts the back-channel name in Host": (
        TWO,
        browser("sandbox:8400", "https://proxy.example/clicsequr/developper"),
        ["host-hides-backchannel"],
        "",
    ),
    "no Host": (LOCAL, Arrival(), ["host-malformed"], ""),
    "a Host that is markup": (LOCAL, browser("<b>x</b>"), ["host-malformed"], ""),
    "a proxy that lies in markup": (LOCAL, browser("localhost:8400", host="<b>"), ["agrees"], ""),
    "a page of somebody else": (
        LOCAL,
        browser("localhost:8400", "https://evil.example/other"),
        ["agrees"],
        "",
    ),
    "containers before a loopback issuer": (
        Site("http://localhost:8400", listens="0.0.0.0:8400"),
        browser("localhost:8400"),
        ["agrees", "only-this-machine"],
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_disagreement_is_named_with_its_remedy(case):
    """The findings, the worst first, and the setting with the value to give it."""
    site, arrival, codes, remedy = CASES[case]
    found = diagnose(site, "default", arrival)
    assert [each.code for each in found.findings] == codes
    assert (f"{found.setting}={found.value}" if found.setting else "") == remedy
    assert found.agrees == (codes[0] in ("agrees", "backchannel"))


@pytest.mark.parametrize("case", [name for name, told in CASES.items() if ISSUER in told[3]])
def test_the_issuer_proposed_is_one_that_settles_it(case):
    """With the proposed issuer the same request is told that the addresses agree."""
    _, arrival, _, _ = CASES[case]
    value = diagnose(CASES[case][0], "default", arrival).value
    site = Settings(issuer=value).checked().site
    assert diagnose(site, "default", arrival).agrees


def test_the_page_of_a_space_tells_the_same_base():
    """`/b/{space}` belongs to the space, not to the path of the issuer."""
    page = "https://proxy.example/clicsequr/b/classe-1/developper"
    found = diagnose(PROXIED, "classe-1", browser("proxy.example", page, "/clicsequr/b/classe-1/"))
    assert [each.code for each in found.findings] == ["agrees"]


def test_the_worst_comes_first():
    """What is wrong is read before what is merely worth knowing."""
    site = Site("https://proxy.example", listens="0.0.0.0:8400")
    levels = [each.level for each in diagnose(site, "default", browser("x")).findings]
    assert levels[0] is Level.WRONG


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("172.17.0.1", "private"),
        ("8.8.8.8", "public"),
        ("testclient", "unknown"),
    ],
)
def test_a_caller_is_told_by_kind_alone(address, kind):
    """Enough to tell a container from a laptop, and no more."""
    assert client_kind(address) == kind


@pytest.mark.parametrize(
    "text", ["", "a b", "a/b", "a@b", "[::1", "[:::::]:1", "a:99999", "é", "a:0"]
)
def test_what_is_no_host_is_never_proposed(text):
    """Only what a Host header may hold is turned into an address."""
    assert not is_authority(text)


def test_only_the_first_proxy_counts():
    """Each proxy appends; the first value is the one nearest to the browser."""
    told = told_forwarded({"x-forwarded-proto": "https, http", "x-forwarded-host": "a, b"})
    assert told == {"proto": "https", "host": "a"}
