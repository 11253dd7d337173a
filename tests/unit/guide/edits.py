"""A copy of the guide to spoil: one edit, and what loading it says."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.guide.library import Guide, load
from sandbox.guide.markdown import GuideError
from tests.house.tree import ROOT

HOME = ROOT / "sandbox" / "guide"


class Copy:
    """A copy of the guide's pages and registers, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(HOME / "pages", root / "pages")
        for name in ("sections.toml", "silences.md", "silences.en.md"):
            shutil.copyfile(HOME / name, root / name)

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace the first `old` of a file, which must be there; returns its line."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def rewrite(self, name: str, change: Callable[[str], str]) -> None:
        """Change the whole of a file."""
        path = self.root / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    def load(self) -> Guide:
        """The guide as it now is."""
        return load(self.root, "guide")

    def refusal(self) -> GuideError:
        """What loading it is refused for."""
        with pytest.raises(GuideError) as refused:
            self.load()
        return refused.value
