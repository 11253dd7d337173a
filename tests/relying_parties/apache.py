"""An Apache of our own, Debian's, with `mod_auth_openidc` before everything it serves.

It runs in the foreground on a free port of the loopback with a configuration and folders of its
own: the machine's Apache service, if there is one, is neither read nor touched.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

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

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
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
{client}

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


def _identity() -> str:
    """Who the children run as: Apache will not serve as root."""
    if os.geteuid() != 0:
        return ""
    return "User www-data\nGroup www-data"


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("www-data")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


@contextlib.contextmanager
def running_apache(port: int, issuer: str, client: dict[str, str]) -> Iterator[LiveServer]:
    """Serve on `port`, as a relying party of `issuer`; `client` are directives of the module."""
    apache = executable()
    # Not under pytest's folder, which the children of another identity may not enter.
    with tempfile.TemporaryDirectory(prefix="apache-") as name:
        folder = Path(name)
        _give(folder)
        for place in ("site", "site/protege", "site/api"):
            (folder / place).mkdir(mode=0o755)
            (folder / place / "index.html").write_text(place, encoding="utf-8")
        folder.chmod(0o755)
        configuration = folder / "apache.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder,
                host=HOST,
                port=port,
                issuer=issuer,
                loads="\n".join(f"LoadModule {m}_module {MODULES}/mod_{m}.so" for m in LOADED),
                identity=_identity(),
                client="\n".join(f"{directive} {value}" for directive, value in client.items()),
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
