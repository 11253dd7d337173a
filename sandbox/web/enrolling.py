"""An application that sent a person to enrol (prompt=create), remembered along the journey.

The pages of the journey carry no request in their addresses, so the browser's cookie keeps it. It
is worth what the request is: once that is answered, given up or too old, it is forgotten.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.web.asking import SIGN_IN, Asked, asked_by, asked_for, onward
from sandbox.web.pages import render, session_of

_KEPT = "enrolling"


async def arrival(request: Request) -> Asked:
    """The application a person just arrived from (`?demande=`), remembered from here on.

    The language it asked for is that of the journey.
    """
    asked = await asked_by(request)
    if asked.request is not None:
        session_of(request).update({_KEPT: asked.request.id, "lang": asked.lang})
    return asked


async def sent_by(request: Request) -> Asked:
    """The application that still waits for this person to enrol and sign in, if any."""
    kept = session_of(request).get(_KEPT)
    asked = await asked_for(request, kept if isinstance(kept, str) else "")
    if asked.gone:
        session_of(request).pop(_KEPT)
    return asked


async def page_on_the_way(
    request: Request, template: str, status: int = 200, **context: Any
) -> Response:
    """A page of the journey that tells the way back to the application, if one waits."""
    asked = await sent_by(request)
    return render(
        request,
        template,
        status,
        nav="enrol",
        redirects_away=asked.request is not None,
        images=asked.images,
        asked=asked,
        sign_in=onward(request, asked, SIGN_IN),
        **context,
    )
