"""Every path of the provider, on one screen."""

from starlette.routing import BaseRoute, Route

from sandbox.domain.events import Event
from sandbox.oidc import discovery, openapi, profile
from sandbox.oidc.authorization import authorize
from sandbox.oidc.authorization.responses import refused_page
from sandbox.oidc.logout import endpoint as logout
from sandbox.oidc.protected import pes, userinfo
from sandbox.oidc.registration import endpoint as registration
from sandbox.oidc.tokens import backchannel
from sandbox.oidc.wire import Door, Handler

_UNREGISTERED = Event.REGISTRATION_REFUSED


def routes() -> list[BaseRoute]:
    """Routes of the face, relative to a space."""
    configuration = Door(get=discovery.configuration, cors=True)
    stored = f"{profile.AUTHORIZE}/{{id}}"
    doors = {
        "/.well-known/openid-configuration": configuration,
        "/.well-known/oauth-authorization-server": configuration,
        profile.JWKS: Door(get=discovery.jwks, cors=True),
        profile.AUTHORIZE: _seen(authorize.ask, authorize.ask_by_post),
        stored: _seen(authorize.go_on),
        f"{stored}/resume": _seen(authorize.resume),
        f"{stored}/abandon": _seen(authorize.abandon),
        profile.TOKEN: Door(post=backchannel.token, cors=True),
        profile.USERINFO: Door(get=userinfo.userinfo, post=userinfo.userinfo, cors=True),
        profile.PUSH: Door(post=backchannel.push, cors=True, event=Event.AUTHORIZATION_REFUSED),
        profile.DEVICE_AUTHORIZATION: Door(post=backchannel.authorize_device),
        profile.INTROSPECT: Door(post=backchannel.introspect),
        profile.REVOKE: Door(post=backchannel.revoke, cors=True),
        profile.LOGOUT: _seen(logout.leave, logout.leave_by_post),
        profile.REGISTER: Door(post=registration.register, cors=True, event=_UNREGISTERED),
        f"{profile.REGISTER}/{{id}}": Door(
            get=registration.read,
            put=registration.replace_all,
            delete=registration.unregister,
            cors=True,
            event=_UNREGISTERED,
        ),
        openapi.PATH: Door(get=openapi.show, cors=True),
        profile.SUBSCRIPTION: Door(get=pes.show, post=pes.apply, cors=True),
    }
    return [Route(path, door) for path, door in doors.items()]


def _seen(get: Handler, post: Handler | None = None) -> Door:
    """A door that a person's browser comes to: what is wrong is told on a page."""
    return Door(get=get, post=post, refused=refused_page, event=Event.AUTHORIZATION_REFUSED)
