"""The guide as data: pages with decision tables, what they leave unsaid, and who decides by them.

`questions` are what the rest may ask, `facts` what they are asked about, `library` what a page
of the site shows. Nothing is read at import.
"""

from sandbox.guide.engine import (
    Decision,
    Difference,
    DocumentDemand,
    Explanation,
    NearMiss,
    Undetermined,
)
from sandbox.guide.facts import AccessFacts, Facts, InvitationFacts
from sandbox.guide.library import Guide, guide
from sandbox.guide.markdown import GuideError
from sandbox.guide.rows import Row
from sandbox.guide.table import Page, Table

__all__ = [
    "AccessFacts",
    "Decision",
    "Difference",
    "DocumentDemand",
    "Explanation",
    "Facts",
    "Guide",
    "GuideError",
    "InvitationFacts",
    "NearMiss",
    "Page",
    "Row",
    "Table",
    "Undetermined",
    "guide",
]
