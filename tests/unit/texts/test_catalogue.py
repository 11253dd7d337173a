"""Every text is there in both languages and is set as a careful writer of Québec would set it."""

import string

import pytest

from sandbox import texts
from sandbox.texts import UnknownText, catalogue, known, say
from tests.typography import wrong_english, wrong_french, wrong_on_page


def test_french_is_set_right_everywhere():
    """Colons, guillemets, apostrophes, ellipses and units of all French texts."""
    found = {key: wrong for key, one in catalogue().items() if (wrong := wrong_french(one["fr"]))}
    assert not found


@pytest.mark.parametrize(
    "text",
    ["Source : x", "« x »", "Quoi ?", "Quoi\u00a0?", "l'avis", "Attendez...", "9 h 30", "5 %"],
)
def test_the_judge_of_typography_sees_each_fault(text):
    """Each kind of fault is found where it is."""
    assert wrong_french(text)


@pytest.mark.parametrize(
    "text", ["Source\u00a0: x", "«\u00a0x\u00a0»", "What ?", "it's", "Wait..."]
)
def test_the_judge_of_english_sees_each_fault(text):
    """The spacing of French, and straight apostrophes, are found in English."""
    assert wrong_english(text)


def test_a_page_is_judged_part_by_part():
    """A part in the other language is held to its own rules, and code to none."""
    page = '<html lang="fr-CA"><p>Oui : <b lang="en">No : <br></b><code>a : b</code> Non ?</p>'
    assert wrong_on_page(page) == ["Oui : ", "No : ", " Non ?"]


def test_english_is_set_right_everywhere():
    """Curly quotes and no spacing of French in all English texts."""
    found = {key: wrong for key, one in catalogue().items() if (wrong := wrong_english(one["en"]))}
    assert not found


def test_both_languages_hold_the_same_placeholders():
    """What is filled in French is filled in English."""
    formatter = string.Formatter()

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in formatter.parse(text) if name}

    assert not [key for key, one in catalogue().items() if names(one["fr"]) != names(one["en"])]


def test_no_text_is_empty():
    """A key has words in each language."""
    assert not [key for key, one in catalogue().items() if not (one["fr"] and one["en"])]


def test_a_text_is_said_with_its_values():
    """Placeholders are filled in the language asked for; French is the default."""
    assert say("site.space", space="a") == "bac a"
    assert say("site.space", "en", space="a") == "space a"


def test_an_unknown_key_is_told():
    """A key that no file gives is an error, not an empty text."""
    assert not known("site.nothing")
    with pytest.raises(UnknownText):
        say("site.nothing")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('[a]\nfr = "x"\n', ""),
        ('a = "x"\n', ""),
        ('[a]\nfr = "x"\nen = "x"\n', '[a]\nfr = "y"\nen = "y"\n'),
    ],
)
def test_a_text_in_one_language_or_given_twice_is_refused(monkeypatch, tmp_path, first, second):
    """The reading stops and names the files."""
    (tmp_path / "one.toml").write_text(first, encoding="utf-8")
    (tmp_path / "two.toml").write_text(second, encoding="utf-8")
    monkeypatch.setattr(texts, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"one\.toml"):
        catalogue.__wrapped__()


def test_a_title_of_the_journal_is_plain_text():
    """It stands in headings and in lines of a terminal: nothing there reads marks as code."""
    titles = {key: words for key, words in catalogue().items() if key.startswith("event.")}
    assert titles
    assert not {key for key, words in titles.items() if "`" in "".join(words.values())}
