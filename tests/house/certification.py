"""The certification plans, their modules, and the tests that hold them; `docs/certification.md`.

Run as `python -m tests.house.certification` to write the page anew.
"""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT, parsed, shown

LIST = ROOT / "tests/data/certification.toml"
PAGE = ROOT / "docs/certification.md"
PLACE = ROOT / "tests/protocol"
PREFIX = "test_oidcc_"

_HEAD = """\
# Certification modules

The OpenID Foundation certifies providers by plans, each a list of modules. This page lists the
modules of every plan for a provider of the code flow, what each asks in our words, and the file
of the test that does the same in process. It is not a certificate: the Foundation gives those.

A test is named after its module (`oidcc-codereuse` is `test_oidcc_codereuse`), and makes every
check of it, warnings of the suite included: an access token that still works after its code was
reused fails here. Run a plan with `python -m pytest tests/protocol/test_plan_config.py`, or all
of them with `python -m pytest tests/protocol -k test_oidcc`.

Written by `python -m tests.house.certification` from `tests/data/certification.toml`;
`tests/house/test_certification.py` holds both against the tests.
"""


@dataclass(frozen=True)
class Plan:
    """One plan: `modules` from id to sentence, `skips` and `apart` from id to what is different."""

    id: str
    name: str
    tests: str  # the file names of its tests, a pattern
    about: str
    modules: dict[str, str]
    skips: dict[str, str]
    apart: dict[str, str]

    def files(self) -> list[Path]:
        """The files of its tests."""
        return sorted(PLACE.glob(self.tests))

    def held(self) -> dict[str, list[Path]]:
        """The files that have a test, by the name of the test."""
        found: dict[str, list[Path]] = {}
        for path in self.files():
            for name in module_tests(path):
                found.setdefault(name, []).append(path)
        return found


def name_of_test(module: str) -> str:
    """The name of the test of a module."""
    return "test_" + module.replace("-", "_").lower()


def plans() -> list[Plan]:
    """The plans, in the order of the list."""
    told: list[dict[str, Any]] = tomllib.loads(LIST.read_text(encoding="utf-8"))["plan"]
    by_id = {entry["id"]: entry for entry in told}
    found = []
    for entry in told:
        source = by_id[entry.get("modules_of", entry["id"])]
        found.append(
            Plan(
                id=entry["id"],
                name=entry["name"],
                tests=entry["tests"],
                about=entry["with"],
                modules=source["modules"],
                skips=source.get("skips", {}),
                apart=source.get("apart", {}),
            )
        )
    return found


def module_tests(path: Path) -> list[str]:
    """The module tests that pytest collects from a file: defined there, or imported to run anew."""
    found = []
    for node in parsed(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.ImportFrom):
            found += [alias.asname or alias.name for alias in node.names]
    return [name for name in found if name.startswith(PREFIX)]


def page() -> str:
    """The text of `docs/certification.md`."""
    parts = [_HEAD]
    for plan in plans():
        held = plan.held()
        count = len(plan.modules)
        many = f"{count} module{'s' if count > 1 else ''}"
        parts.append(f"## {plan.name}\n\n`{plan.id}`, {many}: {plan.about}.\n")
        rows = ["| Module | What it asks | Test |", "|---|---|---|"]
        for module, asks in plan.modules.items():
            files = held.get(name_of_test(module), [])
            where = ", ".join(f"[{path.name}](../{shown(path)})" for path in files)
            rows.append(f"| `{module}` | {asks} | {where} |")
        parts.append("\n".join(rows) + "\n")
        notes = [(plan.skips, "The suite skips"), (plan.apart, "Apart from")]
        parts += [
            f"{what} `{module}`: {why}\n" for each, what in notes for module, why in each.items()
        ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
