"""The locks answer to pyproject.toml, are complete in hashes, and agree with each other."""

import json
import re
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)[^\\]*\\\n", re.MULTILINE)
LOCKED_BY = {
    "run": PROJECT["project"]["dependencies"],
    "test": PROJECT["dependency-groups"]["test"],
    "build": [*PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"]],
    "lock": PROJECT["dependency-groups"]["lock"],
}


def text_of(lock: str) -> str:
    """The text of ``requirements/{lock}.txt``."""
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def versions(lock: str) -> dict[str, Version]:
    """Canonical name to pinned version."""
    return {
        canonicalize_name(found["name"]): Version(found["version"])
        for found in PINNED.finditer(text_of(lock))
    }


def unmet(wanted: Iterable[str], locked: dict[str, Version]) -> list[str]:
    """The requirements that `locked` lacks or answers with a version out of bounds."""
    return [
        f"{requirement}: {version or 'not locked'}"
        for requirement in map(Requirement, wanted)
        for version in [locked.get(canonicalize_name(requirement.name))]
        if version is None or version not in requirement.specifier
    ]


@pytest.mark.parametrize("lock", sorted(LOCKED_BY))
def test_every_requirement_is_locked_within_its_bounds(lock: str) -> None:
    """What pyproject.toml asks for is what `make env` and `make test` install."""
    assert not unmet(LOCKED_BY[lock], versions(lock))


def test_a_requirement_out_of_bounds_is_seen() -> None:
    """A missing name and an old version are both told."""
    locked = {"starlette": Version("0.40")}
    assert len(unmet(["starlette>=1.10", "joserfc>=1.8"], locked)) == 2


@pytest.mark.parametrize("lock", sorted(LOCKED_BY))
def test_every_locked_version_has_a_hash(lock: str) -> None:
    """Each entry of a lock is followed by at least one SHA-256."""
    entries = re.split(r"\n(?=\S)", text_of(lock).strip())
    assert len(entries) == len(versions(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    """The test lock holds every version of the run lock, unchanged."""
    served, tested = versions("run"), versions("test")
    assert served.items() <= tested.items()


def test_the_node_lock_holds_the_versions_asked_for() -> None:
    """npm's lock pins what package.json names, each package with its integrity."""
    folder = ROOT / "tests" / "relying_parties"
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert asked
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all(entry["integrity"] for path, entry in packages.items() if path)
