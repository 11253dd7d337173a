"""The commands `guide check` and `guide decide`, without the command line around them."""

import contextlib
import json
import os
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from sandbox.guide import questions
from sandbox.guide.audit import orphans, strayed
from sandbox.guide.engine import Decision, Undetermined
from sandbox.guide.library import Guide, guide
from sandbox.guide.markdown import GuideError
from sandbox.guide.parsing import NotFacts, facts_of_line
from sandbox.guide.scenarios import read_scenarios
from sandbox.guide.vocabulary import HitPolicy

LINE_LIMIT = 65_536
"""Bytes of the longest line that is read; a longer one is an error and is skipped."""

_SCENARIOS = "tests/scenarios"
_ANSWERS = {
    HitPolicy.UNIQUE: "exactly one row",
    HitPolicy.COLLECT: "every row that applies, or none",
}


def check(stdout: TextIO | None = None, root: Path | None = None) -> int:
    """Say in words what the guide holds and what is wrong with it; the exit status.

    `root` is the clone, where the scenarios are; an installed sandbox has none and says so.
    """
    out = sys.stdout if stdout is None else stdout
    sentences, status = _checked(root or Path(__file__).parents[2])
    try:
        for sentence in sentences:
            print(sentence, file=out)
        out.flush()
    except BrokenPipeError:
        _let_go(out)
    return status


def _checked(root: Path) -> tuple[list[str], int]:
    """What there is to say of the guide, one sentence a line, and the exit status."""
    try:
        loaded = guide()
        problems = orphans(loaded, files("sandbox"))
        folder = root / _SCENARIOS
        scenarios = read_scenarios(folder, _SCENARIOS) if folder.is_dir() else None
        if scenarios is not None:
            problems += strayed(loaded, scenarios)
    except GuideError as broken:
        return [str(broken), "The guide cannot be read; nothing else was checked."], 1
    sentences = [str(problem) for problem in problems]
    sentences += _summary(loaded, None if scenarios is None else len(scenarios))
    if problems:
        return [*sentences, f"{len(problems)} wrong: see above."], 1
    all_well = "No orphan: statements, readings, rows, code and scenarios answer each other."
    return [*sentences, all_well], 0


def _summary(loaded: Guide, scenarios: int | None) -> list[str]:
    """What the guide holds, one sentence a line."""
    tables = sum(page.table is not None for page in loaded.pages)
    register = loaded.register
    statuses = Counter(statement.status.value for statement in register.statements)
    by_status = ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    sentences = [
        f"{len(loaded.pages)} pages, {tables} with a decision table, {len(loaded.rows)} rows.",
        *(
            f"Table '{name}': {len(loaded.rows_of(name))} rows, {count:,} combinations, each"
            f" answered by {_ANSWERS[loaded.tables(name)[0].hit_policy]}."
            for name, count in loaded.verified.items()
        ),
        f"{len(register.sections)} sections, {len(register.statements)} statements: {by_status}.",
        f"{len(register.readings)} readings of what the guide leaves unsaid, each applied.",
    ]
    if scenarios is None:
        sentences.append("Scenarios are in the clone, not in an installed sandbox: not checked.")
    else:
        sentences.append(f"{scenarios} scenarios decided.")
    return sentences


def decide(stdin: BinaryIO | TextIO, stdout: BinaryIO | TextIO) -> int:
    """Answer each line of facts by one line, in the same order, as it comes; the exit status.

    A line that is not facts, or leaves out one on which the answer depends, is answered by an
    `error` object, and the status is then 1. A reader who hangs up ends it quietly. A guide that
    cannot be read answers nothing: what is wrong is told on standard error.
    """
    source: Any = getattr(stdin, "buffer", stdin)
    sink: Any = getattr(stdout, "buffer", stdout)
    status = 0
    number = 0
    try:
        guide()
    except GuideError as broken:
        print(broken, file=sys.stderr)
        return 1
    try:
        while line := source.readline(LINE_LIMIT + 1):
            number += 1
            answer = _answer(line, source, number)
            status = 1 if "error" in answer else status
            text = json.dumps(answer, ensure_ascii=False) + "\n"
            sink.write(text.encode("utf-8", "backslashreplace"))
            sink.flush()
    except BrokenPipeError:
        _let_go(sink)
    return status


def _answer(line: bytes, source: BinaryIO, number: int) -> dict[str, Any]:
    """What one line is answered."""
    try:
        if len(line) > LINE_LIMIT and not line.endswith(b"\n"):
            _skip(source)
            raise NotFacts("line-too-long", f"The line is longer than {LINE_LIMIT:,} bytes.")
        return _exchanged(questions.decide(facts_of_line(line)))
    except NotFacts as wrong:
        error = {"code": wrong.code, "message": wrong.message, "line": number}
    except Undetermined as wrong:
        error = {"code": wrong.code, "message": wrong.hint, "line": number}
    return {"error": error}


def _skip(source: BinaryIO) -> None:
    """Read away the rest of a line."""
    while part := source.readline(LINE_LIMIT):
        if part.endswith(b"\n"):
            return


def _exchanged(decision: Decision) -> dict[str, Any]:
    """A decision by the keys and words that the tables exchanged with others have."""
    return {
        "row": decision.row_id,
        "outcome": decision.outcome.value,
        "release": decision.release.value if decision.release else None,
        "documents": [demand.as_written for demand in decision.documents],
        "reason": decision.reason,
        "statements": list(decision.statements),
        "readings": list(decision.readings),
    }


def _let_go(sink: Any) -> None:
    """Point a closed pipe to nowhere, so that the interpreter's last flush does not complain."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, sink.fileno())
        finally:
            os.close(nowhere)
