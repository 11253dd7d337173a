"""How commands end, what they refuse, and what they load."""

import argparse
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sandbox.cli import commands, enrolling, main, parties
from sandbox.control import enrolment_acts
from sandbox.oidc import profile
from tests.house.tree import ROOT
from tests.unit.cli.conftest import Give


def leaves(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command with its parser."""
    families = [
        action for action in parser._actions if isinstance(action, argparse._SubParsersAction)
    ]
    for action in families:
        for name, child in action.choices.items():
            yield from leaves(child, (*words, name))
    if not families:
        yield words, parser


def test_every_option_of_every_command_says_what_it_is() -> None:
    """`--help` tells each command, option and argument in words."""
    silent = [
        (" ".join(words), action.dest)
        for words, parser in leaves(commands.parser())
        for action in parser._actions
        if not action.help
    ]
    assert not silent


@pytest.mark.parametrize("words", ["space", "space nix", "clock advance --days x", "nix"])
def test_a_wrong_command_ends_with_status_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be parsed is told on standard error."""
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("space create panier basket", "usage: python -m sandbox space create"),
        ("space create --colour red", "[--seed {full,empty}]"),
        ("clock jump --days 1", "usage: python -m sandbox clock jump"),
        ("fault arm raw-status --endpoint nix", "discovery"),
        ("post --channel nix", "courriel"),
        ("account create E01 --state nix", "mot_de_passe_temporaire"),
        ("enrolment decide INS-1 nix", "receive_all"),
        ("enrol F06 --origin nix", "REVENU"),
        ("client create --auth nix", "client_secret_post"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_ones(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The usage is that of the command itself, with its options and what they take."""
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_the_words_are_those_of_the_control_api() -> None:
    """What the command line takes is what the server does: it keeps its own lists to start fast."""
    assert set(enrolling.DECISIONS) == set(enrolment_acts.ACTS)
    assert parties.AUTHENTICATIONS == profile.CLIENT_AUTH_METHODS


def test_help_has_the_name_that_was_called(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip installs `clicsequr-sandbox`: what it shows can be typed again."""
    monkeypatch.setattr("sys.argv", ["/usr/local/bin/clicsequr-sandbox"])
    with pytest.raises(SystemExit):
        main(["space", "create", "--help"])
    told = capsys.readouterr().out
    assert told.startswith("usage: clicsequr-sandbox space create ")
    assert "\n  clicsequr-sandbox space create panier " in told


def test_a_refusal_is_one_line_with_its_hint(give: Give) -> None:
    """The hint of the API goes to standard error, with status 1."""
    refused = give("fault", "arm", "id-token-expird")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("sandbox: fault-unknown: There is no such fault. Did you mean")
    assert refused.err.count("\n") == 1
    assert give("space", "show", "nix").status == 1
    unknown = give("space", "show", "--only", "colour")
    assert unknown.err.startswith("sandbox: There is no colour in the answer. Known: id, ")
    missing = give("space", "restore", "/nowhere/at/all")
    assert missing.status == 1
    assert "/nowhere/at/all" in missing.err


def test_nobody_there_is_told(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--url` wins over SANDBOX_URL, and silence is told with the address."""
    gone = give("clock", "show", "--url", "http://127.0.0.1:9")
    assert gone.status == 1
    assert "No sandbox answers at http://127.0.0.1:9/_sandbox" in gone.err
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    assert give("clock", "show").status == 1


def test_a_token_is_shown(give: Give, space: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--token` wins over SANDBOX_CONTROL_TOKEN; a wrong one opens nothing."""
    wrong = give("space", "show", space, "--token", "wrong")
    assert "token-wrong" in wrong.err
    made = give("space", "create", "--only", "token").out.strip()
    monkeypatch.setenv("SANDBOX_CONTROL_TOKEN", made)
    assert "token-wrong" in give("space", "show", space).err


def test_an_interrupted_command_ends_quietly(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is status 130 and no traceback."""

    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sandbox.remote.clock.Clock.hands", interrupted)
    ended = give("clock", "show")
    assert (ended.status, ended.out, ended.err) == (130, "", "")


def test_help_loads_nothing_of_a_third_party() -> None:
    """A command that speaks to nobody starts with the standard library alone."""
    program = (
        "import sys\nfrom sandbox.cli import main\n"
        "try:\n    main(['journal', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'httpx2', 'starlette', 'pydantic', 'authlib', 'uvicorn', 'sandbox.app'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
