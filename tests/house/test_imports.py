"""Who may import whom: the contracts of pyproject.toml, and that they leave nobody out."""

import ast
import subprocess
import sys
import tomllib

from tests.house.tree import ROOT, parsed, python_files, shown

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]


def test_every_contract_is_kept() -> None:
    """Layers, faces and doors hold, as import-linter reads them."""
    # In a process of its own: it sets logging up anew and silences every logger that it meets, so
    # that whoever looks for a logged error in a later test would find none.
    call = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    linted = subprocess.run([sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def imported_roots(tree: ast.Module) -> set[str]:
    """The first names of all that a file imports, wherever in the file."""
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            roots.add(node.module.partition(".")[0])
    return roots


def test_every_third_party_of_the_sandbox_has_a_door() -> None:
    """A package that no contract names cannot slip in unseen."""
    doors = {name for contract in CONTRACTS for name in contract.get("protected_modules", ())}
    strangers = [
        f"{shown(path)}: {root}"
        for path in python_files("sandbox")
        for root in sorted(imported_roots(parsed(path)))
        if root not in sys.stdlib_module_names and root != "sandbox" and root not in doors
    ]
    assert not strangers


def test_the_sandbox_imports_itself_by_full_names() -> None:
    """No relative import, so that a search for a module finds all who use it."""
    relative = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files("sandbox", "clients")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
