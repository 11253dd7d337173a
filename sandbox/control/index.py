"""The front of the control API: what there is, and the document that describes it."""

from functools import cache
from importlib.metadata import version
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.control import openapi
from sandbox.control.operations import PREFIX, Call, Operation
from sandbox.control.payloads import Told


class Index(Told):
    """Where this space is commanded, and its provider."""

    name: str
    version: str
    space: str
    issuer: str
    control: str
    openapi: str
    simulation: bool = True


async def show(call: Call) -> Index:
    """GET: where everything is."""
    issuer = call.desk.site.issuer(call.space)
    return Index(
        name="clicSÉQUR sandbox",
        version=version("clicsequr-sandbox"),
        space=call.space,
        issuer=issuer,
        control=issuer + PREFIX,
        openapi=f"{issuer}{PREFIX}/openapi.json",
    )


async def describe(call: Call) -> Response:
    """GET: the OpenAPI document."""
    told = {**_document(), "servers": [{"url": call.desk.site.issuer(call.space)}]}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@cache
def _document() -> dict[str, Any]:
    from sandbox.control.routes import operations  # the list holds this very operation

    return openapi.document(operations())


OPERATIONS = (
    Operation("GET", "", "showIndex", "Where this space is commanded.", show, answer=Index),
    Operation("GET", "/openapi.json", "showOpenApi", "This description.", describe),
)
