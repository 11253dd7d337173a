"""Passwords: how they are hashed, compared and bounded, and which ones may be chosen."""

import pytest

from sandbox.domain.conventions import Conventions
from sandbox.domain.identifiers import UserCode
from sandbox.services import passwords
from sandbox.services.password_rules import AGAIN, DENIED, NEW, problems_of
from sandbox.world.chance import Chance

SALT = b"0123456789abcdef"
CODE = UserCode("RSEACT24")


async def test_a_hash_names_its_scheme_and_verifies() -> None:
    """The hash says how it was made, and only the same password matches it."""
    hashed = await passwords.hash_password("Flocon-Demo-2009", SALT)
    assert hashed.startswith("scrypt$16384$8$1$MDEyMzQ1Njc4OWFiY2RlZg==$")
    assert await passwords.verify("Flocon-Demo-2009", hashed)
    assert not await passwords.verify("Flocon-Demo-2008", hashed)


async def test_two_keyboards_spell_a_password_alike() -> None:
    """A letter typed whole or with a combining accent is the same password (NFKC)."""
    hashed = await passwords.hash_password("Été-en-février", SALT)
    assert await passwords.verify("E\u0301te\u0301-en-fe\u0301vrier", hashed)


async def test_an_endless_password_is_wrong_before_it_is_hashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is too long to be a password costs the same as any, whatever its length."""
    hashed = await passwords.hash_password("Flocon-Demo-2009", SALT)
    seen: list[int] = []
    real = passwords._key

    def counting(clear: str, salt: bytes, *cost: int) -> bytes:
        seen.append(len(clear))
        return real(clear, salt, *cost)

    monkeypatch.setattr(passwords, "_key", counting)
    assert not await passwords.verify("x" * 5_000_000, hashed)
    assert len(seen) == 1
    assert seen[0] < 2_000


async def test_a_lone_surrogate_is_only_a_wrong_password() -> None:
    """A text that cannot be encoded is refused as wrong, not as a fault of ours."""
    hashed = await passwords.hash_password("Flocon-Demo-2009", SALT)
    assert not await passwords.verify("\ud800" * 12, hashed)


async def test_a_prepared_password_hides_itself() -> None:
    """Neither the clear password nor its hash shows where the value is printed."""
    prepared = await passwords.prepare(Chance("graine", "essai"))
    assert await passwords.verify(prepared.clear, prepared.hashed)
    assert prepared.clear not in repr(prepared)
    assert prepared.hashed not in repr(prepared)


async def test_a_drawn_password_hashes_fast_and_is_compared_as_slowly_as_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A class transmits at once; who tries a password learns nothing from the time it takes."""
    prepared = await passwords.prepare(Chance("graine", "essai"))
    chosen = await passwords.hash_password("Flocon-Demo-2009", SALT)
    costs: list[int] = []
    real = passwords._key

    def counting(clear: str, salt: bytes, cost: int = passwords._COST) -> bytes:
        costs.append(cost)
        return real(clear, salt, cost)

    monkeypatch.setattr(passwords, "_key", counting)
    await passwords.prepare(Chance("graine", "autre"))
    assert sum(costs) * 8 == passwords._COST
    for hashed in (prepared.hashed, chosen):
        costs.clear()
        assert not await passwords.verify("Flocon-Demo-2008", hashed)
        assert passwords._COST in costs


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("onzelettres", "password.too_short"),
        ("x" * 129 + "abcdef", "password.too_long"),
        ("mon-rseact24-a-moi", "password.holds_user_code"),
        ("Mot De Passe 123", "password.too_common"),
        ("aaaaaaaaaaaa", "password.too_common"),
        ("ﬁﬁﬁﬁﬁﬁ-tuque", ""),
        ("une tuque dans la neige", ""),
    ],
)
def test_a_chosen_password_is_long_and_not_the_first_one_tried(new: str, problem: str) -> None:
    """Length counts after NFKC; the user code and common passwords are refused."""
    found = problems_of(new, new, user_code=CODE, conventions=Conventions())
    assert [each.message_id for each in found] == ([problem] if problem else [])


def test_both_fields_can_be_wrong_at_once() -> None:
    """A password that is too short and not repeated is told so in both fields."""
    found = problems_of("court", "autre", user_code=CODE, conventions=Conventions())
    assert [each.field for each in found] == [NEW, AGAIN]


def test_every_denied_password_would_be_long_enough() -> None:
    """The deny list holds nothing that its length already refuses."""
    assert not [word for word in DENIED if len(word) < Conventions().password_min_length]
