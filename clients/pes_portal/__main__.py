"""``python -m clients.pes_portal``: the sample portal on a port of this machine."""

import argparse
import os
import sys

import uvicorn

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import BadSetting, Settings, from_environment, override

OPTIONS = {
    "issuer": "the issuer, exactly as it names itself",
    "backchannel_url": "where this server reaches the issuer, if not by that name",
    "client_id": "the portal's identifier at the issuer",
    "client_secret": "its secret (better given in PES_PORTAL_CLIENT_SECRET: others see options)",
    "host": "where to listen",
    "port": "where to listen",
    "public_url": "the portal as a browser sees it, when that is not http://HOST:PORT",
}


def settings_from(arguments: list[str] | None, environ: dict[str, str]) -> Settings:
    """Settings from the environment, then from the command line, which wins."""
    parser = argparse.ArgumentParser(
        prog="python -m clients.pes_portal",
        description="A sample relying party: the ministry's portal, against the sandbox.",
    )
    for name, meaning in OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, help=meaning)
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value}
    return override(from_environment(environ), given)


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; exit status 2 when a setting cannot work."""
    try:
        settings = settings_from(arguments, dict(os.environ))
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2
    print(f"PES portal: {settings.base_url} (issuer {settings.issuer})", flush=True)
    # No access log: it would write authorization codes, which arrive in the query of /callback.
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
