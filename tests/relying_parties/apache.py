"""An Apache of our own, Debian's, with `mod_auth_openidc` before everything it serves.

It runs in the foreground on a free port of the loopback with a configuration and folders of its
own: the machine's Apache service, if there is one, is neither read nor touched.
"""

import contextlib
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.live import HOST, LiveServer, end, until_it_answers

MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    "mpm_event authn_core authz_core authz_user auth_openidc alias dir env headers mime"
).split()

CONFIGURATION = """
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
Listen {host}:{port}
ServerName {host}:{port}
{loads}
{identity}
StartServers 1
ThreadsPerChild 8
MinSpareThreads 1
MaxSpareThreads 8
MaxRequestWorkers 8
ServerLimit 1
AcceptFilter http none
TypesConfig /dev/null
DocumentRoot {folder}/site
DirectoryIndex index.html
<Directory {folder}/site>
    Require all granted
</Directory>

OIDCRedirectURI http://{host}:{port}/callback
OIDCDefaultURL http://{host}:{port}/protege/
OIDCCryptoPassphrase flocons-de-neige
OIDCResponseType code
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCSessionInactivityTimeout 300
OIDCHTTPTimeoutShort 5
OIDCHTTPTimeoutLong 10
OIDCInfoHook iat access_token access_token_expires id_token userinfo refresh_token session
{directives}

<Location /protege/>
    AuthType openid-connect
    Require valid-user
    Header set X-Subject "expr=%{{REMOTE_USER}}"
    Header set X-Role "expr=%{{reqenv:OIDC_CLAIM_role}}"
</Location>
<Location /callback>
    AuthType openid-connect
    Require valid-user
</Location>
<Location /api/>
    AuthType oauth20
    Require claim simulation:true
    Header set X-Subject "expr=%{{REMOTE_USER}}"
</Location>
"""


def executable() -> str:
    """Where Apache is; skips the test, with a reason, where it or the module is missing."""
    apache = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if apache is None or not (MODULES / "mod_auth_openidc.so").is_file():
        pytest.skip("no Apache here (Debian: apt-get install libapache2-mod-auth-openidc)")
    return apache


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("www-data")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def knowing(issuer: str, client_id: str, secret: str, scope: str) -> dict[str, str]:
    """Directives of a module that was registered beforehand, and finds out the rest."""
    return {
        "OIDCProviderMetadataURL": f"{issuer}/.well-known/openid-configuration",
        "OIDCClientID": client_id,
        "OIDCClientSecret": secret,
        "OIDCScope": f'"{scope}"',
    }


def registering(folder: Path, metadata: dict[str, Any], scope: str) -> dict[str, str]:
    """Directives of a module that registers itself with the provider of this metadata.

    It keeps what it learns under `folder`, which is made here.
    """
    folder.mkdir()
    _give(folder)
    name = quote(metadata["issuer"].partition("://")[2], safe="")
    (folder / f"{name}.provider").write_text(json.dumps(metadata), encoding="utf-8")
    return {
        "OIDCMetadataDir": str(folder),
        "OIDCClientName": '"Site de trois pages"',
        "OIDCScope": f'"{scope}"',
    }


@contextlib.contextmanager
def outside_pytest() -> Iterator[Path]:
    """A folder that Apache's children may enter, as they may not pytest's own."""
    with tempfile.TemporaryDirectory(prefix="apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextlib.contextmanager
def running_apache(port: int, folder: Path, directives: dict[str, str]) -> Iterator[LiveServer]:
    """Serve on `port` with what the module is told; all that is written is under `folder`."""
    apache = executable()
    for place in ("site", "site/protege", "site/api"):
        (folder / place).mkdir(mode=0o755)
        (folder / place / "index.html").write_text(place, encoding="utf-8")
    configuration = folder / "apache.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            host=HOST,
            port=port,
            loads="\n".join(f"LoadModule {m}_module {MODULES}/mod_{m}.so" for m in LOADED),
            identity="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
            directives="\n".join(f"{name} {value}" for name, value in directives.items()),
        ),
        encoding="utf-8",
    )
    log = folder / "error.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [apache, "-f", str(configuration), "-DFOREGROUND"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = LiveServer(f"http://{HOST}:{port}", process, log)
    try:
        until_it_answers(server, "/")
        yield server
    finally:
        end(process)
