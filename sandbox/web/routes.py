"""Every page of the house, in one list; the first address that matches answers."""

from starlette.routing import BaseRoute

from sandbox.web import (
    client_pages,
    compte,
    devices,
    diagnosis,
    elsewhere,
    fault_pages,
    front,
    guide_pages,
    journey,
    journey_end,
    key_pages,
    logout_log,
    offices,
    offices_desk,
    offices_ministry,
    offices_revenue,
    offices_revenue_acts,
    post,
    records,
    refusals,
    signin,
    signin_code,
    signin_consent,
    signin_select,
    signin_steps,
    traces,
)


def routes() -> list[BaseRoute]:
    """The routes of the web face; `journey` after `journey_end`, for its last matches any word."""
    return [
        *front.routes(),
        *logout_log.routes(),
        *client_pages.routes(),
        *diagnosis.routes(),
        *guide_pages.routes(),
        *journey_end.routes(),
        *journey.routes(),
        *signin.routes(),
        *signin_steps.routes(),
        *signin_select.routes(),
        *signin_code.routes(),
        *signin_consent.routes(),
        *devices.routes(),
        *compte.routes(),
        *elsewhere.routes(),
        *post.routes(),
        *records.routes(),
        *refusals.routes(),
        *traces.routes(),
        *key_pages.routes(),
        *fault_pages.routes(),
        *offices.routes(),
        *offices_revenue.routes(),
        *offices_revenue_acts.routes(),
        *offices_ministry.routes(),
        *offices_desk.routes(),
    ]
