"""The secret that signs the browsers' cookies is whole, kept, and readable by us only."""

import stat

import pytest

from sandbox.app import cookie_secret
from sandbox.domain.errors import Unavailable
from sandbox.settings import Settings


def test_it_is_drawn_once_and_kept_for_us_alone(tmp_path):
    """A restart believes the cookies it signed before; no draft is left beside the file."""
    settings = Settings(data=str(tmp_path / "state"))
    secret = cookie_secret(settings)
    assert len(secret) == 64
    assert cookie_secret(settings) == secret
    (only,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(only.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"x", b"\xff" * 64, b"g" * 64, b"0" * 63])
def test_a_damaged_one_is_refused(tmp_path, content):
    """An empty secret would let anybody sign a cookie."""
    (tmp_path / "cookie-secret").write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        cookie_secret(Settings(data=str(tmp_path)))


def test_a_folder_that_cannot_be_is_told(tmp_path):
    """The name of the file and the reason, not a traceback."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Unavailable, match="cookie-secret"):
        cookie_secret(Settings(data=str(tmp_path / "taken")))
