"""What a clone receives names no machine, no registry and no secret."""

import re

import pytest

from tests.house.tree import ROOT, committed_files, committed_texts, shown

# The classes of one letter keep these patterns from striking this very file.
PRIVATE = {
    "a path of one machine": re.compile(
        r"(?<![\w.~-])/(?:wor[k]|tm[p]|roo[t]|hom[e]|User[s])/|[A-Z]:\\User[s]\\"
    ),
    "the address of a registry": re.compile(
        r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|deb\.debia[n]\.org"
        r"|crate[s]\.io|mave[n]\.org|proxy\.golan[g]\.org",
        re.IGNORECASE,
    ),
    "an internal tool": re.compile(r"\bfar[m]-|\.\./share[d]\b"),
    "a private key": re.compile(r"BEGIN [A-Z ]*PRIVAT[E] KEY"),
}
LOCK_ADDRESS = re.compile(r"\"resolved\"|--(?:extra-)?index-url|--find-links|@ (?:https?|file):")
STATE = re.compile(r"(?:^|/)\.sandbox/|\.(?:sqlite3?|db|pem|key|env)$|(?:^|/)node_modules/")


def findings(patterns: dict[str, re.Pattern[str]], name: str, text: str) -> list[str]:
    """Every line of `text` that one of `patterns` strikes, as ``file:line what``."""
    return [
        f"{name}:{number} {what}: {found.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in patterns.items()
        if (found := pattern.search(line))
    ]


def test_no_committed_file_names_a_machine_a_registry_or_a_secret() -> None:
    """A clone works anywhere, and tells nothing of where it was written."""
    found = [
        finding
        for path, text in committed_texts()
        for finding in findings(PRIVATE, shown(path), text)
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_locks_name_no_address() -> None:
    """The locks hold versions and hashes; where to fetch from is each machine's own choice."""
    locks = [ROOT / "tests/relying_parties/package-lock.json", *ROOT.glob("requirements/*.txt")]
    assert len(locks) >= 4
    found = [
        finding
        for lock in locks
        for finding in findings(
            {"an address": LOCK_ADDRESS}, shown(lock), lock.read_text(encoding="utf-8")
        )
    ]
    assert not found, "\n" + "\n".join(found)


def test_no_state_and_no_installed_package_is_committed() -> None:
    """Databases, keys, environment files and node modules stay out of the index."""
    assert not [name for path in committed_files() if STATE.search(name := shown(path))]


@pytest.mark.parametrize(
    "line",
    [
        "data = '/tm·p/x'",
        "cd /wor·k/main",
        "https://pyp·i.org/simple",
        "-----BEGIN RSA PRIVAT·E KEY-----",
        "see ../share·d/table.json",
    ],
)
def test_the_patterns_strike(line: str) -> None:
    """Each kind of private thing is found when it is there."""
    assert findings(PRIVATE, "file", line.replace("·", ""))


@pytest.mark.parametrize("line", ["POST /oidc/token", "./tmp/x", "a homework/x", "the farm house"])
def test_the_patterns_spare_ordinary_lines(line: str) -> None:
    """A path of the service itself is not taken for one of a machine."""
    assert not findings(PRIVATE, "file", line)


def test_text_files_are_utf_8_with_line_feeds_and_a_last_one() -> None:
    """Every text file ends its lines as git keeps them, with no carriage return and no mark."""
    wrong = [
        shown(path)
        for path, text in committed_texts()
        if "\r" in text or text.startswith("\ufeff") or (text and not text.endswith("\n"))
    ]
    assert not wrong
