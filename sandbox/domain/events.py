"""Past-tense facts, one per transition; the closed list of what a journal may say."""

from enum import StrEnum


class Event(StrEnum):
    """Names of journal entries: `thing.happened`."""

    SPACE_CREATED = "space.created"
    SPACE_SEEDED = "space.seeded"

    ENROLMENT_OPENED = "enrolment.opened"
    ENROLMENT_SAVED = "enrolment.saved"
    ENROLMENT_CHECKED = "enrolment.checked"
    ENROLMENT_REFUSED_AT_ENTRY = "enrolment.refused_at_entry"
    ENROLMENT_TRANSMITTED = "enrolment.transmitted"
    ENROLMENT_ACTIVATED = "enrolment.activated"
    ENROLMENT_UNDER_REVIEW = "enrolment.under_review"
    ENROLMENT_MORE_ASKED = "enrolment.more_asked"
    ENROLMENT_REFUSED = "enrolment.refused"
    ENROLMENT_EXPIRED = "enrolment.expired"
    ENROLMENT_SUSPENDED = "enrolment.suspended"
    ENROLMENT_RESTORED = "enrolment.restored"
    ENROLMENT_DEACTIVATED = "enrolment.deactivated"
    CONTACT_LOGGED = "enrolment.contact_logged"
    FOREIGN_NUMBER_TYPED = "enrolment.foreign_number_typed"

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_ACTIVATED = "account.activated"
    ACCOUNT_LOCKED = "account.locked"
    ACCOUNT_UNLOCKED = "account.unlocked"
    ACCOUNT_SUSPENDED = "account.suspended"
    ACCOUNT_REACTIVATED = "account.reactivated"
    ACCOUNT_CLOSED = "account.closed"
    PASSWORD_CHANGED = "account.password_changed"
    PASSWORD_REISSUED = "account.password_reissued"
    PASSWORD_EXPIRED = "account.password_expired"

    INVITATION_ISSUED = "invitation.issued"
    INVITATION_REFUSED = "invitation.refused"
    INVITATION_DELIVERED = "invitation.delivered"
    INVITATION_USED = "invitation.used"
    INVITATION_EXPIRED = "invitation.expired"
    INVITATION_CANCELLED = "invitation.cancelled"

    DOSSIER_OPENED = "dossier.opened"
    DOCUMENT_RECEIVED = "dossier.document_received"
    DOCUMENT_REJECTED = "dossier.document_rejected"
    DOSSIER_COMPLETED = "dossier.completed"
    DOSSIER_ACCEPTED = "dossier.accepted"
    DOSSIER_CLOSED = "dossier.closed"

    NOTICE_REISSUED = "revenue.notice_reissued"
    IMPOTNET_CODE_ISSUED = "revenue.impotnet_code_issued"
    ADDRESS_CHANGED = "revenue.address_changed"
    MAIL_RETURNED = "revenue.mail_returned"
    STANDING_CHANGED = "revenue.standing_changed"
    REGISTRY_UPDATED = "registry.updated"

    MINISTRY_INFORMED = "ministry.informed"
    MINISTRY_NOTICE_WITHDRAWN = "ministry.notice_withdrawn"
    SUBSCRIPTION_ELIGIBLE = "subscription.eligible"
    SUBSCRIPTION_NOT_ELIGIBLE = "subscription.not_eligible"
    SUBSCRIPTION_REQUESTED = "subscription.requested"
    SUBSCRIPTION_ACCEPTED = "subscription.accepted"
    SUBSCRIPTION_REFUSED = "subscription.refused"
    SUBSCRIPTION_WITHDRAWN = "subscription.withdrawn"
    SUBSCRIPTION_GATE_REFUSED = "subscription.gate_refused"

    MANDATE_GIVEN = "mandate.given"
    MANDATE_REVOKED = "mandate.revoked"

    SIGNIN_REQUESTED = "signin.requested"
    SIGNIN_SUCCEEDED = "signin.succeeded"
    SIGNIN_REFUSED = "signin.refused"
    SIGNIN_ABANDONED = "signin.abandoned"
    SESSION_ENDED = "session.ended"
    AUTHORIZATION_REFUSED = "oidc.authorization_refused"
    CODE_ISSUED = "oidc.code_issued"
    CODE_REDEEMED = "oidc.code_redeemed"
    CODE_REUSED = "oidc.code_reused"
    TOKEN_REFRESHED = "oidc.token_refreshed"
    REFRESH_REUSED = "oidc.refresh_reused"
    TOKEN_REFUSED = "oidc.token_refused"
    TOKEN_REVOKED = "oidc.token_revoked"
    TOKEN_INTROSPECTED = "oidc.token_introspected"
    USERINFO_SERVED = "oidc.userinfo_served"
    LOGOUT_COMPLETED = "oidc.logout_completed"
    KEY_PUBLISHED = "keys.published"
    KEY_USED = "keys.used"
    KEYS_WITHDRAWN = "keys.withdrawn"
