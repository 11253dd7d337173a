"""schemathesis over both descriptions of the sandbox: no 5xx, no undocumented answer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sandbox.control.routes import operations
from sandbox.oidc.openapi import OPERATIONS
from tests.live import LiveServer, clean_environment, running_sandbox

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method"
)
EXAMPLES = int(os.environ.get("FUZZ", "8"))
"""Per operation and phase; `make fuzz` asks for many more."""


def _tried(server: LiveServer, path: str, folder: Path, examples: int, *more: str) -> str:
    """What schemathesis says of a description: examples, every boundary and random requests."""
    tool = shutil.which("st", path=str(Path(sys.executable).parent))
    assert tool, "schemathesis is not installed beside this Python"
    done = subprocess.run(
        [
            tool,
            "run",
            server.base_url + path,
            f"--checks={CHECKS}",
            "--phases=examples,coverage,fuzzing",
            f"--max-examples={examples}",
            "--seed=20090101",
            "--suppress-health-check=all",
            "--continue-on-failure",
            "--warnings=off",
            *more,
        ],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=280 + 10 * EXAMPLES,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout


def test_no_answer_of_the_provider_is_undocumented(
    live_sandbox: LiveServer, tmp_path: Path
) -> None:
    """With the credentials of a ready client."""
    said = _tried(
        live_sandbox,
        "/oidc/openapi.json",
        tmp_path,
        EXAMPLES,
        "--auth=pes-portal:pes-portal-secret",
    )
    tried = sum(map(len, OPERATIONS.values())) - 1  # not the description itself
    assert f"Tested: {tried}" in said


def test_no_answer_of_the_control_api_is_undocumented(tmp_path: Path) -> None:
    """In a sandbox of its own, which is commanded without sense."""
    with running_sandbox(tmp_path) as server:
        said = _tried(server, "/_sandbox/openapi.json", tmp_path, max(1, EXAMPLES // 4))
        assert f"Tested: {len(operations()) - 1}" in said  # not the description itself
