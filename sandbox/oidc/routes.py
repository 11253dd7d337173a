"""Every path of the provider, on one screen."""

from starlette.routing import BaseRoute, Route

from sandbox.oidc import authorize, backchannel, discovery, logout, pes, profile, userinfo
from sandbox.oidc.responses import refused_page
from sandbox.oidc.wire import Door


def routes() -> list[BaseRoute]:
    """Routes of the face, relative to a space."""
    configuration = Door(get=discovery.configuration, cors=True)
    stored = f"{profile.AUTHORIZE}/{{id}}"
    doors = {
        "/.well-known/openid-configuration": configuration,
        "/.well-known/oauth-authorization-server": configuration,
        profile.JWKS: Door(get=discovery.jwks, cors=True),
        profile.AUTHORIZE: Door(
            get=authorize.ask, post=authorize.ask_by_post, refused=refused_page
        ),
        stored: Door(get=authorize.go_on, refused=refused_page),
        f"{stored}/resume": Door(get=authorize.resume, refused=refused_page),
        f"{stored}/abandon": Door(get=authorize.abandon, refused=refused_page),
        profile.TOKEN: Door(post=backchannel.token, cors=True),
        profile.USERINFO: Door(get=userinfo.userinfo, post=userinfo.userinfo, cors=True),
        profile.INTROSPECT: Door(post=backchannel.introspect),
        profile.REVOKE: Door(post=backchannel.revoke, cors=True),
        profile.LOGOUT: Door(get=logout.leave, post=logout.leave_by_post, refused=refused_page),
        profile.SUBSCRIPTION: Door(get=pes.show, post=pes.apply, cors=True),
    }
    return [Route(path, door) for path, door in doors.items()]
