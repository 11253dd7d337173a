"""`guide decide`: one line in, one line out, in order, whatever the line is."""

import io
import json
import os
import select
import subprocess
import sys
from typing import Any

import pytest

from sandbox.guide import commands
from sandbox.guide.commands import LINE_LIMIT, decide
from sandbox.guide.markdown import GuideError
from tests.house.tree import ROOT

OUTSIDE = {"couple_forme_service": "hors_guide"}
SO_6 = {
    "forme": "SO",
    "couple_forme_service": "couvert",
    "numero_identification": "valide",
    "inscription_existante": "aucune",
    "qui": "salarie_ou_professionnel",
}


COMMAND = [sys.executable, "-m", "sandbox", "guide", "decide"]
# Output kept back is what these tests are about: a setting of the machine must not undo it.
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def answers(*lines: str | bytes) -> tuple[int, list[dict[str, Any]]]:
    """The exit status and the answers to these lines."""
    given = b"".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    out = io.BytesIO()
    status = decide(io.BytesIO(given), out)
    written = out.getvalue().decode("utf-8")
    assert written == "" or written.endswith("\n")
    return status, [json.loads(line) for line in written.splitlines()]


def test_a_line_of_facts_is_answered_by_the_words_of_the_table() -> None:
    """Row, conclusion, documents as written, reason, and the citations split in two."""
    status, [answer] = answers(json.dumps(SO_6) + "\n")
    assert status == 0
    assert answer == {
        "row": "SO-6",
        "outcome": "ACTIVATION_DIFFEREE",
        "release": "PIECES",
        "documents": [
            "formulaires_signes",
            "preuve_de_qualite (l'un des documents de R-11)",
            "pieces_justificatives",
        ],
        "reason": "INSCRIT_PAR_TIERS",
        "statements": ["R-07", "R-11", "R-59", "R-61", "R-62"],
        "readings": [],
    }


def test_answers_keep_the_order_of_the_lines() -> None:
    """An error takes the place of its line, and the lines after it are still answered."""
    good = json.dumps(OUTSIDE) + "\n"
    status, found = answers(good, "nothing\n", good.strip())
    assert status == 1
    assert [each.get("row") for each in found] == ["P-1", None, "P-1"]
    assert found[1]["error"]["line"] == 2


def test_no_line_is_no_answer() -> None:
    """An empty input is well answered by nothing."""
    assert answers() == (0, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("\n", "line-empty"),
        ("   \t\n", "line-empty"),
        ("{\n", "not-json"),
        ("{} {}\n", "not-json"),
        ("\ufeff{}\n", "not-json"),
        ('{"forme": NaN}\n', "not-json"),
        ('{"forme": -Infinity}\n', "not-json"),
        ("9" * 5_000 + "\n", "not-json"),
        ("[" * 60_000 + "\n", "not-json"),
        ("[]\n", "not-an-object"),
        ('"PA"\n', "not-an-object"),
        ("null\n", "not-an-object"),
        ("{}\n", "facts-missing"),
        ('{"Forme": "PA"}\n', "key-unknown"),
        ('{"": "PA"}\n', "key-unknown"),
        ('{"a\\ud800": 1}\n', "key-unknown"),
        ('{"forme": "pa"}\n', "value-unknown"),
        ('{"forme": null}\n', "value-unknown"),
        ('{"forme": ["PA"]}\n', "value-unknown"),
        ('{"forme": true}\n', "value-unknown"),
        ('{"nas": "\\ud800"}\n', "value-unknown"),
        ('{"forme": "PA", "forme": "PA"}\n', "key-repeated"),
        (b'{"forme": "\xe9"}\n', "not-utf-8"),
        (b"\xff\xfe{\x00}\x00\n", "not-utf-8"),
        (b'{"forme": "' + b"P" * LINE_LIMIT + b'"}\n', "line-too-long"),
        (b" " * (3 * LINE_LIMIT + 7), "line-too-long"),
    ],
)
def test_a_line_that_is_not_facts_gets_an_error_on_its_line(line: str | bytes, code: str) -> None:
    """Whatever is sent, one error answers it and the next line is read as if nothing had been."""
    good = json.dumps(OUTSIDE) + "\n"
    ended = line.endswith("\n") if isinstance(line, str) else line.endswith(b"\n")
    status, found = answers(good, line, *([good] if ended else []))
    assert status == 1
    assert len(found) == (3 if ended else 2)
    assert set(found[1]) == {"error"}
    assert set(found[1]["error"]) == {"code", "message", "line"}
    assert (found[1]["error"]["code"], found[1]["error"]["line"]) == (code, 2)
    assert [each["row"] for each in found if "row" in each] == ["P-1"] * (2 if ended else 1)


def test_the_facts_missing_are_named_and_no_other() -> None:
    """An officer without recognition: the number that could settle it too, not those of a PA."""
    facts = {**SO_6, "qui": "representant_office", "avis": "valide"}
    _, [answer] = answers(json.dumps(facts) + "\n")
    assert answer["error"]["code"] == "facts-missing"
    assert answer["error"]["message"].startswith("State reconnaissance, invitation;")


def test_an_error_repeats_no_value_and_no_number() -> None:
    """Someone who typed a social insurance number does not find it in the answer."""
    _, found = answers('{"nas": "000000141"}\n', '{"000000141": "nas"}\n')
    assert "000000141" not in json.dumps(found)


def test_recognition_without_object_counts_as_left_out() -> None:
    """`so` is a word one may give, and it changes nothing where it does not count."""
    status, [answer] = answers(json.dumps({**SO_6, "reconnaissance": "so"}) + "\n")
    assert (status, answer["row"]) == (0, "SO-6")


def test_windows_line_ends_are_read() -> None:
    """A carriage return before the end of a line is only space."""
    assert answers(json.dumps(OUTSIDE) + "\r\n")[0] == 0


class HungUp(io.BytesIO):
    """A pipe whose reader has gone."""

    def write(self, _: Any) -> int:
        """Refuse, as the system does."""
        raise BrokenPipeError


def test_a_reader_who_hangs_up_ends_it_quietly() -> None:
    """A closed pipe is no error of the facts."""
    assert decide(io.BytesIO(b'{"couple_forme_service": "hors_guide"}\n' * 3), HungUp()) == 0


def test_each_answer_leaves_before_the_next_line_is_read() -> None:
    """A program at the other end of two pipes may wait for an answer before it goes on."""
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=BUFFERED,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for _ in range(2):
            running.stdin.write(json.dumps(OUTSIDE).encode() + b"\n")
            running.stdin.flush()
            ready, _, _ = select.select([running.stdout], [], [], 30)
            if not ready:
                running.kill()
            assert json.loads(running.stdout.readline())["row"] == "P-1"
        _, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (0, b"")


def test_a_closed_pipe_leaves_no_trace_in_a_real_process() -> None:
    """`guide decide | head -1` prints no traceback, not even when the interpreter ends."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            COMMAND,
            cwd=ROOT,
            env=BUFFERED,
            input=json.dumps(OUTSIDE).encode() + b"\n",
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=30,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_guide_that_cannot_be_read_answers_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with a page is told on standard error, and no line gets a wrong answer."""

    def broken() -> None:
        raise GuideError("sandbox/guide/pages/aide.md", 3, "Spoilt.")

    monkeypatch.setattr(commands, "guide", broken)
    assert answers(json.dumps(OUTSIDE) + "\n") == (1, [])
    assert capsys.readouterr().err == "sandbox/guide/pages/aide.md:3: Spoilt.\n"
