"""Identifiers: what people may type is read, all else is refused, whatever the characters."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import (
    AssessmentNotice,
    ImpotnetCode,
    InvitationNumber,
    Nas,
    RevenueNumber,
    UserCode,
)

KINDS = (RevenueNumber, Nas, ImpotnetCode, AssessmentNotice, InvitationNumber, UserCode)


@pytest.mark.parametrize(
    ("parse", "typed", "canonical"),
    [
        (RevenueNumber.parse, "9900000011", "9900000011"),
        (RevenueNumber.parse, " 99 0000-0011 ", "9900000011"),
        (RevenueNumber.parse, "9900000011 rs 0001", "9900000011"),
        (RevenueNumber.parse, "９９０００００01１", "9900000011"),
        (RevenueNumber.parse, "990\u00a0000\u20110011", "9900000011"),
        (Nas.parse, "000 000 141", "000000141"),
        (Nas.parse, "046-454-286", "046454286"),
        (ImpotnetCode.parse, "essai 001", "ESSAI001"),
        (AssessmentNotice.parse, "avis-0001", "AVIS0001"),
        (InvitationNumber.parse, "k7r2 m9xa", "K7R2M9XA"),
        (UserCode.parse, "rseact24", "RSEACT24"),
    ],
)
def test_what_people_type_is_read(parse: Callable[[str], str], typed: str, canonical: str) -> None:
    """Spaces, dashes, width and case do not matter."""
    assert parse(typed) == canonical


@pytest.mark.parametrize(
    ("parse", "typed", "code"),
    [
        (RevenueNumber.parse, "", "revenue-number-malformed"),
        (RevenueNumber.parse, "990000006", "revenue-number-malformed"),
        (RevenueNumber.parse, "99000000112", "revenue-number-malformed"),
        (RevenueNumber.parse, "9900000011RS001", "revenue-number-malformed"),
        (RevenueNumber.parse, "٩٩٠٠٠٠٠٠١١", "revenue-number-malformed"),
        (RevenueNumber.parse, "9900000011\x00", "revenue-number-malformed"),
        (RevenueNumber.parse, "9900000011\u202e", "revenue-number-malformed"),
        (RevenueNumber.parse, "9900000011" + " " * 60 + "'; --", "revenue-number-malformed"),
        (RevenueNumber.parse, "9" * 100_000, "revenue-number-malformed"),
        (RevenueNumber.parse, "\ufdfa" * 64, "revenue-number-malformed"),
        (Nas.parse, "00000014", "nas-malformed"),
        (Nas.parse, "٠٠٠٠٠٠١٤١", "nas-malformed"),
        (Nas.parse, "130692544", "nas-could-be-real"),
        (Nas.parse, "000000142", "nas-could-be-real"),
        (Nas.parse, "９46454286", "nas-could-be-real"),
        (ImpotnetCode.parse, "ESSAI01", "impotnet-code-malformed"),
        (ImpotnetCode.parse, "ESSAÉ001", "impotnet-code-malformed"),
        (AssessmentNotice.parse, "ABC", "notice-malformed"),
        (AssessmentNotice.parse, "A" * 13, "notice-malformed"),
        (AssessmentNotice.parse, "AVIS_001", "notice-malformed"),
        (InvitationNumber.parse, "ABCDEFGH", "invitation-malformed"),
        (InvitationNumber.parse, "12345678", "invitation-malformed"),
        (InvitationNumber.parse, "K7R2M9X", "invitation-malformed"),
        (InvitationNumber.parse, "K7R2M9XА", "invitation-malformed"),  # the last A is Cyrillic
        (UserCode.parse, "RSEACT20", "user-code-malformed"),
        (UserCode.parse, "RSEACT2\ud800", "user-code-malformed"),
    ],
)
def test_everything_else_is_refused(parse: Callable[[str], str], typed: str, code: str) -> None:
    """A number that is malformed, foreign in script or hiding something is refused by its code."""
    with pytest.raises(BadInput) as refused:
        parse(typed)
    assert refused.value.code == code
    assert refused.value.message_id == f"identifier.{code}"
    assert refused.value.cite


def test_no_number_of_a_real_person_is_accepted() -> None:
    """Of all first digits that real numbers have, none gets in, right check digit or not."""
    for first in "123456789":
        for last in string.digits:
            with pytest.raises(BadInput):
                Nas.parse(f"{first}4645428{last}")


def test_one_check_digit_in_ten_is_right() -> None:
    """The Luhn check leaves exactly one last digit for each eight first ones."""
    for start in ("00000014", "04645428", "00000058"):
        accepted = []
        for last in string.digits:
            try:
                accepted.append(Nas.parse(start + last))
            except BadInput:
                continue
        assert len(accepted) == 1


@given(st.text(st.characters(), max_size=80))
@pytest.mark.parametrize("kind", KINDS)
def test_any_text_is_read_or_refused_as_bad_input(kind: type[RevenueNumber], typed: str) -> None:
    """No text, lone surrogates included, raises anything but `BadInput`; what is read is ASCII."""
    try:
        read = kind.parse(typed)
    except BadInput:
        return
    assert read.isascii()
    assert read.isalnum()
    assert kind.parse(read) == read


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        (RevenueNumber("9900000011"), "•••••••011"),
        (Nas("000000141"), "••••••141"),
        (UserCode("RSEACT24"), "RS•••••4"),
    ],
)
def test_a_masked_number_shows_its_ends_only(number: RevenueNumber, masked: str) -> None:
    """The masked spelling keeps the length and at most three characters."""
    assert number.masked == masked
    assert len(number.masked) == len(number)
