"""schemathesis over the description of the endpoints: no 5xx, no undocumented answer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sandbox.oidc.openapi import OPERATIONS
from tests.live import LiveServer, clean_environment

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method"
)
EXAMPLES = int(os.environ.get("FUZZ", "8"))
"""Per operation and phase; `make fuzz` asks for many more."""


def test_no_answer_is_undocumented(live_sandbox: LiveServer, tmp_path: Path) -> None:
    """Examples, every boundary and random requests, with the credentials of a ready client."""
    tool = shutil.which("st", path=str(Path(sys.executable).parent))
    assert tool, "schemathesis is not installed beside this Python"
    done = subprocess.run(
        [
            tool,
            "run",
            f"{live_sandbox.base_url}/oidc/openapi.json",
            f"--checks={CHECKS}",
            "--phases=examples,coverage,fuzzing",
            f"--max-examples={EXAMPLES}",
            "--seed=20090101",
            "--auth=pes-portal:pes-portal-secret",
            "--suppress-health-check=all",
            "--continue-on-failure",
            "--warnings=off",
        ],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=240 + 5 * EXAMPLES,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    tried = sum(map(len, OPERATIONS.values())) - 1  # not the description itself
    assert f"Tested: {tried}" in done.stdout
