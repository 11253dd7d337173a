"""One way to the control API of one space: JSON there and back, errors raised."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from sandbox.remote.errors import ControlError, passes_on

__tracebackhide__ = passes_on

CONTROL = "/_sandbox"
LONGEST_WAIT = 60.0
"""Seconds that the API holds a call back at most, waiting for something to happen."""


def opened(transport: httpx2.BaseTransport | None, timeout: float, url: str) -> httpx2.Client:
    """What sends the requests; it neither follows redirects nor keeps cookies of its own accord.

    Proxies of the environment are obeyed over TLS only: a plain address is on this machine or on
    a network of one's own, where they would stand in the way.
    """
    secure = urlsplit(url).scheme == "https"
    if transport is None and not secure:  # reading the authorities' certificates takes a while
        transport = httpx2.HTTPTransport(verify=False)
    return httpx2.Client(transport=transport, timeout=timeout, trust_env=secure)


class Connection:
    """Calls under one base; `token` is shown where there is one."""

    def __init__(self, http: httpx2.Client, base: str, token: str = "") -> None:
        self.http, self.base, self.token = http, base.rstrip("/"), token

    def at(self, base: str, token: str = "") -> "Connection":
        """The same way to another base; with its own token if it has one."""
        return Connection(self.http, base, token or self.token)

    def get(self, path: str, *, holds: float = 0, **query: Any) -> dict[str, Any]:
        """GET as JSON; what is None is not asked. `holds`: seconds the answer may be held back."""
        return self._json(self.send("GET", path, query=query, holds=holds))

    def post(self, path: str, sent: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """POST JSON."""
        return self._json(self.send("POST", path, sent))

    def patch(self, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """PATCH JSON."""
        return self._json(self.send("PATCH", path, sent))

    def put(self, path: str, sent: Mapping[str, Any] | bytes) -> dict[str, Any]:
        """PUT JSON, or the bytes of some."""
        return self._json(self.send("PUT", path, sent))

    def delete(self, path: str) -> dict[str, Any]:
        """DELETE; what the API says of it, if anything."""
        return self._json(self.send("DELETE", path))

    def send(
        self,
        method: str,
        path: str,
        sent: Mapping[str, Any] | bytes | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        holds: float = 0,
    ) -> httpx2.Response:
        """Send one request and return its answer, which is a success; raises `ControlError`."""
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if sent is not None:
            headers["Content-Type"] = "application/json"
        content = sent if isinstance(sent, bytes) or sent is None else json.dumps(sent).encode()
        try:
            answer = self.http.request(
                method,
                self.base + path,
                params={name: value for name, value in (query or {}).items() if value is not None},
                content=content,
                headers=headers,
                timeout=_patience(self.http.timeout, holds),
            )
        except httpx2.TimeoutException as error:
            raise ControlError(
                "no-answer", hint=f"{self.base} did not answer in time ({error})."
            ) from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise ControlError(
                "unreachable",
                hint=f"No sandbox answers at {self.base} ({error}). Is it started?",
            ) from error
        if answer.is_success:
            return answer
        raise ControlError.told(answer.status_code, _read(answer) or _no_json(answer))

    def _json(self, answer: httpx2.Response) -> dict[str, Any]:
        if not answer.content:
            return {}
        told = _read(answer)
        if told is None:
            raise ControlError.told(answer.status_code, _no_json(answer))
        return told


def _read(answer: httpx2.Response) -> dict[str, Any] | None:
    """The JSON object of an answer, if it is one."""
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _no_json(answer: httpx2.Response) -> dict[str, str]:
    asked = f"{answer.request.method} {answer.request.url}"
    hint = f"{asked} was not answered with a JSON object: check the address."
    return {"code": "not-a-sandbox", "hint": hint}


def _patience(usual: httpx2.Timeout, holds: float) -> httpx2.Timeout:
    """The usual time, and as much longer as the answer may be held back."""
    if not holds or usual.read is None:
        return usual
    return httpx2.Timeout(
        connect=usual.connect, read=usual.read + holds, write=usual.write, pool=usual.pool
    )
