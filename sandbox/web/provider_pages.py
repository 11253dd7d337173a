"""The pages that the provider needs a person to see; `app` hands them over as `state.pages`."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.frontchannel import FRAME_SECONDS, Frame
from sandbox.web.pages import language, render

_ENDS_ELSEWHERE = frozenset({"form_post", "logout_confirm", "response_twice"})


class ProviderPages:
    """Draws `oidc/<name>.html`: form_post, logout_confirm and the others."""

    async def render(
        self,
        request: Request,
        name: str,
        status: int = 200,
        *,
        ui_locales: str = "",
        frames: Sequence[Frame] = (),
        **context: Any,
    ) -> Response:
        """The page `name`, in the language of the request; `frames` are loaded in it."""
        return render(
            request,
            f"oidc/{name}.html",
            status,
            lang=language(request, ui_locales),
            redirects_away=name in _ENDS_ELSEWHERE,
            framed=[frame.origin for frame in frames],
            frames=frames,
            wait=FRAME_SECONDS,
            **context,
        )
