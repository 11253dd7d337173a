"""Levels of assurance that a request asks for, and what can be done about them.

`acr_values` and `default_acr_values` are voluntary, in order of preference (Core section 3.1.2.1,
Registration section 2): unknown values are passed over, and what cannot be reached is no error.
An essential `acr` of the `claims` parameter must be met or the sign-in fails (Core section
5.5.1.1), with the error of OpenID Connect Core Unmet Authentication Requirements 1.0.
"""

from dataclasses import dataclass

from sandbox.domain.assurance import Assurance
from sandbox.oidc.authorization.asked import Asked
from sandbox.oidc.authorization.claims_request import acr_demand


@dataclass(frozen=True, slots=True)
class AcrDemand:
    """Values asked for, in order of preference; none means that any level will do."""

    values: tuple[str, ...] = ()
    essential: bool = False

    @property
    def known(self) -> tuple[Assurance, ...]:
        """Those that exist here."""
        levels = {level.value: level for level in Assurance}
        return tuple(levels[value] for value in self.values if value in levels)

    @property
    def hopeless(self) -> bool:
        """Whether it must be met and never can be."""
        return self.essential and bool(self.values) and not self.known

    def met_by(self, level: Assurance) -> bool:
        """Whether one of the values is met at this level, preferred or not."""
        return not self.known or any(level.covers(wanted) for wanted in self.known)

    def goal(self, reachable: frozenset[Assurance]) -> Assurance | None:
        """The first level asked for that this person can reach; None where any will do."""
        return next((wanted for wanted in self.known if wanted in reachable), None)

    def told(self, level: Assurance) -> Assurance:
        """The `acr` of the answer to somebody at this level.

        A level above all that were asked is told as the one it covers: an essential value has to
        come back as it was sent.
        """
        if not self.known or level in self.known:
            return level
        return next((wanted for wanted in self.known if level.covers(wanted)), level)


def demand_of(asked: Asked) -> AcrDemand:
    """What a request asks for, or what its client registered for requests that say nothing."""
    values, essential = acr_demand(asked.params)
    if values:
        return AcrDemand(values, essential)
    return AcrDemand(asked.address.client.default_acr_values)
