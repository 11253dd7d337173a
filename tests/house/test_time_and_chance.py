"""Only world/clock.py reads the time, and only world/chance.py draws randomness."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, parsed, python_files, shown

CLOCK = "sandbox/world/clock.py"
CHANCE = "sandbox/world/chance.py"

# Whole modules first: nothing in them is needed elsewhere (secrets.compare_digest is in hmac too).
TIME = {
    "time",
    "email.utils",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "asyncio.get_running_loop.time",
    "asyncio.get_event_loop.time",
}
RANDOMNESS = {
    "random",
    "secrets",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "os.urandom",
    "os.getrandom",
    "ssl.RAND_bytes",
    "authlib.common.security",
}
SQL = re.compile(
    r"\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|\bunixepoch\(\s*\)|'now'|\brandom(?:blob)?\(",
    re.IGNORECASE,
)


def known_names(tree: ast.Module) -> dict[str, str]:
    """What each imported or plainly reassigned name stands for, as a dotted path."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            path = dotted(node.value, names)
            if path is not None:
                names[node.targets[0].id] = path
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The dotted path an expression stands for, calls looked through; None when unknown."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=value, attr=attribute):
            path = dotted(value, names)
            return path and f"{path}.{attribute}"
        case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(name)), *_]):
            path = dotted(value, names)
            return path and f"{path}.{name}"
        case ast.Call(func=function):
            return dotted(function, names)
    return None


def is_one_of(path: str, forbidden: set[str]) -> bool:
    """Whether `path` is, or is inside, one of `forbidden`."""
    return any(path == name or path.startswith(f"{name}.") for name in forbidden)


def uses(tree: ast.Module, forbidden: set[str]) -> list[str]:
    """Each import or expression of `tree` that stands for something `forbidden`, with its line."""
    names = known_names(tree)
    found: dict[int, str] = {}
    for node in ast.walk(tree):
        paths: list[str] = []
        if isinstance(node, ast.Import):
            paths = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            paths = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.Name | ast.Call):
            path = dotted(node, names)
            paths = [path] if path else []
        for path in paths:
            if is_one_of(path, forbidden):
                found.setdefault(node.lineno, path)  # type: ignore[attr-defined]
    return [f"{line} {path}" for line, path in sorted(found.items())]


def strays(forbidden: set[str], only_in: str) -> list[str]:
    """Every forbidden use in the sandbox outside the one file it belongs to."""
    return [
        f"{shown(path)}:{use}"
        for path in python_files("sandbox")
        if shown(path) != only_in
        for use in uses(parsed(path), forbidden)
    ]


def test_only_the_clock_reads_the_time() -> None:
    """Nothing outside world/clock.py asks the machine what time it is, by whatever name."""
    assert not strays(TIME, CLOCK)


def test_only_chance_draws_randomness() -> None:
    """Nothing outside world/chance.py draws, so that a seed decides everything."""
    assert not strays(RANDOMNESS, CHANCE)


def test_the_clock_and_chance_are_where_this_test_looks() -> None:
    """Each of the two doors exists and does what the others may not."""
    assert uses(parsed(ROOT / CLOCK), TIME)
    assert uses(parsed(ROOT / CHANCE), RANDOMNESS)


def sql_texts(path: Path) -> list[tuple[int, str]]:
    """The SQL a file holds: all of an .sql file, the literal strings of a .py file."""
    if path.suffix == ".sql":
        return list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    return [
        (node.lineno, node.value)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_the_database_neither_reads_the_time_nor_draws() -> None:
    """No statement lets SQLite choose a moment or a number for us."""
    storage = ROOT / "sandbox" / "storage"
    found = [
        f"{shown(path)}:{line}"
        for path in [*sorted(storage.rglob("*.sql")), *sorted(storage.rglob("*.py"))]
        for line, text in sql_texts(path)
        if SQL.search(text)
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "import time\n",
        "from time import monotonic as ticks\n",
        "import datetime as dt\nx = dt.datetime.now(dt.UTC)\n",
        "from datetime import datetime as Moment\nx = Moment.utcnow\n",
        "from datetime import date\nfield(default_factory=date.today)\n",
        "import datetime\nD = datetime.datetime\nx = D.now()\n",
        "from datetime import date\nx = getattr(date, 'today')()\n",
        "import asyncio\nx = asyncio.get_running_loop().time()\n",
        "def f():\n    import time\n    return time.time()\n",
    ],
)
def test_a_reading_of_the_time_is_seen(source: str) -> None:
    """Aliases, reassignments, references and late imports do not hide a clock."""
    assert uses(ast.parse(source), TIME)


@pytest.mark.parametrize(
    "source",
    [
        "import random\n",
        "from secrets import token_urlsafe\n",
        "import uuid as u\nx = u.uuid4().hex\n",
        "import os\ndraw = os.urandom\n",
        "from authlib.common.security import generate_token\n",
    ],
)
def test_a_draw_is_seen(source: str) -> None:
    """Each usual source of randomness is seen, by whatever name."""
    assert uses(ast.parse(source), RANDOMNESS)


def test_times_and_identifiers_that_are_given_are_spared() -> None:
    """To build, parse or compare a moment, or to name by hash, reads no clock and draws nothing."""
    source = (
        "import uuid\nfrom datetime import datetime, time, timedelta, UTC\n"
        "x = datetime.fromisoformat(text) + timedelta(days=1)\n"
        "y = x.time()\nz = clock.now()\nn = uuid.uuid5(space, name)\n"
    )
    assert not uses(ast.parse(source), TIME | RANDOMNESS)
