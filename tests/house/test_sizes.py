"""No file grows past what one reads in a sitting."""

from tests.house.tree import python_files, shown

SOFT_LINES = 250
HARD_LINES = 300


def test_no_python_file_is_longer_than_the_hard_limit() -> None:
    """Every Python file has at most 300 lines; those past 250 are named in the output."""
    lines = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("sandbox", "clients", "tests")
        if "node_modules" not in path.parts
    }
    assert lines
    for name, count in sorted(lines.items()):
        if SOFT_LINES < count <= HARD_LINES:
            print(f"{name}: {count} lines, soft limit {SOFT_LINES}")
    too_long = {name: count for name, count in lines.items() if count > HARD_LINES}
    assert not too_long
