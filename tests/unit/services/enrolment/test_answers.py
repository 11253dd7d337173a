"""Reading typed answers: canonical spelling, or a refusal, whatever the characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.errors import BadInput
from sandbox.services.answers import read_email, read_name, read_telephone
from sandbox.services.names import folded


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Noe\u0301mie  ", "Noémie"),
        ("Larivée-Bouchard", "Larivée-Bouchard"),
        ("Mc\u00a0 Nicoll", "Mc Nicoll"),
        ("d’Argile", "d’Argile"),
        ("王", "王"),
    ],
)
def test_a_name_is_read(typed: str, name: str) -> None:
    """Composed, with single spaces, accents and apostrophes kept."""
    assert read_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "123",
        "…",
        "a" * 81,
        "Ann\x00e",
        "An\u202ene",
        "Anne\ud800",
        "a\u200b",
        "a" * 9_999,
    ],
)
def test_an_unreadable_name_is_refused(typed: str) -> None:
    """Empty, without a letter, too long, or with characters that nobody sees."""
    with pytest.raises(BadInput) as refused:
        read_name(typed)
    assert refused.value.message_id == "problem.name"


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("m.oulette@Exemple.Test", "m.oulette@exemple.test"),
        (" a+b@c-d.example.ca ", "a+b@c-d.example.ca"),
    ],
)
def test_an_address_is_read(typed: str, email: str) -> None:
    """The domain is put in lower case, the rest is kept."""
    assert read_email(typed) == email


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "a@b@c.ca",
        "é@exemple.ca",
        "a b@exemple.ca",
        "a@exemple..ca",
        "a@-exemple.ca",
        "a@exemple.ca\nBcc: x@y.ca",
        "a" * 65 + "@exemple.ca",
        "a@" + "b" * 300 + ".ca",
        "a@exemple.ca\ud800",
    ],
)
def test_an_address_that_could_not_be_written_to_is_refused(typed: str) -> None:
    """No second address, no line break, no script but ASCII."""
    with pytest.raises(BadInput) as refused:
        read_email(typed)
    assert refused.value.message_id == "problem.email"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4185550106", "418 555-0106"),
        ("(418) 555-0106", "418 555-0106"),
        ("1 418 555 0106", "418 555-0106"),
        ("+1 418 555-0106", "418 555-0106"),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("5550106", "5550106"),
    ],
)
def test_a_telephone_number_is_read(typed: str, number: str) -> None:
    """Ten digits are spelled the Québec way; others are kept as digits."""
    assert read_telephone(typed) == number


@pytest.mark.parametrize("typed", ["12", "appelez-moi", "1" * 20, "٤١٨٥٥٥٠١٠٦", "418\ud800"])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    """Too short, too long, or not ASCII digits."""
    with pytest.raises(BadInput) as refused:
        read_telephone(typed)
    assert refused.value.message_id == "problem.telephone"


@given(st.text(st.characters(), max_size=100))
def test_any_text_is_read_or_refused(typed: str) -> None:
    """No text raises anything but `BadInput`, and what is read can be stored as UTF-8."""
    for reader in (read_name, read_email, read_telephone):
        try:
            reader(typed).encode()
        except BadInput:
            continue


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Noémie", "Larivée-Bouchard"), ("NOEMIE", "LARIVEE BOUCHARD")),
        (("Étienne", "Vaillancœur"), ("etienne", "vaillancoeur")),
        (("Yolande", "Mc Nicoll"), ("Yolande", "McNicoll")),
        (("Paul-Émile", "Sillon"), ("Paul Émile ", "SILLON")),
    ],
)
def test_registers_compare_names_without_accents_case_or_spaces(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    """Two spellings of one name are the same person to the Registraire (A-12)."""
    assert folded(*one) == folded(*other)


def test_registers_tell_different_names_apart() -> None:
    """A letter more is another name."""
    assert folded("Karim", "Saint-Onge") != folded("Karim", "Saint-Longe")
