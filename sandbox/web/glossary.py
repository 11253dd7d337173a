"""The guide's terms in our own words, and which of them each page of the journey uses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its key among the texts of the glossary, what says so, where it is seen."""

    key: str
    cites: tuple[str, ...]
    path: str
    field: str = ""  # the question of the enrolment that asks for it, if one does


TERMS = (
    Term(
        "clicsequr",
        (
            "R-01",
            "R-02",
        ),
        "/inscription",
    ),
    Term(
        "pes",
        (
            "R-04",
            "R-78",
        ),
        "/guide/acces-a-la-pes",
    ),
    Term(
        "ministere",
        (
            "R-14",
            "R-35",
            "A-24",
        ),
        "/bureaux/ministere",
    ),
    Term(
        "revenu_quebec",
        (
            "R-15",
            "R-33",
            "A-37",
        ),
        "/bureaux/revenu",
    ),
    Term("centre", ("R-75",), "/bureaux/assistance"),
    Term(
        "representant",
        (
            "R-05",
            "R-10",
        ),
        "/guide/representant",
    ),
    Term(
        "office",
        (
            "R-47",
            "R-54",
            "A-04",
        ),
        "/guide/2-societes",
    ),
    Term(
        "tiers",
        (
            "R-59",
            "A-13",
        ),
        "/guide/2-societes",
    ),
    Term(
        "rse",
        (
            "R-58",
            "A-20",
            "A-21",
        ),
        "/comptes-prets",
    ),
    Term("rse_delegue", ("A-21",), "/comptes-prets"),
    Term(
        "procuration",
        (
            "R-05",
            "R-11",
            "A-08",
        ),
        "/guide/representant",
    ),
    Term("particulier", ("R-19",), "/guide/1-particuliers-en-affaires"),
    Term("societe", ("R-20",), "/guide/2-societes"),
    Term(
        "obnl",
        (
            "R-21",
            "R-23",
        ),
        "/guide/3-obnl",
    ),
    Term("societe_de_personnes", ("R-22",), "/guide/4-societes-de-personnes"),
    Term(
        "identification",
        (
            "R-24",
            "A-33",
        ),
        "/personnages",
        "numero_identification",
    ),
    Term("neq", ("A-32",), "/bureaux/revenu"),
    Term(
        "nas",
        (
            "R-25",
            "A-40",
        ),
        "/personnages",
    ),
    Term(
        "impotnet",
        (
            "R-26",
            "R-28",
        ),
        "/ailleurs/impotnet",
        "code_impotnet",
    ),
    Term(
        "avis",
        (
            "R-27",
            "R-29",
            "A-19",
        ),
        "/ailleurs/avis",
        "avis",
    ),
    Term(
        "invitation",
        (
            "R-42",
            "R-44",
            "R-47",
        ),
        "/ailleurs/invitation",
        "invitation",
    ),
    Term(
        "registre",
        (
            "R-52",
            "A-12",
        ),
        "/bureaux/revenu",
    ),
    Term(
        "activation",
        (
            "R-34",
            "R-32",
            "A-09",
        ),
        "/guide/essai",
    ),
    Term(
        "pieces",
        (
            "R-11",
            "R-61",
            "R-62",
        ),
        "/guide/2-societes",
    ),
    Term("accuse", ("R-36",), "/guide/1-particuliers-en-affaires"),
    Term(
        "code",
        (
            "R-03",
            "A-22",
        ),
        "/comptes-prets",
    ),
)
"""Every term, the actors first, then who enrols, what is asked, and what comes of it."""

ON_PAGES: Mapping[str, tuple[str, ...]] = {
    "start": ("clicsequr", "pes", "ministere", "revenu_quebec", "identification"),
    "service": ("particulier", "societe", "obnl", "societe_de_personnes"),
    "representant": ("representant", "registre"),
    "identifiants": ("identification", "nas", "impotnet", "avis", "invitation"),
    "rse": ("rse", "code"),
    "check": ("rse",),
    "receipt": ("code", "rse", "pes"),
    "refused": ("identification",),
}
"""The terms that a page of the journey uses, by the name of its step or template."""


def words_on(page: str, asked: Collection[str] | None = None) -> tuple[str, ...]:
    """Keys of the terms that a page uses; with `asked`, none of a question that is not asked."""
    fields = {each.key: each.field for each in TERMS}
    return tuple(
        key for key in ON_PAGES[page] if asked is None or not fields[key] or fields[key] in asked
    )
