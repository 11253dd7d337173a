"""Who there is in a space, created as a test needs it."""

import pytest

from sandbox.remote import ControlError, Sandbox, Space

SOMEBODY = {"given_name": "Ada", "family_name": "Roy", "email": "ada.roy@exemple.invalid"}
INCORPORATED = {"legal_form": "SO", "kind": "garderie_subventionnee"}


def test_a_population_of_ones_own(sandbox: Sandbox) -> None:
    """Without the seed: an organisation, somebody, an account, a mandate, and a sign-in."""
    with sandbox.create_space(seed="empty", hint_signs_in=True) as space:
        childcare = space.organisation(
            name="Garderie Ada", legal_form="SO", kind="garderie_subventionnee"
        )
        other = space.organisation(
            name="Garderie Bis", legal_form="SO", kind="garderie_subventionnee"
        )
        ada = space.person(**SOMEBODY)
        account = space.account(person=ada, organisation=childcare, persona="ada")
        assert account.state == "actif"
        assert account.password
        mandate = space.mandate(account, other, ends_on="2030-01-01")
        assert mandate.in_effect
        assert not mandate.revoke().in_effect
        assert childcare.change(name="Garderie Ada inc.").name == "Garderie Ada inc."
        assert space.organisations[childcare.id].name == "Garderie Ada inc."
        assert space.people["ada"].id == ada.id
        assert space.mandates[mandate.id].account == account.id
        assert len(space.accounts) == 1
        tokens = space.as_("ada", space.client(), scope="openid entreprise")
        assert tokens.userinfo()["organisation"]["nom"] == "Garderie Ada inc."


def test_an_account_is_acted_upon(space: Space) -> None:
    """What an office does is told, and a password that was told is remembered."""
    account = space.account(person=SOMEBODY, organisation="E01", role="UTILISATEUR")
    first = account.password
    assert account.act("suspend").state == "suspendu"
    assert account.standing is not None
    assert account.act("reactivate").password == first
    assert account.act("reissue").password != first
    assert space.accounts[account.user_code].id == account.id
    with pytest.raises(ControlError, match="Known acts: activate"):
        account.act("dismiss")


def test_a_misspelt_member_is_told_with_the_known_ones(space: Space) -> None:
    """An answer has the members that the API told, and no other."""
    account = space.accounts["rse-actif"]
    assert account["user_code"] == account.user_code == "RSEACT24"
    assert dict(account)["persona"] == "rse-actif"
    with pytest.raises(AttributeError, match=r"Account has no 'usercode'\. Known: id, user_code"):
        getattr(account, "usercode")  # noqa: B009 (a type checker would refuse it)
    with pytest.raises(AttributeError, match=r"standing.*, act\(\)\.$"):
        getattr(account, "suspend")  # noqa: B009 (a type checker would refuse it)


def test_one_is_got_as_in_the_other_languages(space: Space) -> None:
    """`get` is `[ref]`: it refuses what there is not."""
    assert space.accounts.get("rse-actif") == space.accounts["rse-actif"]
    with pytest.raises(ControlError) as refused:
        space.accounts.get("nobody-at-all")
    assert refused.value.status == 404
