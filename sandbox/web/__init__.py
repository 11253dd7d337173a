"""Face 2: people, in French and English; plain pages and forms that work without JavaScript."""

from sandbox.web.browser import BrowserSession, Cookies
from sandbox.web.errors import error_page
from sandbox.web.presence import Presence
from sandbox.web.provider_pages import ProviderPages as Pages
from sandbox.web.routes import addresses, routes
from sandbox.web.trace_files import trace_file

__all__ = [
    "BrowserSession",
    "Cookies",
    "Pages",
    "Presence",
    "addresses",
    "error_page",
    "routes",
    "trace_file",
]
