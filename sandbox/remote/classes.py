"""Classes and their scenarios: a hall, and a space of its own for each place."""

from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict

from sandbox.remote.answers import Answer, given, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import ControlError, passes_on

if TYPE_CHECKING:
    from sandbox.remote.space import Space

__tracebackhide__ = passes_on

Opens = Callable[[str], "Space"]
"""The space of a name."""


class ClassWanted(TypedDict, total=False):
    """What a class is made of: `places`, or `names`, or both."""

    name: str
    id: str
    scenario: str
    places: int
    names: list[str]
    ttl_seconds: int


class Scenario(Answer):
    """An exercise; of one that is asked for alone, `steps` are told, in a list only how many."""

    id: str
    title: dict[str, str]
    character: str
    minutes: int
    days: int
    rows: list[str]


class Place(Answer):
    """A learner's place; how it stands is told by the board, not by the call that made it."""

    place: int
    name: str
    link: str
    roles: dict[str, str]
    control: str
    standing: str
    page: str
    idle_seconds: int | None
    reached: list[dict[str, Any]]
    now: dict[str, Any] | None
    rows: list[str]
    strayed: str | None
    enrolment: str | None

    def __init__(self, opens: Opens, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._opens = opens

    @property
    def space(self) -> "Space":
        """The space of this place, where everything may be commanded for its learner alone."""
        return self._opens(self["space"])


class Played(Answer):
    """What came of an act in a place; `why_not` has `code`, `message` and `hint`."""

    place: int
    done: bool
    why_not: dict[str, Any] | None


class Classroom(Answer):
    """A class. As a context manager it ends, with all of its places, at the end of the block.

    `key` and `link` (the trainer's page with the key) are told to whoever made it, once.
    """

    id: str
    name: str
    scenario: str | None
    page: str
    key: str
    link: str

    def __init__(self, connection: Connection, opens: Opens, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection, self._opens = connection, opens

    @property
    def places(self) -> list[Place]:
        """Its places, as they were when the class was made or read last."""
        if "places" not in self._told:  # a list of classes does not tell them
            self.reload()
        return self._places(self["places"])

    def place(self, number: int) -> Place:
        """The place of a number; raises `ControlError` (404) when there is none."""
        for each in self.places:
            if each.place == number:
                return each
        hint = f"There is no place {number}; there are {len(self.places)}."
        raise ControlError("place-unknown", hint=hint, status=404)

    def reload(self) -> Self:
        """Read how every place stands now; the key stays known."""
        self._told |= self._connection.get(self._path())
        return self

    def add(self, places: int | None = None, names: Iterable[str] = ()) -> list[Place]:
        """Add places behind the last one: so many, or one for each name."""
        sent = given(places=places, names=list(names))
        return self._places(
            self._changed(self._connection.post(self._path("places"), sent))["places"]
        )

    def reset(self, *places: int) -> list[int]:
        """Begin these places again, or all; their names stay."""
        told = self._connection.post(self._path("reset"), _of(places))
        return list(self._changed(told)["places"])

    def advance(self, days: int, *places: int) -> dict[int, int]:
        """Move the calendar of these places, or of all; by place, how many things fell due."""
        told = self._connection.post(self._path("advance"), {"days": days, **_of(places)})
        return {each["place"]: each["applied"] for each in self._changed(told)["places"]}

    def acts(self) -> dict[str, list[int]]:
        """Every act of an agent, and the places where it could be done now."""
        told = self._connection.get(self._path("acts"))
        return {each["act"]: each["places"] for each in told["acts"]}

    def play(self, act: str, *places: int) -> list[Played]:
        """Do what an agent does in these places, or in all; each says `done`, or `why_not`."""
        told = self._connection.post(self._path("acts"), {"act": act, **_of(places)})
        return [Played(each) for each in self._changed(told)["places"]]

    def report(self) -> Answer:
        """What the class did: steps, rows, who strayed, place by place."""
        return Answer(self._connection.get(self._path("report")))

    def delete(self) -> None:
        """End it, and all of its places."""
        self._connection.delete(self._path())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.delete()

    def _path(self, step: str = "") -> str:
        return f"/classes/{segment(self['id'])}" + (f"/{step}" if step else "")

    def _places(self, told: Iterable[Mapping[str, Any]]) -> list[Place]:
        return [Place(self._opens, each) for each in told]

    def _changed(self, told: dict[str, Any]) -> dict[str, Any]:
        self._told.pop("places", None)  # the next look reads them again
        return told


def _of(places: tuple[int, ...]) -> dict[str, Any]:
    return {"places": list(places)} if places else {}
