"""Browsers that are signed in: made without a page, seen, ended."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.remote.answers import Answer, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Session(Answer):
    """One signed-in browser."""

    sid: str
    account: str
    user_code: str
    person: str
    organisation: str
    auth_time: str
    acr: str
    expires_at: str
    clients: list[str]

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    def end(self) -> None:
        """Sign it out; the applications it reached are told."""
        self._connection.delete(f"/sessions/{segment(self.sid)}")


class BrowserState:
    """The state of a browser in which somebody is signed in.

    `storage_state` is Playwright's (`browser.new_context(storage_state=...)`); `cookies` are its
    cookies, which Cypress and Selenium take one by one.
    """

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        self.session = Session(connection, told["session"])
        self.storage_state: dict[str, Any] = told["storage_state"]

    @property
    def sid(self) -> str:
        """The session's identifier, as ID tokens have it."""
        return self.session.sid

    @property
    def cookies(self) -> list[dict[str, Any]]:
        """Each cookie: name, value, domain, path, expires, httpOnly, secure, sameSite."""
        return list(self.storage_state["cookies"])

    @property
    def header(self) -> str:
        """The cookies as a `Cookie` header, for an HTTP client."""
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in self.cookies)

    def save(self, path: str | Path) -> Path:
        """Write `storage_state` to a file, as Playwright reads it."""
        file = Path(path)
        file.write_text(json.dumps(self.storage_state), encoding="utf-8")
        return file

    def end(self) -> None:
        """Sign out."""
        self.session.end()
