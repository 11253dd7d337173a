"""The spaces of one test: made as it asks, judged when it passes, told of when it fails."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.pytest_plugin import story
from sandbox.pytest_plugin.naming import candidates, draws
from sandbox.pytest_plugin.server import Server
from sandbox.pytest_plugin.space import ClicSequr
from sandbox.remote.classes import Classroom
from sandbox.remote.errors import ControlError
from sandbox.remote.sandbox import Sandbox

TERMS = ("seed", "chance", "label", "hint_signs_in", "fault_menu", "snapshot", "fork_of")
"""What the marker and the factory may say of a space."""
_LIFE_SECONDS = 3_600
"""A space in a sandbox that outlives this session ends by itself if nobody deletes it."""


def terms_of(markers: Iterable[pytest.Mark]) -> dict[str, Any]:
    """The terms that the markers of a test give, the nearest one last word.

    Raises `pytest.UsageError` for one that is unknown.
    """
    terms: dict[str, Any] = {}
    for mark in markers:  # from the nearest to the farthest
        if mark.args:
            raise pytest.UsageError("The marker clicsequr takes names: clicsequr(seed='empty').")
        terms = {**_checked(mark.kwargs), **terms}
    return terms


def _checked(terms: Mapping[str, Any]) -> Mapping[str, Any]:
    if strange := sorted(set(terms) - set(TERMS)):
        raise pytest.UsageError(
            f"A space of clicsequr has no term {strange[0]}. Known: {', '.join(TERMS)}."
        )
    return terms


class _Kept(Sandbox):
    """A sandbox all of whose new spaces, forks and classes included, are the test's."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.url, server.token, server.transport)
        self.made: list[ClicSequr] = []
        self.classrooms: list[Classroom] = []
        self._server = server

    def create_space(self, **wanted: Any) -> ClicSequr:
        """A new space."""
        made = super().create_space(**wanted)
        assert isinstance(made, ClicSequr)
        self.made.append(made)
        return made

    def _class(self, told: Mapping[str, Any]) -> Classroom:
        found = super()._class(told)
        if "key" in found:  # made here, and not only read
            self.classrooms.append(found)
        return found

    def _space(self, told: Mapping[str, Any]) -> ClicSequr:
        return ClicSequr(self, self._at(told["id"], told.get("token", "")), told, self._server)


class Spaces:
    """Makes spaces for one test, named after it, whose draws are the same in every run."""

    def __init__(
        self,
        server: Server,
        test: str,
        *,
        worker: str = "",
        terms: Mapping[str, Any] | None = None,
        keep: bool = False,
        language: str = "en",
    ) -> None:
        self._server, self._test, self._worker = server, test, worker
        self._terms, self._keep, self._language = terms or {}, keep, language
        self._sandbox = _Kept(server)

    def __call__(self, name: str = "", **terms: Any) -> ClicSequr:
        """A fresh space: as the test's marker says, and as `terms` say, which go before.

        `name` tells several of one test apart. Raises `ControlError` for what cannot be.
        """
        wanted: dict[str, Any] = {
            "hint_signs_in": True,
            "label": draws(self._test, name),
            **self._terms,
            **_checked(terms),
        }
        if not {"snapshot", "fork_of"} & set(wanted):
            wanted.setdefault("chance", draws(self._test, name))
        if self._server.running is None and not self._keep:
            wanted["ttl_seconds"] = _LIFE_SECONDS
        for candidate in candidates(self._test, name, self._worker):
            with suppress(_Taken):
                return self._made(candidate, wanted)
        raise LookupError(f"Every name for a space of {self._test} is taken: delete some.")

    def _made(self, candidate: str, wanted: Mapping[str, Any]) -> ClicSequr:
        try:
            return self._sandbox.create_space(id=candidate, **wanted)
        except ControlError as error:
            if error.code == "space-taken":
                raise _Taken from error
            raise

    def complaint(self) -> str:
        """What is wrong although the test has passed; empty if nothing."""
        told = [
            promise.told(self._seen(space), self._path(space))
            for space in self._sandbox.made
            for promise in space.faults.promises
            if promise.broken()
        ]
        if errors := self._server.errors():
            told.append(story.mistakes(errors))
        return "\n".join(told)

    def sections(self) -> list[tuple[str, str]]:
        """For the report of a failed test: what happened in each space, what broke in ours."""
        found = [
            (f"clicsequr: {space.id}", story.of(space, self._language))
            for space in self._sandbox.made
        ]
        if errors := self._server.errors():
            found.append(("clicsequr: a mistake of the sandbox", story.mistakes(errors)))
        return found

    def close(self) -> None:
        """Delete the spaces and the classes, unless they are to be kept."""
        for classroom in () if self._keep else self._sandbox.classrooms:
            with suppress(ControlError):
                classroom.delete()
        for space in self._sandbox.made:
            space.close()
            if not self._keep:
                with suppress(ControlError):  # the test has deleted it, or ended the sandbox
                    space.delete()
        self._sandbox.close()

    def _path(self, space: ClicSequr) -> str:
        return urlsplit(space.issuer).path

    def _seen(self, space: ClicSequr) -> Any:
        return self._server.seen(self._path(space) + "/")


class _Taken(Exception):
    """There is a space of this name: kept by an earlier run, or another run's."""
