"""What is printed as PDF: Typst sets a template of `templates/print` with plain data.

The data come in as JSON, never as markup, so nothing that a person typed is read as a command.
Documents are tagged (PDF/UA-1): a screen reader reads them as it reads the page.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response


@cache
def _template(name: str) -> bytes:
    return (files("sandbox.web") / "templates" / "print" / f"{name}.typ").read_bytes()


def _compiled(name: str, data: Mapping[str, Any]) -> bytes:
    import typst  # eighty megabytes that only a print needs

    document: bytes = typst.compile(
        _template(name),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,  # the same letters on every machine
        pdf_standards=["ua-1"],
    )
    return document


async def pdf(name: str, data: Mapping[str, Any], filename: str) -> Response:
    """Answer with `templates/print/{name}.typ` set with `data`, which it reads by
    `json(bytes(sys.inputs.data))`; `filename` is ASCII and ends in `.pdf`.
    """
    document = await run_in_threadpool(_compiled, name, data)
    return Response(
        document,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{filename}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
