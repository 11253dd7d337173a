"""What happens is waited for, and never missed."""

import pytest

from sandbox.remote import NothingCame, Space


def test_what_happened_before_one_waits_is_not_missed(space: Space) -> None:
    """`wait` gives each entry since the space was made once, and what it passed over later."""
    first = space.fault("id-token-expired")
    second = space.fault("id-token-expired")
    struck = space.journal.wait(
        name="fault.armed", timeout=0, where=lambda e: e.subject == second.id
    )
    assert struck.subject == second.id
    assert space.journal.wait(name="fault.armed", timeout=0).subject == first.id
    with pytest.raises(NothingCame, match=r"No entries with name='fault.armed' came in 0 s"):
        space.journal.wait(name="fault.armed", timeout=0)


def test_what_did_not_come_is_told_with_what_came_instead(space: Space) -> None:
    """A wait that ends in vain names the last things that came."""
    space.fault("id-token-expired")
    with pytest.raises(NothingCame, match=r"since then: <Entry \d+ fault\.armed>"):
        space.journal.wait(name="fault.struck", timeout=0)
    with pytest.raises(NothingCame, match="since then: nothing"):
        space.post.wait(timeout=0.05)
    with pytest.raises(TypeError, match=r"Unknown filter nme\. Known: actor, "):
        space.journal.wait(nme="fault.struck")


def test_a_sign_in_is_read_by_its_trace(space: Space) -> None:
    """`of` tells one sign-in, front channel and back channel."""
    space.as_("rse-actif")
    issued = space.journal.wait(name="oidc.code_redeemed", timeout=0)
    names = [entry.name for entry in space.journal.of(issued.trace)]
    assert "oidc.code_redeemed" in names
    assert len(names) > 1
    assert len(space.journal) > len(names)
