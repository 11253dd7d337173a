"""Figures of the project, each beside its target: `make bench`. Never part of the tests."""
