"""Resource indicators (RFC 8707): which resources a token is meant for.

Our own resources are the issuer itself (userinfo, and all that has no name of its own) and the
registration to the e-service. Every other one must be registered for the client. A token that
names none is meant for the issuer.
"""

import re
from collections.abc import Iterable

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.wire import Form

PES = "/pes"
"""Identifier of the registration to the e-service, relative to the issuer."""
AUDIENCE = "audience"
"""Where a grant keeps the resources it is for, among its `params`; left out: the issuer."""
MOST = 10
"""Resources that one request may name."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21\x22\x24-\x7E]{1,500}")
"""RFC 3986 section 4.3: a scheme and no fragment."""
_CITE = "RFC 8707 section 2"


def absolute(text: str) -> bool:
    """Whether it can name a resource: an absolute URI without a fragment."""
    return bool(_ABSOLUTE.fullmatch(text))


def named(form: Form) -> tuple[str, ...]:
    """The resources of a request: each `resource` as sent, or those of a stored request, which
    keeps them in one text, separated by spaces.
    """
    return form.all("resource") if form.pairs else tuple(form.get("resource").split())


def own(issuer: str, scope: str) -> frozenset[str]:
    """Identifiers of our own resources that a token of this scope may be meant for."""
    return frozenset({issuer, issuer + PES} if "pes" in scope.split() else {issuer})


def permitted(
    client: RelyingParty, issuer: str, scope: str, asked: Iterable[str]
) -> tuple[str, ...]:
    """The resources asked for, each once, if the client may name them all; `Refusal` otherwise."""
    found = tuple(dict.fromkeys(asked))
    if len(found) > MOST:
        raise invalid_target("Too many resources are named.", f"Name {MOST} at most.")
    if not all(map(absolute, found)):
        raise invalid_target(
            "A resource is not an absolute URI.",
            "Send an absolute URI without a fragment in each resource parameter.",
        )
    strangers = set(found) - own(issuer, scope) - set(client.resources)
    if strangers:
        refusal = invalid_target(
            "A resource is not one that the client is registered for.",
            "Register it among the resources of the client, equal character for character; "
            "that of the e-service needs the scope pes.",
        )
        refusal.client_id = client.client_id
        refusal.expected = {"resource": " ".join(sorted({issuer, *client.resources}))}
        raise refusal
    return found


def granted(grant: AuthorizationCode | DeviceGrant | Token) -> tuple[str, ...]:
    """The resources a grant names; empty: the issuer."""
    return tuple(grant.params.get(AUDIENCE, ()))


def narrowed(
    client: RelyingParty,
    issuer: str,
    grant: AuthorizationCode | DeviceGrant | Token,
    asked: Iterable[str],
) -> tuple[str, ...]:
    """The resources of an access token drawn from a grant: what it is for, or a part of that."""
    whole = granted(grant)
    found = permitted(client, issuer, grant.scope, asked or whole)
    if not set(found) <= (set(whole) or own(issuer, grant.scope)):
        raise invalid_target(
            "A resource is not one that was granted.",
            "Name it at the authorization endpoint as well; here the choice can only narrow.",
            f"{_CITE}.2",
        )
    return found


def targeted(
    client: RelyingParty,
    issuer: str,
    subject: Token,
    resources: Iterable[str],
    audiences: Iterable[str],
) -> tuple[str, ...]:
    """The targets of an exchanged token (RFC 8693 section 2.1): those of the subject token or
    among the client's resources, by `resource` or by `audience`; without any, the subject's own.
    """
    asked = tuple(dict.fromkeys((*resources, *audiences)))
    if not asked:
        return granted(subject)
    if len(asked) > MOST or not all(map(absolute, resources)):
        raise invalid_target(
            "A resource is not an absolute URI, or too many are named.",
            f"Send at most {MOST} targets, each resource an absolute URI without a fragment.",
        )
    reach = {*client.resources, *(granted(subject) or own(issuer, subject.scope))}
    if not reach.issuperset(asked):
        refusal = invalid_target(
            "A target is neither one of the subject token nor one of the client.",
            "Register it among the resources of the client, equal character for character.",
            "RFC 8693 section 2.2.2",
        )
        refusal.expected = {"resource": " ".join(sorted(reach))}
        raise refusal
    return asked


def audience(issuer: str, grant: AuthorizationCode | DeviceGrant | Token) -> str | list[str]:
    """`aud` of an access token: one text, or a list where there are several (RFC 7519 4.1.3)."""
    found = list(granted(grant)) or [issuer]
    return found[0] if len(found) == 1 else found


def invalid_target(description: str, hint: str, cite: str = _CITE) -> Refusal:
    """The resource is malformed, unknown, or not for this client."""
    return Refusal("invalid_target", description, hint, cite)
