"""The door to an enrolment: draft, check, facts, transmission, receipt."""

from sandbox.services.drafts import (
    Checked,
    Saved,
    by_number,
    check,
    draft,
    open_draft,
    save_answers,
)
from sandbox.services.facts import facts_of
from sandbox.services.transmission import Transmitted, show_receipt, submit, transmit

__all__ = [
    "Checked",
    "Saved",
    "Transmitted",
    "by_number",
    "check",
    "draft",
    "facts_of",
    "open_draft",
    "save_answers",
    "show_receipt",
    "submit",
    "transmit",
]
