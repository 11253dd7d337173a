"""Every page of the house, in one list; the first address that matches answers."""

from functools import cache

from starlette.routing import BaseRoute, Route

from sandbox.services.enrolment_form import Step
from sandbox.web import (
    account_access,
    account_history,
    account_organisation,
    account_powers,
    class_hall,
    class_places,
    class_prints,
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
    journey_file,
    journey_print,
    key_pages,
    learners,
    logout_log,
    numbers,
    offices,
    offices_desk,
    offices_desk_account,
    offices_file,
    offices_ministry,
    offices_ministry_file,
    offices_revenue,
    offices_revenue_acts,
    post,
    records,
    refusals,
    roles,
    signin,
    signin_code,
    signin_consent,
    signin_select,
    signin_steps,
    traces,
    training,
)
from sandbox.web.class_doings import HERE as HALL


def routes() -> list[BaseRoute]:
    """The routes of the web face; `journey` after its parts, for its last matches any word."""
    numbers.register()
    return [
        *front.routes(),
        *logout_log.routes(),
        *client_pages.routes(),
        *diagnosis.routes(),
        *guide_pages.routes(),
        *journey_print.routes(),
        *journey_end.routes(),
        *journey_file.routes(),
        *journey.routes(),
        *signin.routes(),
        *signin_steps.routes(),
        *signin_select.routes(),
        *signin_code.routes(),
        *signin_consent.routes(),
        *devices.routes(),
        *compte.routes(),
        *account_access.routes(),
        *account_history.routes(),
        *account_organisation.routes(),
        *account_powers.routes(),
        *learners.routes(),
        *elsewhere.routes(),
        *post.routes(),
        *records.routes(),
        *refusals.routes(),
        *roles.routes(),
        *traces.routes(),
        *key_pages.routes(),
        *fault_pages.routes(),
        *offices.routes(),
        *offices_revenue.routes(),
        *offices_file.routes(),
        *offices_revenue_acts.routes(),
        *offices_ministry.routes(),
        *offices_ministry_file.routes(),
        *offices_desk.routes(),
        *offices_desk_account.routes(),
        *training.routes(),
        *class_hall.routes(),
        *class_places.routes(),
        *class_prints.routes(),
    ]


@cache
def addresses() -> frozenset[str]:
    """The pages that are there in every space, by their path: where a step of a scenario may lead.

    Those of one draft, of one file and of a hall are not among them; the journey's steps are.
    """
    shown = [one for one in routes() if isinstance(one, Route) and "GET" in (one.methods or ())]
    fixed = {one.path for one in shown if "{" not in one.path and not one.path.startswith(HALL)}
    return frozenset(fixed | {f"/inscription/{step}" for step in Step})
