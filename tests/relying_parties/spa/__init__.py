"""A single-page application on a port of its own: three files and nothing behind them."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.live import HOST

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js"
FILES = {
    "/spa/": (HERE / "index.html", "text/html"),
    "/spa/party.js": (HERE / "party.js", "text/javascript"),
    "/spa/oidc-client-ts.js": (LIBRARY, "text/javascript"),
}


@dataclass
class Application:
    """Where the application is, and the settings it reads when it starts."""

    origin: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its only page, which is also its redirect address."""
        return f"{self.origin}/spa/"


def _handler(application: Application) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == "/spa/settings.json":
                self._send(json.dumps(application.settings).encode(), "application/json")
            elif path in FILES:
                file, kind = FILES[path]
                self._send(file.read_bytes(), f"{kind}; charset=utf-8")
            else:
                self.send_error(404)

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: the browser's own watch says what fails."""

    return Handler


@contextlib.contextmanager
def serving(port: int = 0) -> Iterator[Application]:
    """Serve the application on `port` of the loopback (0: a free one) until the block ends."""
    application = Application("")
    server = ThreadingHTTPServer((HOST, port), _handler(application))
    application.origin = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield application
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
