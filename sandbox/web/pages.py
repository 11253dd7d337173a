"""Pages: one template environment, and the one way a page leaves the house.

A template receives `t` (a text by key), `url` (a path of this space), `lang`, `csrf()` and
what the route passes. Nothing inline: the policy allows style, script and image from the sandbox
itself only, so that what a person types can never run.
"""

from collections.abc import Callable, Collection
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.services.desk import Desk
from sandbox.services.site import DEFAULT_SPACE
from sandbox.texts import DEFAULT_LANGUAGE, LANGUAGES, known, say
from sandbox.web import dates
from sandbox.web.forms import csrf_token
from sandbox.web.glossary import words_on
from sandbox.web.guide_paths import citation_path
from sandbox.web.playing import role_of, stranger_to
from sandbox.world.clock import civil_date

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_SIGNED_IN_IN = "signed_in_in"
"""In the browser's session: the language of the sign-in, weaker than one chosen (`lang`)."""


@cache
def environment() -> Environment:
    """The environment shared by every template of this folder; an undefined name is an error."""
    folder = str(files("sandbox.web") / "templates")
    env = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        day=dates.day,
        hour=dates.hour,
        iso_day=dates.iso_day,
        moment=dates.moment,
        civil=civil_date,
        second=dates.second,
        groups=grouped,
        citation=citation_path,
    )
    env.globals.update(words_on=words_on)
    return env


def grouped(value: str, size: int = 4) -> str:
    """A code in groups separated by narrow no-break spaces, for people who copy it by hand."""
    return "\u202f".join(value[at : at + size] for at in range(0, len(value), size))


def session_of(request: Request) -> dict[str, Any]:
    """The browser's session; an empty one where no middleware opened it (early errors)."""
    session: dict[str, Any] = request.scope.get("session", {})
    return session


def language(request: Request, ui_locales: str = "") -> str:
    """The language that the person chose on our pages (`?lang=`, remembered), if she chose one.

    Else the first of `ui_locales` that we speak: it is her preference as the application knows it
    (Core section 3.1.2.1), and her own choice is stronger. Else the language in which she signed
    in, else French: the browser's own preference is not consulted.
    """
    session = session_of(request)
    asked = request.query_params.get("lang")
    if asked in LANGUAGES and session.get("lang") != asked:
        session["lang"] = asked
    wished = (locale.partition("-")[0].lower() for locale in ui_locales.split())
    preferences = (session.get("lang"), *wished, session.get(_SIGNED_IN_IN))
    return next((str(one) for one in preferences if one in LANGUAGES), DEFAULT_LANGUAGE)


def remember_language(request: Request, lang: str) -> None:
    """Go on in `lang`, in which a person signs in, until she or an application asks for another."""
    session = session_of(request)
    if lang != DEFAULT_LANGUAGE or _SIGNED_IN_IN in session:
        session[_SIGNED_IN_IN] = lang


def space_of(request: Request) -> str:
    """Id of the space this request is for."""
    return str(getattr(request.state, "space", DEFAULT_SPACE))


def prefix_of(request: Request) -> str:
    """Path prefix of the space of this request, without a trailing slash."""
    desk: Desk = request.app.state.desk
    return desk.site.prefix(space_of(request))


def page_number(request: Request, last: int) -> int:
    """The page asked for by `?page=`, from 1 to `last`; the first where that is no number."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return min(max(number, 1), last)


def words(lang: str) -> Callable[..., str]:
    """`t(key, **values)` for one language.

    A key without a text shows itself between white brackets: a page with one odd word serves a
    person better than no page, and the tests of the journeys refuse those brackets.
    """

    def t(key: str, **values: object) -> str:
        return say(key, lang, **values) if known(key) else f"⟦{key}⟧"

    return t


def _switch(request: Request, lang: str) -> str:
    """This page in another language: same path and query, `lang` replaced."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    prefix, path = prefix_of(request), quote("/" + str(request.scope["path"]).lstrip("/"))
    if prefix and not path.startswith(f"{prefix}/"):
        path = prefix + path
    return f"{path}?{urlencode([*kept, ('lang', lang)])}"


def render(
    request: Request,
    template: str,
    status: int = 200,
    *,
    lang: str | None = None,
    redirects_away: bool = False,
    framed: Collection[str] = (),
    images: tuple[str, ...] = (),
    **context: Any,
) -> Response:
    """Answer with a page.

    `lang` overrides the browser's language (the `ui_locales` of an authorization request).
    `redirects_away` is for forms whose answer ends at a relying party: Chromium applies
    `form-action` to the redirects that follow a form, so those pages go without it. `framed` are
    the origins whose pages this one loads in frames, and `images` those of images that are not
    ours (the logo of an application); every other page may load none.
    """
    lang = lang or language(request)
    prefix = prefix_of(request)
    page = environment().get_template(template)
    html = page.render(
        request=request,
        lang=lang,
        t=words(lang),
        known=known,
        prefix=prefix,
        url=lambda path: prefix + path,
        space=space_of(request),
        simulated_on=getattr(request.state, "simulated_on", None),
        role=role_of(request),
        foreign_desk=stranger_to(request),
        scenario_steps=getattr(request.state, "steps", None),
        csrf=lambda: csrf_token(request),
        switch={other: _switch(request, other) for other in LANGUAGES if other != lang},
        **context,
    )
    policy = POLICY if redirects_away else f"{POLICY}; form-action 'self'"
    if framed:
        policy += f"; frame-src {' '.join(sorted(set(framed)))}"
    if images:
        policy = policy.replace("img-src 'self'", " ".join(("img-src 'self'", *images)))
    return HTMLResponse(
        html,
        status_code=status,
        headers={
            "Content-Security-Policy": policy,
            "Content-Language": f"{lang}-CA",
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",  # for what does not know frame-ancestors
        },
    )
