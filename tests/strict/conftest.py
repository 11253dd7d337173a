"""A strict relying party over a provider, and the faults that are armed there."""

import pytest

from tests.protocol.conftest import house as house
from tests.protocol.house import House
from tests.strict.trial import Trial


@pytest.fixture
def trial(house: House) -> Trial:
    """A strict relying party over the provider, and the faults that are armed there."""
    return Trial(house)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long answers were held back; nobody waits."""
    held: list[float] = []

    async def pause(seconds: float) -> None:
        held.append(seconds)

    monkeypatch.setattr("sandbox.oidc.tampering.lines.pause", pause)
    return held
