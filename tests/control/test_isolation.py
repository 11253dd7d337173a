"""Nothing of one space is seen or touched from another, whatever the control API is called with.

Driven by the list of operations: a new one is tried with no line written here, unless its body
needs an example or its path a second parameter; then these tests fail until they are told.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sandbox.control.operations import PREFIX, Operation
from sandbox.control.routes import operations
from tests.control.two_spaces import OURS, THEIRS, everything, held, make, only

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

_ACT = {"act": "suspend"}
"""A good value for each parameter of a path that is not the first one."""
BODIES: dict[str, dict[str, Any]] = {
    "createSpace": {"fork_of": OURS},
    "makeClass": {"name": "Classe d’essai", "places": 1},
    "addPlaces": {"places": 1},
    "resetPlaces": {},
    "advancePlaces": {"days": 1},
    "playInPlaces": {"act": "approve"},
    "changeSpace": {},
    "setClock": {},
    "advanceClock": {},
    "enterOrganisation": {
        "name": "Garderie d’essai",
        "legal_form": "SO",
        "kind": "garderie_subventionnee",
    },
    "changeOrganisation": {},
    "enterPerson": {"given_name": "Rose", "family_name": "Roy"},
    "makeAccount": {
        "person": {"given_name": "Rose", "family_name": "Roy", "persona": "rose-roy"},
        "organisation": "E01",
    },
    "giveMandate": {"account": "rse-actif", "organisation": "E02"},
    "registerClient": {"client_name": "Essai"},
    "enrol": {"character": "F06"},
    "answerEnrolment": {"answers": {}},
    "decideEnrolment": {"act": "refuse", "reason": "autre"},
    "explain": {"facts": {}},
    "signIn": {"login_hint": "rse-actif"},
    "rotateKeys": {"alg": "ES256"},
    "armFault": {"fault": "id-token-expired"},
    "mintTokens": {"persona": "rse-actif", "client_id": "pes-portal"},
    "mintLogoutToken": {"persona": "rse-actif", "client_id": "pes-portal"},
}
"""A body that each operation takes in our space: every text of it, and of its model, is then
replaced by what is theirs."""
WITH_A_DOCUMENT = frozenset({"restoreSnapshot"})
"""Bodies that are a document of a whole space: see the test of its own."""


@dataclass
class Pair:
    """Two spaces, and what is of the second alone."""

    http: httpx2.AsyncClient
    desk: "Desk"
    tokens: dict[str, str]
    named: list[str] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)
    forks: int = 0

    async def ours_anew(self) -> str:
        """A fork of our space: whatever was done in another one is not in it."""
        self.forks += 1
        name = f"essai-{self.forks}"
        made = await self.http.post("/_sandbox/spaces", json={"id": name, "fork_of": OURS})
        assert made.status_code == 201, made.text
        self.tokens[name] = made.json()["token"]
        return name

    def leaked(self, answer: httpx2.Response, sent: set[str]) -> set[str]:
        """What is theirs alone in an answer, and neither was sent nor made of what was."""
        found = {text for text in self.alone if text in answer.text}
        return {text for text in found if not any(text in each or each in text for each in sent)}


@pytest.fixture
async def pair(
    http: httpx2.AsyncClient, desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pair]:
    """Ours and theirs; hashing a password, which is slow on purpose, says nothing here."""

    async def quickly(clear: str, salt: bytes) -> str:
        return f"scrypt${salt.hex()}${sha256(clear.encode()).hexdigest()}"

    monkeypatch.setattr("sandbox.services.passwords.hash_password", quickly)
    tokens = {space: await make(http, space) for space in (OURS, THEIRS)}
    made = Pair(http, desk, tokens)
    made.named, made.alone = only(await held(desk, THEIRS), await held(desk, OURS))
    yield made
    assert (await http.get(f"/b/{THEIRS}{PREFIX}/space")).status_code == 200


def parameters(operation: Operation) -> list[str]:
    """The parameters of a path, in order."""
    return re.findall(r"\{(\w+)(?::\w+)?\}", operation.path)


async def own(pair: Pair, operation: Operation) -> str:
    """Something of ours for the first parameter of a path, so that the body is read."""
    if not parameters(operation):
        return ""
    if operation.root:  # of all spaces: in ours there is none of it
        return "personne"
    kind = operation.path.split("/")[1]
    if kind == "organisations":
        return "E01"
    assert kind == "enrolments", f"{operation.name}: say what of ours it is called with"
    found = (await pair.http.get(f"/b/{OURS}{PREFIX}/enrolments?state=brouillon")).json()
    draft: str = found["enrolments"][0]["id"]
    return draft


def address(operation: Operation, space: str, first: str = "personne") -> str:
    """Where an operation is in a space, with its first parameter filled with this."""
    path = re.sub(r"\{(\w+):\w+\}", r"{\1}", operation.path)
    for number, name in enumerate(parameters(operation)):
        if number:
            assert name in _ACT, f"{operation.name}: say a good value for {{{name}}} in _ACT"
        path = path.replace(f"{{{name}}}", _ACT[name] if number else first)
    return f"/b/{space}{PREFIX}{path}"


def example(operation: Operation) -> dict[str, Any] | None:
    """A good body, or None for an operation without one."""
    if operation.body is None:
        return None
    assert operation.name in BODIES, f"{operation.name}: give it a body in BODIES"
    return BODIES[operation.name]


def replaced(body: dict[str, Any], operation: Operation, theirs: str) -> Iterator[dict[str, Any]]:
    """The body with each text that may name something replaced in turn."""
    assert operation.body is not None
    for name, info in operation.body.model_fields.items():
        kind = str(info.annotation)
        if info.annotation is str or re.search(r"\bstr\b", kind):
            whole: Any = {theirs: theirs} if "dict[" in kind else theirs
            yield {**body, name: [theirs] if "list[" in kind else whole}
    for name, value in body.items():
        for inner in value if isinstance(value, dict) else ():
            yield {**body, name: {**value, inner: theirs}}


OPERATIONS = [each for each in operations() if each.name not in WITH_A_DOCUMENT]


async def test_both_spaces_hold_different_things(pair: Pair) -> None:
    """The test itself: identifiers of nearly every table, and names to look for."""
    assert len(pair.named) > 40
    for kind in ("acc_", "flt_", "sid", "trc_", "enr_", f"rp-{THEIRS}", f"aude-{THEIRS}"):
        assert any(kind in text for text in pair.named), kind
    assert f"Garderie {THEIRS}" in pair.alone


async def test_their_identifiers_in_a_path_name_nothing_of_ours(pair: Pair) -> None:
    """Every operation with a parameter is refused, changes nothing of theirs and tells nothing."""
    before, wrong = await everything(pair.desk, THEIRS), []
    for operation in OPERATIONS:
        if not parameters(operation):
            continue
        space, body = await pair.ours_anew(), example(operation)
        for theirs in pair.named:
            where = address(operation, space, theirs)
            answer = await pair.http.request(operation.method, where, json=body)
            if not 400 <= answer.status_code < 500 or pair.leaked(answer, {theirs}):
                wrong.append((operation.name, theirs, answer.status_code, answer.text[:300]))
        assert await everything(pair.desk, THEIRS) == before, operation.name
    assert not wrong


async def test_their_identifiers_in_a_query_find_nothing(pair: Pair) -> None:
    """Every parameter of every query; what is answered is never theirs."""
    before, wrong = await everything(pair.desk, THEIRS), []
    for operation in OPERATIONS:
        if operation.query is None:
            continue
        space = await pair.ours_anew()
        for name in operation.query.model_fields:
            for theirs in pair.named:
                where, asked = address(operation, space), {name: theirs}
                answer = await pair.http.request(operation.method, where, params=asked)
                if answer.status_code >= 500 or pair.leaked(answer, {theirs}):
                    wrong.append((operation.name, asked, answer.text[:300]))
        assert await everything(pair.desk, THEIRS) == before, operation.name
    assert not wrong


async def test_their_identifiers_in_a_body_reach_nothing(pair: Pair) -> None:
    """Every text of every body; some are names that may be given here too, and stay here."""
    before, wrong = await everything(pair.desk, THEIRS), []
    for operation in OPERATIONS:
        body = example(operation)
        if body is None:
            continue
        space, kept = await pair.ours_anew(), set[str]()
        where = address(operation, space, await own(pair, operation))
        for theirs in pair.named:
            for sent in replaced(body, operation, theirs):
                answer = await pair.http.request(operation.method, where, json=sent)
                if answer.status_code >= 500 or pair.leaked(answer, {theirs, *kept}):
                    wrong.append((operation.name, sent, answer.text[:300]))
                if answer.is_success:
                    kept.add(theirs)
        assert await everything(pair.desk, THEIRS) == before, operation.name
    assert not wrong


async def test_what_is_listed_is_ours(pair: Pair) -> None:
    """Every operation without a parameter, as it is called by whoever looks around."""
    before, wrong = await everything(pair.desk, THEIRS), []
    for operation in OPERATIONS:
        if parameters(operation):
            continue
        where = address(operation, await pair.ours_anew())
        answer = await pair.http.request(operation.method, where, json=example(operation))
        leaked = pair.leaked(answer, set())
        if answer.status_code >= 500 or leaked:
            wrong.append((operation.name, answer.status_code, leaked, answer.text[:300]))
        assert await everything(pair.desk, THEIRS) == before, operation.name
    assert not wrong


async def test_their_token_commands_nothing_of_ours(pair: Pair) -> None:
    """Every operation, at the root too: refused, and neither space is changed."""
    shown = {"Authorization": f"Bearer {pair.tokens[THEIRS]}"}
    before = [await everything(pair.desk, space) for space in (OURS, THEIRS)]
    for operation in operations():
        body = BODIES.get(operation.name, {}) if operation.body else None
        ours = address(operation, OURS)
        for where in (ours, ours.removeprefix(f"/b/{OURS}")):
            answer = await pair.http.request(operation.method, where, json=body, headers=shown)
            assert answer.status_code in (401, 403), (operation.name, where, answer.text)
    assert [await everything(pair.desk, space) for space in (OURS, THEIRS)] == before


async def test_their_snapshot_put_into_ours_gives_no_hold_on_theirs(pair: Pair) -> None:
    """Whoever has the document has what it says; ours keeps its name, its token and its issuer."""
    before = await everything(pair.desk, THEIRS)
    space = await pair.ours_anew()
    document = (await pair.http.get(f"/b/{THEIRS}{PREFIX}/space/snapshot")).json()
    own = {"Authorization": f"Bearer {pair.tokens[space]}"}
    where = f"/b/{space}{PREFIX}/space"
    put = await pair.http.put(f"{where}/snapshot", json=document, headers=own)
    assert put.status_code == 200, put.text
    assert put.json()["id"] == space
    assert (await pair.http.get(where, headers=own)).json()["issuer"].endswith(f"/b/{space}")
    theirs = {"Authorization": f"Bearer {pair.tokens[THEIRS]}"}
    assert (await pair.http.get(where, headers=theirs)).status_code == 401
    held_by = f"/b/{THEIRS}{PREFIX}/space"
    assert (await pair.http.get(held_by, headers=own)).status_code == 401
    assert (await pair.http.delete(f"{where}", headers=own)).status_code == 204
    assert await everything(pair.desk, THEIRS) == before
