"""The image and the compose file agree with the locks, the commands and each other."""

import re
from urllib.parse import urlsplit

import pytest

from sandbox.domain.errors import BadInput
from sandbox.settings import Settings
from tests.house.tree import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_the_image_takes_only_what_the_context_lets_in() -> None:
    """Every file the image copies from the clone exists and is let in by .dockerignore."""
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    assert all((ROOT / source).exists() for source in copied)
    assert IGNORED[1] == "*"
    assert {f"!{source}" for source in copied} == {line for line in IGNORED if line[0] == "!"}


def test_the_image_installs_by_hash_and_runs_as_nobody() -> None:
    """Packages are checked against the locks, and the last stage gives up root."""
    assert "--require-hashes" in DOCKERFILE
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0|root)\d+:\d+$", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage


def test_the_image_and_the_compose_file_start_guarded() -> None:
    """Both listen on every address of the container: neither starts without a token, nor open."""
    image = dict(re.findall(r"(SANDBOX_[A-Z_]+)=(\S+)", DOCKERFILE))
    assert image["SANDBOX_HOST"] == "0.0.0.0"
    told = dict(re.findall(r"^      (SANDBOX_[A-Z_]+): (\S+)$", COMPOSE, re.MULTILINE))
    given = re.fullmatch(r"\$\{SANDBOX_CONTROL_TOKEN:-(\w+)\}", told["SANDBOX_CONTROL_TOKEN"])
    assert given is not None
    composed = {**image, **told, "SANDBOX_CONTROL_TOKEN": given[1]}
    for environment in (image, composed):
        settings = Settings.from_environ(environment)
        settings.refuse_unguarded()
        assert not settings.control_is_open
    bare = {name: value for name, value in image.items() if name != "SANDBOX_CONTROL_TOKEN"}
    with pytest.raises(BadInput, match="SANDBOX_CONTROL_TOKEN"):
        Settings.from_environ(bare).refuse_unguarded()


def test_one_issuer_is_named_throughout_the_compose_file() -> None:
    """Browsers and tokens have one address, back ends a second one by the name of the service."""
    told = dict(
        re.findall(r"^      ((?:SANDBOX|PES_PORTAL)_[A-Z_]+): (\S+)$", COMPOSE, re.MULTILINE)
    )
    assert told["PES_PORTAL_ISSUER"] == told["SANDBOX_ISSUER"]
    assert told["PES_PORTAL_BACKCHANNEL_URL"] == told["SANDBOX_BACKCHANNEL_URL"]
    named = urlsplit(told["SANDBOX_BACKCHANNEL_URL"])
    assert f"\n  {named.hostname}:\n" in COMPOSE
    for address, port in (
        (told["SANDBOX_ISSUER"], named.port),
        (told["PES_PORTAL_PUBLIC_URL"], int(told["PES_PORTAL_PORT"].strip('"'))),
    ):
        public = urlsplit(address)
        assert f'"{public.hostname}:{public.port}:{port}"' in COMPOSE
    sandbox = {name: value for name, value in told.items() if name.startswith("SANDBOX_")}
    assert Settings.from_environ(sandbox).site.backchannel == told["SANDBOX_BACKCHANNEL_URL"]
    portal = urlsplit(told["SANDBOX_PORTAL_BACKCHANNEL_URL"])
    assert portal.hostname == told["SANDBOX_OUTBOUND_HOSTS"]
    assert f"\n  {portal.hostname}:\n" in COMPOSE
    assert str(portal.port) == told["PES_PORTAL_PORT"].strip('"')


def test_every_published_port_stays_on_the_loopback() -> None:
    """A sandbox started on a laptop is not offered to the network it happens to be on."""
    published = re.findall(r'^\s+- "([^"]+:\d+)"$', COMPOSE, re.MULTILINE)
    assert len(published) == 2
    assert all(port.startswith("127.0.0.1:") for port in published)
