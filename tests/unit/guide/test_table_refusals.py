"""A page that says something impossible is refused, with the file and line a trainer opens."""

import pytest

from tests.unit.guide.edits import Copy

PA = "pages/1-particuliers-en-affaires.md"
SO = "pages/2-societes.md"
INV = "pages/2c-invitation.md"
ENTRY = "pages/0-recevabilite.md"


def test_the_copy_loads_as_it_is(copy: Copy) -> None:
    """What the other tests spoil is whole before they do."""
    assert len(copy.load().rows) == 36


# A row of PA by what is unique to it, so that an edit lands on its line.
PA_2 = "| PA-2 | particulier | absent_ou_invalide | valide |"
SO_6 = "| SO-6 | salarie_ou_professionnel |"


@pytest.mark.parametrize(
    ("page", "old", "new", "problem"),
    [
        (PA, PA_2, "| PA-2 | particulier | absent | valide |", "'absent' is not a word of"),
        (PA, "| PA-2 | particulier |", "| PA-2 | associee |", "'associee' is not a word of"),
        (PA, "| PA-2 |", "| PA-1 |", "PA-1 is there already"),
        (PA, "| PA-2 |", "| SO-8 |", "'SO-8' is not an identifier like PA-1"),
        (PA, "| PA-2 |", "| PA-02 |", "'PA-02' is not an identifier"),
        (PA, PA_2, "| PA-2 | particulier | valide |", "The row has 10 cells"),
        (PA, "CODE_IMPOTNET_MANQUANT", "CODE_PERDU", "The reason 'CODE_PERDU' has no text"),
        (PA, PA_2, "| PA-2 | particulier | - | valide |", "overlaps PA-1"),
        (PA, PA_2, "| PA-2 | associe | valide | valide |", "PA-2 can never answer"),
        (SO, "R-41, R-59 | -", "R-41, R-99 | -", "R-99 is not known"),
        (SO, "R-41, R-59 | -", "R-41, A-03 | -", "'A-03' is not written R-nn"),
        (SO, "R-41, R-59 | -", "R-41, R-41 | -", "cites the same twice"),
        (SO, "| R-41, R-59 | - |", "| - | - |", "cites no statement and no reading"),
        (SO, "| AUTO | - | AUTO |", "| PIECES | - | AUTO |", "does not go with release"),
        (SO, "| AUTO | - | AUTO |", "| TOUT | - | AUTO |", "'TOUT' is not one of"),
        (SO, "ACTIVATION_AUTOMATIQUE", "ACTIVATION", "'ACTIVATION' is not one of"),
        (SO, "| AUTO | - |", "| AUTO | formulaires_signes |", "no document can be asked for"),
        (SO, "formulaires_signes; preuve_de_qualite;", "formulaire;", "is not a document"),
        (SO, "formulaires_signes; preuve", "formulaires_signes (deux); preuve", "'deux' has no"),
        (SO, "formulaires_signes;", "pieces_justificatives;", "A document is asked for twice"),
        (INV, "| INV-3 | - | - | non |", "| INV-3 | - | - | oui, oui |", "is given twice"),
        (INV, "INSCRIPTION_DEJA_ACTIVE", "REGISTRE_PAS_A_JOUR", "says the same as INV-6"),
        (INV, "REFUSE | AUCUN", "REFUS_SAISIE | AUCUN", "is not one of: REFUSE"),
        (
            ENTRY,
            "| P-4 | couvert | valide | en_attente |",
            "| P-4 | couvert | valide | - |",
            "overl",
        ),
        (PA, "suppose: couple", "supose: couple", "The front matter knows no 'supose'"),
        (PA, "forme = PA;", "forme = PB;", "'PB' is not a word of 'forme'"),
        (PA, "forme = PA;", "forme: PA;", "'forme: PA' is not 'column = word'"),
        (PA, "politique: unique", "politique: premier", "'premier' is not one of"),
        (PA, "table: activation", "table: impots", "'impots' is not one of"),
        (PA, "lignes: PA", "lignes PA", "reads 'key: value'"),
        (PA, "(R-31)", "(R-91)", "The prose cites R-91"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is(
    copy: Copy, page: str, old: str, new: str, problem: str
) -> None:
    """An unknown word, column or citation, a double row, an overlap: the line of the edit."""
    line = copy.edit(page, old, new)
    refused = copy.refusal()
    assert problem in refused.problem
    assert refused.file == f"guide/{page}"
    # A citation of the prose is told at its heading, the place a trainer knows it by.
    assert refused.line == line or ("prose" in problem and refused.line < line)
    assert str(refused).startswith(f"guide/{page}:{refused.line}: ")


@pytest.mark.parametrize(
    ("page", "row", "missing"),
    [
        (PA, "| PA-4 |", "code_impotnet = absent_ou_invalide"),
        (SO, SO_6, "qui = salarie_ou_professionnel"),
        ("pages/3-obnl.md", "| OB-1 |", "forme = OB"),
        (ENTRY, "| P-1 |", "couple_forme_service = hors_guide"),
        (ENTRY, "| P-3 |", "inscription_existante = active"),
        ("pages/acces-a-la-pes.md", "| PES-3 |", "rse = non"),
    ],
)
def test_a_row_taken_away_leaves_a_gap_that_is_named(
    copy: Copy, page: str, row: str, missing: str
) -> None:
    """The combination without answer is told at the header of the table that should hold it."""
    filler = "| ligne |"
    text = (copy.root / page).read_text(encoding="utf-8")
    header = text[: text.index(filler)].count("\n") + 1

    def without(content: str) -> str:
        return "\n".join(line for line in content.split("\n") if not line.startswith(row))

    copy.rewrite(page, without)
    refused = copy.refusal()
    if text.count("\n| ") == 2:  # the table's only row: the table is empty
        assert "The table has no row" in refused.problem
    else:
        assert refused.problem.startswith("No row answers: ")
        assert missing in refused.problem
    assert (refused.file, refused.line) == (f"guide/{page}", header)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| ligne | qui | code", "| ligne | quoi | code", "'quoi' is not a column"),
        ("| qui | code_impotnet |", "| code_impotnet | qui |", "The columns must be: ligne, qui"),
        ("| avis | issue |", "| nas | issue |", "'nas' is supposed by the page already"),
        ("| avis | issue |", "| qui | issue |", "A column is given twice"),
        ("| libération | documents |", "| documents | libération |", "The columns must be"),
    ],
)
def test_a_header_says_known_columns_in_their_order(
    copy: Copy, old: str, new: str, problem: str
) -> None:
    """A column that is unknown, supposed already, doubled or out of place is refused."""
    line = copy.edit(PA, old, new)
    refused = copy.refusal()
    assert problem in refused.problem
    assert refused.line == line


def test_pages_that_answer_together_share_one_policy(copy: Copy) -> None:
    """A page of a form cannot collect where the others answer alone."""
    copy.edit(SO, "politique: unique", "politique: collect")
    assert "need one policy" in copy.refusal().problem


def test_a_row_that_always_refuses_an_invitation_is_refused(copy: Copy) -> None:
    """A table that collects must leave some facts without any refusal."""
    copy.edit(INV, "| INV-3 | - | - | non |", "| INV-3 | - | - | - |")
    assert "whatever the facts are" in copy.refusal().problem


def test_a_page_has_one_table(copy: Copy) -> None:
    """A second table on a page would leave in doubt which one decides."""
    copy.rewrite(PA, lambda text: text + "\n| ligne |\n|---|\n| PA-9 |\n")
    assert "exactly one table" in copy.refusal().problem


def test_a_broken_rule_under_the_header_is_refused(copy: Copy) -> None:
    """The line of hyphens has as many cells as the header."""
    line = copy.edit("pages/3-obnl.md", "|---|---|", "|---|")
    refused = copy.refusal()
    assert "needs 9 cells of hyphens" in refused.problem
    assert refused.line == line


def test_rows_waiting_for_documents_ask_for_one(copy: Copy) -> None:
    """A release by documents alone with none to send could never end."""
    copy.edit("pages/3-obnl.md", "resolution_du_ca; pieces_justificatives", "-")
    assert "The release waits for documents" in copy.refusal().problem
