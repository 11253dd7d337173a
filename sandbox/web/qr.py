"""QR codes (ISO/IEC 18004) of links, drawn into the page: no image is fetched for them."""

import io

import segno
from markupsafe import Markup


def qr(url: str) -> Markup:
    """An inline SVG of a link, sized by the style sheet; hidden from screen readers, for whom the
    link itself stands beside it.
    """
    svg = segno.make(url, error="m").svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff", border=2
    )
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def qr_file(url: str) -> str:
    """The same as an SVG document of its own, for what is printed by Typst."""
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=2, dark="#000", light="#fff")
    return drawn.getvalue().decode()
