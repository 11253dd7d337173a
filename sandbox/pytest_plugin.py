"""The pytest plugin."""

import pytest

__all__ = ["pytest"]
