"""A trace as one HTML file, to attach to a ticket: style inside, no script, nothing to fetch."""

from typing import Any

from sandbox.web.pages import environment, words


def trace_file(trace: dict[str, Any], lang: str) -> str:
    """The file of a trace as `services.traces.told` tells it; `app` hands it to the control API."""
    page = environment().get_template("traces/file.html")
    return page.render(trace=trace, lang=lang, t=words(lang), prefix="")
