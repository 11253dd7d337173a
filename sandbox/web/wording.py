"""How a question of the form is put to a person: its words, its choices, what is known of it.

The services say which questions a form asks; the words are `journey.field.<field>.*` and
`journey.choice.<field>.<value>.*`. A secret that is stored is never sent back to the browser.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sandbox.services.enrolment_form import SECRET_FIELDS, Kind, Question
from sandbox.texts import known

WAYS = {
    "numero_identification": "/personnages",
    "nas": "/personnages",
    "code_impotnet": "/ailleurs/impotnet",
    "avis": "/ailleurs/avis",
    "invitation": "/ailleurs/invitation",
}
"""Where a person gets what is asked, in the simulated world (R-28, R-30, R-47)."""

_INPUTS = {
    "representant_prenom": ("text", "given-name", "", "m"),
    "representant_nom": ("text", "family-name", "", "m"),
    "representant_courriel": ("email", "email", "email", "l"),
    "representant_telephone": ("tel", "tel-national", "tel", "s"),
    "numero_identification": ("text", "off", "numeric", "s"),
    "nas": ("text", "off", "numeric", "s"),
    "rse_prenom": ("text", "off", "", "m"),
    "rse_nom": ("text", "off", "", "m"),
    "rse_courriel": ("email", "off", "email", "l"),
}
"""Type, autocomplete (WCAG 1.3.5: the person's own data only), input mode and width."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer offered."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question with its words in one language and what was answered so far."""

    field: str
    kind: str  # choice, or the type of an input
    label: str
    required: bool
    value: str
    masked: str  # what is stored of a secret, hidden but for its end
    hint: str = ""
    why: str = ""
    where: str = ""
    where_link: str = ""
    where_path: str = ""
    cost: str = ""
    options: tuple[Option, ...] = ()
    cites: tuple[str, ...] = ()
    autocomplete: str = "off"
    inputmode: str = ""
    width: str = "s"
    only_if: str = ""  # field whose answer calls for this question


def masked(value: str) -> str:
    """A stored secret with all but its last three characters hidden."""
    return "•" * max(len(value) - 3, 3) + value[-3:] if value else ""


def options_of(field: str, values: Iterable[str], t: Say) -> tuple[Option, ...]:
    """The answers offered for a field, in words."""
    found = []
    for value in values:
        key = f"journey.choice.{field}.{value}"
        hint = t(f"{key}.hint") if known(f"{key}.hint") else ""
        found.append(Option(value, t(f"{key}.label"), hint))
    return tuple(found)


def put(question: Question, stored: Mapping[str, str], typed: Mapping[str, str], t: Say) -> Wording:
    """Put one question into words.

    `typed` wins over `stored`, so that nothing a person typed is lost; a secret is never echoed,
    be it typed or stored.
    """
    name = question.field
    secret = name in SECRET_FIELDS
    kind, autocomplete, inputmode, width = _INPUTS.get(name, ("text", "off", "", "s"))

    def words(part: str) -> str:
        key = f"journey.field.{name}.{part}"
        return t(key) if known(key) else ""

    cost = t(question.cost_if_left_out) if question.cost_if_left_out else ""
    return Wording(
        field=name,
        kind="choice" if question.kind is Kind.CHOICE else kind,
        label=words("label"),
        required=question.required or question.refused_if_left_out,
        value="" if secret else typed.get(name, stored.get(name, "")),
        masked=masked(stored.get(name, "")) if secret else "",
        hint=words("hint"),
        why=words("why"),
        where=words("where"),
        where_link=words("where_link"),
        where_path=WAYS.get(name, ""),
        cost=cost,
        options=options_of(name, question.choices, t),
        cites=question.cites,
        autocomplete=autocomplete,
        inputmode=inputmode,
        width=width,
        only_if=question.only_if[0] if question.only_if else "",
    )


def short_label(question: Question, t: Say) -> str:
    """The name of an answer in a list, where the label is a whole question."""
    short = f"journey.field.{question.field}.short"
    return t(short if known(short) else f"journey.field.{question.field}.label")


def answer_in_words(question: Question, stored: Mapping[str, str], t: Say) -> str:
    """What the check page shows of an answer: the words of a choice, a secret masked."""
    value = stored.get(question.field, "")
    if not value:
        return t("journey.check.not_supplied")
    if question.field in SECRET_FIELDS:
        return t("journey.check.supplied", masked=masked(value))
    if question.kind is Kind.CHOICE:
        return t(f"journey.choice.{question.field}.{value}.label")
    return value
