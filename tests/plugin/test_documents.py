"""The examples of the documentation, run as they stand.

The `python` blocks of a page are one module of tests, each on the lines it has on its page, so
that a failure names the line to mend. The `sh` blocks are one session beside a sandbox that runs:
each must succeed and be refused nothing, unless it is marked `sh refused`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.live import clean_environment, running_sandbox
from tests.plugin.conftest import STRICT
from tests.plugin.documents import examples, module, scripts

DOCS = ROOT / "docs"
PYTHON = sorted(
    page
    for page in (ROOT / "README.md", *DOCS.glob("*.md"))
    if any(each.language == "python" for each in examples(page))
)
SHELL = sorted(page for page in DOCS.glob("*.md") if scripts(page))
WRITTEN_FOR = "http://127.0.0.1:8400"
"""Where a page says the sandbox is."""
REFUSED = re.compile(r'"status": ?[45]\d\d')
MARK = "@@ block at line "
SCRIPT_SECONDS = 120


@pytest.mark.parametrize("page", PYTHON, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page: Path, pytester: pytest.Pytester) -> None:
    """Every test a page shows passes, with warnings as errors."""
    path = pytester.path / f"test_{page.stem}.py"
    path.write_text(module(page), encoding="utf-8")
    ran = pytester.runpytest_subprocess(*STRICT, "-p", "no:cacheprovider")
    outcomes = ran.parseoutcomes()
    shown = len(re.findall(r"^(?:async )?def test_", module(page), re.MULTILINE))
    assert shown
    assert outcomes.get("passed", 0) >= shown, ran.stdout.str()
    assert set(outcomes) == {"passed"}, ran.stdout.str()


@pytest.mark.parametrize("page", SHELL, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    """Every command a page shows does what the page says, one after the other in one shell."""
    commands = Path(sys.executable).parent
    script = "".join(f"echo '{MARK}{each.line}'\n{each.text}" for each in scripts(page))
    with running_sandbox(tmp_path) as sandbox:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script.replace(WRITTEN_FOR, sandbox.base_url)],
            cwd=tmp_path,
            env=clean_environment(
                PATH=f"{commands}{os.pathsep}{os.environ['PATH']}",
                SANDBOX_URL=sandbox.base_url,
                HOME=str(tmp_path),
            ),
            capture_output=True,
            text=True,
            timeout=SCRIPT_SECONDS,
            check=False,
        )
    assert ran.returncode == 0, f"{page.name}\n{ran.stdout}\n{ran.stderr}"
    told = dict(part.split("\n", 1) for part in ran.stdout.split(MARK)[1:])
    for each in scripts(page):
        printed = told[str(each.line)]
        refused = bool(REFUSED.search(printed))
        assert refused == ("refused" in each.words), f"{page.name}:{each.line}\n{printed}"
