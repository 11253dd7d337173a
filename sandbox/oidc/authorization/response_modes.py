"""How an authorization response is carried back, and whether it is a JWT (JARM section 2.3).

What carries it is a query, a fragment or a form; `jwt` alone stands for the default of the response
type `code`, which is the query.
"""

CARRIERS = ("query", "fragment", "form_post")
PACKED = ".jwt"
RESPONSE_MODES = (*CARRIERS, "jwt", *(f"{carrier}{PACKED}" for carrier in CARRIERS))
_SPELT_OUT = {"": "query", "jwt": f"query{PACKED}"}


def spelt_out(mode: str) -> str:
    """The mode with its carrier named; an unknown one unchanged."""
    return _SPELT_OUT.get(mode, mode)


def carrier(mode: str) -> str:
    """What carries a response of this mode."""
    return spelt_out(mode).removesuffix(PACKED)


def packed(mode: str) -> bool:
    """Whether the response is one JWT."""
    return spelt_out(mode).endswith(PACKED)


def unpostable(mode: str, redirect_uri: str) -> bool:
    """A form can be posted to http and https only; `javascript:` would run in our origin."""
    scheme = redirect_uri.partition(":")[0].lower()
    return carrier(mode) == "form_post" and scheme not in {"http", "https"}
