"""What is printed as PDF: Typst sets a template of `templates/print` with plain data.

The data come in as JSON, never as markup, so nothing that a person typed is read as a command.
Documents are tagged (PDF/UA-1): a screen reader reads them as it reads the page.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

_NEVER_SHOWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of letters without a form of their own (Unicode, section 4.5)."""


@cache
def _template(name: str) -> bytes:
    return (files("sandbox.web") / "templates" / "print" / f"{name}.typ").read_bytes()


def _compiled(name: str, data: Mapping[str, Any]) -> bytes:
    import typst  # eighty megabytes that only a print needs

    def compiled(told: str) -> bytes:
        document: bytes = typst.compile(
            _template(name),
            format="pdf",
            sys_inputs={"data": told},
            ignore_system_fonts=True,  # the same letters on every machine
            pdf_standards=["ua-1"],
        )
        return document

    told = json.dumps(data, ensure_ascii=False)
    try:
        return compiled(told)
    except typst.TypstError:  # a letter that no font has, which the standard refuses: an emoji
        return compiled("".join(map(_plain, told)))


def _plain(letter: str) -> str:
    """The letter where every font has it, else a question mark: a name never stops a print."""
    mark = letter < "\u0180" or "\u2000" <= letter < "\u2070"
    return letter if mark and unicodedata.category(letter) not in _NEVER_SHOWN else "?"


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
