"""All states of all areas."""

from tests.browser.states import (
    State,
    account,
    developer,
    front,
    journey,
    learner,
    offices,
    provider,
    training,
)

ALL: tuple[State, ...] = (
    *front.STATES,
    *journey.STATES,
    *learner.STATES,
    *provider.STATES,
    *account.STATES,
    *offices.STATES,
    *developer.STATES,
    *training.STATES,
)
