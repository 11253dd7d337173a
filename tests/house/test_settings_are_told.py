"""Every variable the sandbox obeys is in the README, and the README names no other."""

import re

from sandbox.settings import Settings
from tests.house.tree import ROOT, python_files

VARIABLE = re.compile(r"\bSANDBOX_[A-Z][A-Z0-9_]*\b")


def told() -> set[str]:
    """The variables with a row of their own in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(SANDBOX_[A-Z0-9_]+)` \|", readme, re.MULTILINE))


def written() -> set[str]:
    """The variables that the sources, the image and the compose file spell out."""
    files = [*python_files("sandbox", "clients"), ROOT / "Dockerfile", ROOT / "compose.yaml"]
    return {name for path in files for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def obeyed() -> set[str]:
    """Every variable the settings read."""
    return set(Settings.variables())


def test_every_variable_is_in_the_readme() -> None:
    """Nobody has to read the sources to learn what can be set."""
    assert not (written() | obeyed()) - told()


def test_the_readme_promises_no_variable_that_is_not_obeyed() -> None:
    """A row of the README is a setting of the sandbox."""
    assert told()
    assert not told() - (obeyed() or written())
