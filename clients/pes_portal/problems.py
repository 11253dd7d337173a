"""What can go wrong between the portal and the issuer; each kind has a page of its own."""


class Problem(Exception):
    """Something a person must be told. `detail` is for the developer and holds no secret."""

    kind = "interne"
    """Key of the texts of the page: `probleme.<kind>.titre`, `.texte`, `.faire`."""
    status = 500
    retry = "/login"
    """Where the button of the page leads."""

    def __init__(self, detail: str = "", code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code


class IssuerUnreachable(Problem):
    """The issuer does not answer, or answers that it is itself in trouble: worth retrying."""

    kind = "injoignable"
    status = 503
    retry = ""  # the same page again


class IssuerUnfit(Problem):
    """The issuer answers something that no conforming issuer answers: a setting is wrong."""

    kind = "non_conforme"
    status = 502


class SignInRefused(Problem):
    """The issuer sent the person back with an error (RFC 6749 section 4.1.2.1)."""

    kind = "refusee"
    status = 403


class SignInAbandoned(SignInRefused):
    """The person gave up, or may not sign in: `access_denied`."""

    kind = "abandonnee"


class SignInUnknown(Problem):
    """A response to a sign-in that this browser did not begin, or has already finished."""

    kind = "inconnue"
    status = 400


class TokenUnfit(Problem):
    """A token that fails a check: nobody is signed in on the strength of it."""

    kind = "jeton_refuse"
    status = 502


class SessionLost(Problem):
    """The issuer no longer honours the session's tokens: sign in again."""

    kind = "session_perdue"
    status = 401


class SignInElsewhere(Problem):
    """Another site asked for a sign-in at an issuer that is not ours (OIDC Core section 4)."""

    kind = "autre_emetteur"
    status = 400


class FormExpired(Problem):
    """A form without the session's token: sent from elsewhere, or after a sign-out."""

    kind = "formulaire_perime"
    status = 403
    retry = "/"
