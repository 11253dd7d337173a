"""The only questions that the rest of the sandbox may ask the guide."""

from sandbox.guide import engine
from sandbox.guide.engine import Decision, Explanation
from sandbox.guide.facts import AccessFacts, Facts, InvitationFacts
from sandbox.guide.library import guide

ENTRY = "0-recevabilite"
"""The page that is read first: what is refused at entry, whatever the form."""

INVITATION = "2c-invitation"
ACCESS = "acces-a-la-pes"


def decide(facts: Facts) -> Decision:
    """The decision on an enrolment: refused at entry, or what the page of its form concludes.

    A fact may be left out where the answer is the same without it; otherwise raises
    `Undetermined`, which names the facts to state.
    """
    return engine.decide(guide().rows_of("activation"), facts)


def admissible(facts: Facts) -> Decision | None:
    """The refusal of page 0, or None if the enrolment may be read by the page of its form.

    Raises `Undetermined` if that depends on a fact left out.
    """
    candidates = engine.possible_rows(guide().rows_of("activation"), facts)
    if all(row.page != ENTRY for row in candidates):
        return None
    if len(candidates) == 1:
        return engine.concluded(candidates[0], facts)
    raise engine.undetermined(candidates, facts)


def activation(facts: Facts) -> Decision:
    """What the page of the legal form concludes, for facts that page 0 lets through.

    Raises `ValueError` for facts that page 0 refuses: ask `admissible` first.
    """
    decision = decide(facts)
    if decision.page == ENTRY:
        raise ValueError(f"refused at entry by {decision.row_id}; ask admissible() first")
    return decision


def invitation(facts: InvitationFacts) -> tuple[Decision, ...]:
    """Every reason not to issue an invitation, in the order of the table; none means issue."""
    rows = engine.possible_rows(guide().page(INVITATION).rows, facts)
    return tuple(engine.concluded(row, facts) for row in rows)


def access(active: bool, informed: bool, rse: bool) -> Decision:
    """Whether one may apply for the ministry's e-service; `reason` is a code of `Gate` (R-78)."""
    return engine.decide(guide().page(ACCESS), AccessFacts(active, informed, rse))


def explain(facts: Facts) -> Explanation:
    """The decision on an enrolment, with what kept the other rows of its page from answering."""
    return engine.explain(guide().rows_of("activation"), facts)
