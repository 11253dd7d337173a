"""Runs a relying party written for Node and hands back what it saw."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.live import LiveServer

HERE = Path(__file__).parent
RUN_SECONDS = 60
LIBRARIES = ("openid-client", "oauth4webapi", "oidc-client-ts")


def executable() -> str:
    """Where Node is; skips the test, with a reason, where it or a library is missing."""
    node = shutil.which("node")
    missing = [name for name in LIBRARIES if not (HERE / "node_modules" / name).is_dir()]
    if node is None or missing:
        pytest.skip("node and its modules are needed: make test installs them where npm is")
    return node


def run(
    script: str, sandbox: LiveServer, given: dict[str, Any], **environment: str
) -> dict[str, Any]:
    """What `script` printed, as JSON; it is given `given` and the issuer of `sandbox`.

    `environment` adds variables, such as the certificate of a proxy.
    """
    told = {"issuer": sandbox.base_url, **given}
    return printed(script, told, sandbox.printed, **environment)


def printed(
    script: str, given: dict[str, Any], log: Callable[[], str] = str, **environment: str
) -> dict[str, Any]:
    """What `script` printed, as JSON; when it fails, with what the sandbox printed (`log`)."""
    ran = subprocess.run(
        [executable(), str(HERE / script), json.dumps(given)],
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
        env={**os.environ, **environment},
    )
    assert ran.returncode == 0, f"{ran.stderr}\n{log()}"
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
