"""The clients of the control API in other languages: checked strictly, run against a real port."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.live import LiveServer
from tests.relying_parties import node

HERE = Path(__file__).parent
CLIENTS = ROOT / "clients" / "control"
SECONDS = 120
STRICT = """
--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --noImplicitOverride
--noPropertyAccessFromIndexSignature --noUnusedLocals --noUnusedParameters --noImplicitReturns
--target es2022 --module es2022 --moduleResolution bundler --lib es2022,dom,dom.iterable
""".split()


def done(command: Sequence[str | Path]) -> str:
    """What a command printed; it must end well, within its time."""
    ended = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def java(program: str) -> str:
    """A program of a JDK; skips the test, with a reason, where there is none."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is needed: install a JDK, 17 or newer")
    return found


def test_the_typescript_client_commands_a_space(live_sandbox: LiveServer, tmp_path: Path) -> None:
    """It passes the compiler at its strictest and, in Node, does all that a test asks of it."""
    executable = node.executable()
    compiler = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists():
        pytest.skip("typescript is needed: make test installs it where npm is")
    for file in (CLIENTS / "clicsequr.ts", HERE / "control.ts"):
        shutil.copy(file, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    done([executable, compiler, *STRICT, tmp_path / "clicsequr.ts", tmp_path / "control.ts"])
    given = json.dumps({"issuer": live_sandbox.base_url})
    seen = json.loads(done([executable, tmp_path / "control.js", given]))
    code, status, text = seen.pop("unknown fault")
    assert (code, status) == ("fault-unknown", 422)
    assert "Did you mean: id-token-expired" in text
    assert seen == {
        "listed": True,
        "own": True,
        "spoilt": True,
        "struck": 1,
        "disarmed": 1,
        "honest": True,
        "refreshed": True,
        "userinfo": True,
        "nobody": "authorize",
        "of one sign-in": True,
        "no post": True,
        "minted": "id-token-expired",
        "logout token": True,
        "cookies": True,
        "trace": [False, True],
        "session": True,
        "enrolled": ["PA-1", True],
        "decided": ["differee_pieces", "en_verification", "active"],
        "acted": ["suspendu", "actif"],
        "mail": True,
        "moved": [True, 91 * 86_400, 0],
        "restored": True,
        "twin": True,
        "class": ["PA-1", "absent", True],
        "played": ["already-informed", "not-transmitted"],
        "offered": [],
        "advanced": [2],
        "added": [3],
        "reported": 1,
        "begun again": [1],
        "scenario": "T0",
        "halls": True,
        "class ended": "class-unknown",
        "gone": 404,
    }


def test_the_java_client_commands_a_space(live_sandbox: LiveServer, tmp_path: Path) -> None:
    """It compiles without a warning for Java 17, and does all that a test asks of it."""
    compiler, runtime = java("javac"), java("java")
    sources = [CLIENTS / "ClicSequr.java", HERE / "ControlProgram.java"]
    lint = ["-Xlint:all", "-Werror", "--release", "17", "-encoding", "UTF-8"]
    done([compiler, *lint, "-d", tmp_path, *sources])
    said = done([runtime, "-Xmx256m", "-cp", tmp_path, "ControlProgram", live_sandbox.base_url])
    seen = dict(line.split("=", 1) for line in said.splitlines())
    assert "Did you mean: id-token-expired" in seen.pop("unknown fault")
    yes = """label own listed spoilt honest userinfo refreshed trace cookies session mail moved
    restored scenario halls""".split()
    assert {name: seen.pop(name) for name in yes} == dict.fromkeys(yes, "true")
    assert seen == {
        "never struck": "1",
        "struck": "1",
        "disarmed": "1",
        "nobody": "authorize",
        "of one sign-in": "true",
        "no post": "true",
        "minted": "id-token-expired",
        "enrolled": "PA-1",
        "decided": "differee_pieces en_verification active",
        "frozen": "2026-01-01T00:00:00Z",
        "twin": "RSEACT24",
        "class": "[PA-1] true",
        "played": "not-transmitted",
        "offered": "[]",
        "advanced": "2",
        "added": "3",
        "reported": "1",
        "begun again": "[1, 3]",
        "class ended": "class-unknown",
        "gone": "404",
    }
