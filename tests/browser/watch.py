"""What a page may not do: leave the loopback, fail in its scripts, answer a server error."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about"}
# Chromium repeats each 4xx answer in the console. A page that refuses is a page like another;
# what else may not fail is judged from the answer itself.
REPEATED = "Failed to load resource: the server responded with a status of"


@dataclass
class Watch:
    """Collects, for every page of a context, what would not be seen on a screenshot."""

    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        """Listen to all that `context` does from now on."""
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("console", self.on_console)
        context.on("weberror", self.on_error)
        return self

    def on_request(self, request: Request) -> None:
        """Note a request to anything but this machine."""
        parts = urlsplit(request.url)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOOPBACK:
            self.complaints.append(f"asked {parts.scheme}://{parts.netloc} for something")

    def on_response(self, response: Response) -> None:
        """Note a server error, and any failure of a style sheet, script, picture or font."""
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            path = urlsplit(response.url).path
            self.complaints.append(f"{response.request.method} {path} answered {response.status}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error or a warning of the console, a breach of the content policy included."""
        if message.type in {"error", "warning"} and not message.text.startswith(REPEATED):
            self.complaints.append(f"console {message.type}: {message.text}")

    def on_error(self, error: WebError) -> None:
        """Note an exception that no script caught."""
        self.complaints.append(f"script: {error.error}")
