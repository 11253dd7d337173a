"""What a chosen password must be (conventions of domain 4.7): long, not the code, not common."""

from sandbox.domain.conventions import Conventions
from sandbox.domain.identifiers import UserCode
from sandbox.services.enrolment_form import Problem
from sandbox.services.passwords import normalised

PRESENT, NEW, AGAIN = "mot_de_passe_actuel", "nouveau_mot_de_passe", "confirmation"
"""Field names of the forms that choose a password."""

_CITE = "domain 4.7"

_TRIED_FIRST = """
123456789012 1234567890123 12345678901234 123456789abc abcdefghijkl abcdefghijklm
azertyuiop12 azertyuiop123 azertyuiopqs qwertyuiop12 qwertyuiop123 qwertyuiopas qwerty123456
password1234 password12345 passwordpassword motdepasse12 motdepasse123 motdepasse1234
motdepassemotdepasse monmotdepasse monmotdepasse1 bienvenue123 bienvenue1234 bonjour12345
soleil123456 administrateur administrateur1 administrator changezmoi123 changemoi1234
clicsequr1234 clicsequr2009 clicsequrclicsequr garderie1234 garderie2009 revenuquebec
revenuquebec1 quebec123456 quebecquebec canadiens1234 letmeinletmein iloveyou1234
"""
DENIED = frozenset(_TRIED_FIRST.split())
"""Long enough, yet the first ones anybody tries; compared without case or spaces."""


def problems_of(
    new: str, again: str, *, user_code: UserCode, conventions: Conventions
) -> tuple[Problem, ...]:
    """Everything wrong with a chosen password at once; nothing of it is repeated back."""
    found = []
    text = normalised(new)
    bare = "".join(text.casefold().split())
    if len(text) < conventions.password_min_length:
        least = {"least": str(conventions.password_min_length)}
        found.append(Problem(NEW, "password.too_short", least, _CITE))
    elif len(text) > conventions.password_max_length:
        most = {"most": str(conventions.password_max_length)}
        found.append(Problem(NEW, "password.too_long", most, _CITE))
    elif user_code.casefold() in bare:
        found.append(Problem(NEW, "password.holds_user_code", cite=_CITE))
    elif bare in DENIED or len(set(bare)) < 4:
        found.append(Problem(NEW, "password.too_common", cite=_CITE))
    if normalised(again) != text:
        found.append(Problem(AGAIN, "password.not_repeated", cite=_CITE))
    return tuple(found)


def reused() -> Problem:
    """The problem of choosing again the password one has."""
    return Problem(NEW, "password.same_as_present", cite=_CITE)
