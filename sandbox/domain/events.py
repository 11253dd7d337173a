"""Past-tense facts, one per transition; the closed list of what a journal may say."""

from enum import StrEnum


class Event(StrEnum):
    """Names of journal entries: `thing.happened`."""

    SPACE_CREATED = "space.created"
    SPACE_SEEDED = "space.seeded"

    CLOCK_MOVED = "clock.moved"

    ORGANISATION_ENTERED = "organisation.entered"  # in the registers, on command
    ORGANISATION_CHANGED = "organisation.changed"
    PERSON_ENTERED = "person.entered"

    FAULT_ARMED = "fault.armed"
    FAULT_STRUCK = "fault.struck"
    FAULT_DISARMED = "fault.disarmed"  # after it struck as often as it should, or before
    FAULT_NEVER_STRUCK = "fault.never_struck"  # disarmed without having struck once

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
    OFFLINE_ACCESS_WITHDRAWN = "account.offline_access_withdrawn"
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

    MEMBER_ADDED = "member.added"
    MEMBER_SUSPENDED = "member.suspended"
    MEMBER_REACTIVATED = "member.reactivated"
    MEMBER_PROMOTED = "member.promoted"
    MEMBER_REMOVED = "member.removed"

    MANDATE_GIVEN = "mandate.given"
    MANDATE_REVOKED = "mandate.revoked"

    HAND_RAISED = "class.hand_raised"  # in the hall; the subject is the space of the place
    HAND_LOWERED = "class.hand_lowered"  # `seconds` later

    SIGNIN_REQUESTED = "signin.requested"
    SIGNIN_SUCCEEDED = "signin.succeeded"
    SIGNIN_REFUSED = "signin.refused"
    SIGNED_IN_BY_HINT = "signin.by_hint"
    SIGNED_IN_BY_CONTROL = "signin.by_control"
    SIGNIN_ABANDONED = "signin.abandoned"
    ACCOUNT_SELECTED = "signin.account_selected"
    CONSENT_GIVEN = "signin.consent_given"
    CONSENT_REFUSED = "signin.consent_refused"
    SENT_TO_ENROL = "signin.enrolment_begun"
    ONE_TIME_CODE_SENT = "signin.code_sent"
    ONE_TIME_CODE_ACCEPTED = "signin.code_accepted"
    ONE_TIME_CODE_REFUSED = "signin.code_refused"
    SESSION_ENDED = "session.ended"
    DEVICE_ASKED = "device.asked"
    DEVICE_CODE_REFUSED = "device.code_refused"
    DEVICE_APPROVED = "device.approved"
    DEVICE_DENIED = "device.denied"
    AUTHORIZATION_REFUSED = "oidc.authorization_refused"
    REQUEST_PUSHED = "oidc.request_pushed"
    CODE_ISSUED = "oidc.code_issued"
    CODE_REDEEMED = "oidc.code_redeemed"
    CODE_REUSED = "oidc.code_reused"
    TOKEN_REFRESHED = "oidc.token_refreshed"
    REFRESH_REUSED = "oidc.refresh_reused"
    DEVICE_REDEEMED = "oidc.device_redeemed"
    DEVICE_REUSED = "oidc.device_reused"
    TOKEN_EXCHANGED = "oidc.token_exchanged"
    CLIENT_TOKEN_ISSUED = "oidc.client_token_issued"
    TOKEN_REFUSED = "oidc.token_refused"
    TOKEN_REVOKED = "oidc.token_revoked"
    TOKEN_INTROSPECTED = "oidc.token_introspected"
    USERINFO_SERVED = "oidc.userinfo_served"
    PES_SERVED = "oidc.pes_served"
    LOGOUT_COMPLETED = "oidc.logout_completed"
    LOGOUT_TOKEN_DELIVERED = "oidc.logout_token_delivered"
    LOGOUT_TOKEN_NOT_TAKEN = "oidc.logout_token_not_taken"
    LOGOUT_TOKEN_ABANDONED = "oidc.logout_token_abandoned"
    LOGOUT_TOKEN_REQUESTED = "oidc.logout_token_requested"
    CLIENT_REGISTERED = "oidc.client_registered"
    CLIENT_UPDATED = "oidc.client_updated"
    CLIENT_DELETED = "oidc.client_deleted"
    REGISTRATION_REFUSED = "oidc.registration_refused"
    TOKENS_MINTED = "oidc.tokens_minted"
    KEY_PUBLISHED = "keys.published"
    KEY_USED = "keys.used"
    KEYS_WITHDRAWN = "keys.withdrawn"
