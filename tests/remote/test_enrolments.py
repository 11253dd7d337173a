"""Enrolments, explanations and minted tokens, in the words of `sandbox.remote`."""

from datetime import UTC, datetime

import pytest

from sandbox.remote import ControlError, Space


def test_a_character_enrols_and_is_decided(space: Space) -> None:
    """In one call, then as the agent decides; the receipt signs in."""
    enrolment = space.enrol("F11")
    assert enrolment.state == "differee_pieces"
    assert enrolment.decision is not None
    assert enrolment.decision["row"] == enrolment.row
    assert enrolment.decide("receive_all").state == "en_verification"
    assert enrolment.decide("activate").state == "active"
    assert space.enrolments[enrolment.number].receipt == enrolment.receipt
    assert enrolment.receipt is not None
    assert space.accounts[enrolment.receipt.user_code].id == enrolment.account
    assert space.post.wait(organisation=enrolment.organisation, timeout=0).seq
    with pytest.raises(ControlError, match="activate"):
        enrolment.decide("applaud")


def test_an_enrolment_goes_by_steps(space: Space) -> None:
    """A draft is filled in, checked and transmitted; nothing of it is a receipt before."""
    draft = space.enrol("F01", until="draft")
    assert draft.receipt is None
    assert draft.fill(representant_prenom="Ada").answers["representant_prenom"] == "Ada"
    assert draft.check().problems == []
    assert draft.transmit().row == "PA-1"
    assert draft.reload().receipt is not None


def test_the_guide_explains_itself(space: Space) -> None:
    """From answers alone, with the rows that nearly answered."""
    told = space.explain(answers=dict(space.personas["characters"][0]["answers"]))
    assert told["row"] == space.personas["characters"][0]["expected_row"]
    assert told["near_misses"]
    with pytest.raises(ControlError):
        space.explain()


def test_tokens_are_minted_with_and_without_a_defect(space: Space) -> None:
    """For the ready client or another, as of when one likes."""
    minted = space.mint("rse-actif", scope="openid offline_access", nonce="n")
    assert (minted.claims["aud"], minted.claims["nonce"]) == ("pes-portal", "n")
    assert (minted.fault, bool(minted.refresh_token)) == ("", True)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    client = space.client()
    earlier = space.mint(space.accounts["rse-actif"], client, auth_time=at, acr=2)
    assert earlier.claims["aud"] == client.client_id
    assert earlier.claims["auth_time"] == at.timestamp()
    assert space.mint("rse-actif", fault="id-token-expired").fault == "id-token-expired"
    ended = space.mint_logout_token("rse-actif", fault="logout-token-with-nonce", sid="sid_x")
    assert "nonce" in ended.claims
