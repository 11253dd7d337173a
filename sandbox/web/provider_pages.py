"""The pages that the provider needs a person to see; `app` hands them over as `state.pages`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.web.pages import render

_ENDS_ELSEWHERE = frozenset({"form_post", "logout_confirm"})


class ProviderPages:
    """Draws `oidc/<name>.html`: authorization_error, logout_confirm, logged_out, form_post."""

    async def render(
        self, request: Request, name: str, status: int = 200, **context: Any
    ) -> Response:
        """The page `name`, in the browser's language unless `lang` is given."""
        away = name in _ENDS_ELSEWHERE
        return render(request, f"oidc/{name}.html", status, redirects_away=away, **context)
