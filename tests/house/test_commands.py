"""What the README promises is there under that name."""

import re

from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_target_the_readme_names_is_in_the_makefile() -> None:
    """A `make` line copied from the README finds its target."""
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
    assert {"env", "run", "test"} <= named <= targets


def test_every_public_target_is_told_by_help() -> None:
    """Each target of a person carries the sentence that `make help` shows."""
    phony = re.search(r"^\.PHONY:(.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    told = set(re.findall(r"^([a-z-]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert not set(phony[1].split()) - told


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    """No relative link of the README is dead."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_the_commands_without_make_are_those_of_make() -> None:
    """The lines for a machine without make install the same locks in the same way."""
    for part in ("--require-hashes", "--no-index --no-deps --no-build-isolation --editable ."):
        assert part in MAKEFILE
        assert README.count(part) == 2
    for lock in ("build", "run"):
        assert f"requirements/{lock}.txt" in README
        assert f"requirements\\{lock}.txt" in README
