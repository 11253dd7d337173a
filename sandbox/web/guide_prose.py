"""The prose of the guide as HTML: each citation leads to where it is said."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from sandbox.web.guide_paths import Trail, citation_path

_CITATION = re.compile(r"\b([RA]-\d{2})\b(?![^\[]*\])")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def prose(text: str, prefix: str, trail: Trail) -> Markup:
    """Markdown of the guide as HTML, each R-nn and A-nn leading to where it is said.

    Raw HTML in the source is escaped, not passed through.
    """

    def link(found: re.Match[str]) -> str:
        return f"[{found[1]}]({prefix}{trail.href(citation_path(found[1]))})"

    return Markup(_markdown().render(_CITATION.sub(link, text)))
