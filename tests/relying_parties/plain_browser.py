"""A browser without JavaScript in front of the sandbox: it signs in wherever it is asked to."""

from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx2

from tests.relying_parties.person import PASSWORD, forms_of

USER_CODE = "RSEACT24"
MOST_STEPS = 20


class PlainBrowser:
    """Keeps cookies, follows redirections, fills in the sign-in form, agrees to what is asked."""

    def __init__(self) -> None:
        self.http = httpx2.Client(trust_env=False, timeout=20)
        self.signed_in = 0  # how many times the form was filled in

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def visit(self, address: str) -> httpx2.Response:
        """The page in the end."""
        page = self._go(address, "")
        assert isinstance(page, httpx2.Response)
        return page

    def until(self, address: str, stop: str) -> str:
        """Where a relying party under `stop` is sent back to; that address is not opened."""
        answer = self._go(address, stop)
        assert isinstance(answer, str), f"stayed at {answer.url}: {answer.text}"
        return answer

    def leave(self, address: str) -> httpx2.Response:
        """Sign out of the sandbox at its own page, which asks first."""
        page = self.visit(address)
        form = next(each for each in forms_of(page.text) if "confirmation" in each.fields)
        done = self.http.post(urljoin(str(page.url), form.action), data=form.fields)
        if done.is_redirect:
            return self.visit(urljoin(str(done.url), done.headers["location"]))
        return done

    def _go(self, address: str, stop: str) -> httpx2.Response | str:
        page = self.http.get(address)
        for _ in range(MOST_STEPS):
            if page.is_redirect:
                address = urljoin(str(page.url), page.headers["location"])
                if stop and address.startswith(stop):
                    return address
                page = self.http.get(address)
                continue
            form = next((each for each in forms_of(page.text) if "/connexion" in each.action), None)
            if form is None:
                return page
            typed = {}
            if "mot_de_passe" in form.inputs:
                self.signed_in += 1
                typed = {"code_utilisateur": USER_CODE, "mot_de_passe": PASSWORD}
            action = urljoin(str(page.url), form.action)
            page = self.http.post(action, data={**form.fields, **(form.pressed or {}), **typed})
        raise AssertionError(f"still under way after {MOST_STEPS} steps, at {page.url}")
