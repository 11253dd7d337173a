"""Every path of the provider, on one screen."""

from functools import partial

from starlette.routing import BaseRoute, Route

from sandbox.domain.events import Event
from sandbox.oidc import discovery, openapi, profile
from sandbox.oidc.authorization import authorize
from sandbox.oidc.authorization.responses import refused_page
from sandbox.oidc.logout import endpoint as logout
from sandbox.oidc.protected import pes, userinfo
from sandbox.oidc.registration import endpoint as registration
from sandbox.oidc.tampering.engine import tampered
from sandbox.oidc.tokens import backchannel
from sandbox.oidc.wire import Door, Handler

_UNREGISTERED = Event.REGISTRATION_REFUSED
_door = partial(Door, after=tampered)


def routes() -> list[BaseRoute]:
    """Routes of the face, relative to a space."""
    configuration = _door("discovery", get=discovery.configuration, cors=True)
    stored = f"{profile.AUTHORIZE}/{{id}}"
    doors = {
        "/.well-known/openid-configuration": configuration,
        "/.well-known/oauth-authorization-server": configuration,
        profile.JWKS: _door("jwks", get=discovery.jwks, cors=True),
        profile.AUTHORIZE: _seen("authorize", authorize.ask, authorize.ask_by_post),
        stored: _seen("authorize", authorize.go_on),
        f"{stored}/resume": _seen("authorize", authorize.resume),
        f"{stored}/abandon": _seen("authorize", authorize.abandon),
        profile.TOKEN: _door("token", post=backchannel.token, cors=True),
        profile.USERINFO: _door(
            "userinfo", get=userinfo.userinfo, post=userinfo.userinfo, cors=True
        ),
        profile.PUSH: _door(
            "par", post=backchannel.push, cors=True, event=Event.AUTHORIZATION_REFUSED
        ),
        profile.DEVICE_AUTHORIZATION: _door(
            "device_authorization", post=backchannel.authorize_device
        ),
        profile.INTROSPECT: _door("introspect", post=backchannel.introspect),
        profile.REVOKE: _door("revoke", post=backchannel.revoke, cors=True),
        profile.LOGOUT: _seen("logout", logout.leave, logout.leave_by_post),
        profile.REGISTER: _door(
            "register", post=registration.register, cors=True, event=_UNREGISTERED
        ),
        f"{profile.REGISTER}/{{id}}": _door(
            "register",
            get=registration.read,
            put=registration.replace_all,
            delete=registration.unregister,
            cors=True,
            event=_UNREGISTERED,
        ),
        openapi.PATH: Door(get=openapi.show, cors=True),
        profile.SUBSCRIPTION: _door("pes", get=pes.show, post=pes.apply, cors=True),
    }
    return [Route(path, door) for path, door in doors.items()]


def _seen(name: str, get: Handler, post: Handler | None = None) -> Door:
    """A door that a person's browser comes to: what is wrong is told on a page."""
    return _door(name, get=get, post=post, refused=refused_page, event=Event.AUTHORIZATION_REFUSED)
