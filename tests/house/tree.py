"""What the house tests look at: the files of the clone, and their Python parsed once."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> Iterator[Path]:
    """Every ``.py`` file under `folders` (relative to the root), in a stable order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@functools.cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file of the clone."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """`path` as a person names it: relative to the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def committed_files() -> tuple[Path, ...]:
    """Every file git would hand to a clone: what is in the index and still on disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def committed_texts() -> Iterator[tuple[Path, str]]:
    """The committed files that are text (no NUL byte), with their text, endings untouched."""
    for path in committed_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")
