"""The access log of a server that tells of each request: where, and never what was sent."""

from pathlib import Path

import httpx2

from tests.live import running_sandbox

SECRET = "s3cr3t-that-nobody-may-see"


def test_the_access_log_holds_no_query(tmp_path: Path) -> None:
    """Hints, states and misplaced tokens come in queries: `--verbose` prints the path alone."""
    with running_sandbox(tmp_path, "--verbose", "--ephemeral") as server:
        for path in ("/oidc/userinfo?access_token=", "/oidc/logout?id_token_hint=", "/?x="):
            httpx2.get(f"{server.base_url}{path}{SECRET}", trust_env=False)
    assert "GET /oidc/userinfo HTTP" in server.printed()
    assert SECRET not in server.printed()
