"""Where each key of a TOML file stands, so that an error of a seed names its line.

`tomllib` parses but keeps no positions. This finds them for the subset that the seeds use: bare
keys, tables, arrays of tables, and values that may run over several lines.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

Path_ = tuple[str | int, ...]
"""Keys from the top of the file; an index stands for one table of an array of tables."""

_BARE = r"[A-Za-z0-9_-]+"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_BARE}(?:\s*\.\s*{_BARE})*)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*({_BARE}(?:\s*\.\s*{_BARE})*)\s*=\s*(.*)$")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


class SeedError(ValueError):
    """A seed that cannot be used; the message begins with `file:line:`."""


class Positions:
    """Lines of one file, by key path, counted from 1."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines: dict[Path_, int] = {}
        self._scan(text)

    def line(self, path: Path_) -> int:
        """The line of a key, or of the nearest table around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def error(self, path: Path_, what: str) -> SeedError:
        """An error at a key."""
        return SeedError(f"{self.name}:{self.line(path)}: {what}")

    def _scan(self, text: str) -> None:
        table: Path_ = ()
        arrays: dict[Path_, int] = {}
        open_until: str | None = None  # what ends the value that runs over lines
        depth = 0
        for number, line in enumerate(text.splitlines(), 1):
            if open_until is not None:
                open_until = None if open_until in line else open_until
                continue
            if depth > 0:
                depth += _brackets(line)
                continue
            header = _HEADER.match(line)
            if header:
                table = _resolved(header[2], arrays)
                if header[1] == "[[":
                    arrays[table] = arrays.get(table, -1) + 1
                    table = (*table, arrays[table])
                self._lines.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key:
                path = (*table, *_parts(key[1]))
                self._lines.setdefault(path, number)
                open_until, depth = _continues(key[2])


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in dotted.split("."))


def _resolved(dotted: str, arrays: dict[Path_, int]) -> Path_:
    """A header's path, with the index of the last table wherever it passes through an array."""
    parts = _parts(dotted)
    path: Path_ = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if path in arrays and place < len(parts) - 1:
            path = (*path, arrays[path])
    return path


def _continues(value: str) -> tuple[str | None, int]:
    """What ends a multi-line string begun here, and how many brackets stay open."""
    for quotes in ('"""', "'''"):
        if value.startswith(quotes):
            return (None if quotes in value[3:] else quotes), 0
    return None, max(_brackets(value), 0)


def _brackets(line: str) -> int:
    bare = _STRINGS.sub("", line).partition("#")[0]
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def parse(path: Path, root: Path) -> tuple[dict[str, Any], Positions]:
    """A TOML file and the lines of its keys; raises `SeedError` for one that is not TOML."""
    name = path.relative_to(root).as_posix()
    held = path.read_bytes()
    try:
        text = held.decode("utf-8")
    except UnicodeDecodeError as error:
        at_line = held.count(b"\n", 0, error.start) + 1
        raise SeedError(f"{name}:{at_line}: not UTF-8: {error.reason}") from None
    try:
        return tomllib.loads(text), Positions(name, text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = at[1] if at else len(text.splitlines())
        raise SeedError(f"{name}:{line}: not TOML: {error}") from None
