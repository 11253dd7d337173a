"""The examples of a page of the documentation, made into what can be run."""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A block of code: its language, the words beside it, its text, the line it begins on."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int


def examples(page: Path) -> list[Example]:
    """Every block of code of a page, in order."""
    source = page.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(source):
        language, *words = fence["info"].split() or [""]
        line = source.count("\n", 0, fence.start("text")) + 1
        found.append(Example(language, tuple(words), fence["text"], line))
    return found


def module(page: Path) -> str:
    """The Python blocks of a page as one module, each on the lines it has on the page."""
    lines: list[str] = []
    for example in examples(page):
        if example.language == "python":
            lines += [""] * (example.line - 1 - len(lines))
            lines += example.text.splitlines()
    return "\n".join(lines) + "\n"


def scripts(page: Path) -> list[Example]:
    """The `sh` blocks of a page that are run: all but those marked `elsewhere`."""
    return [
        each for each in examples(page) if each.language == "sh" and "elsewhere" not in each.words
    ]
