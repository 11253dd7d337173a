"""Conventions of the sandbox: every figure that the guide does not give (A-36), in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conventions:
    """Figures the guide is silent about, and the two that it states.

    Days are civil days in America/Toronto; a value of 0 means at once.
    """

    invitation_days: int = 90
    """Days an invitation is valid after its issue, last day included (R-42, A-14)."""
    mail_days: int = 0
    """Days a letter takes to arrive (A-16)."""
    temporary_password_days: int = 10
    """Life of a temporary password, in days (domain 4.7)."""
    lockout_failures: int = 5
    """Consecutive wrong passwords that lock an account (domain 4.7)."""
    lockout_minutes: int = 15
    """Minutes after which a locked account unlocks by itself (domain 4.7)."""
    password_min_length: int = 12
    """Least length of a password that a person chooses, in characters (domain 4.7)."""
    password_max_length: int = 128
    """Greatest length of a password, in characters (domain 4.7)."""
    idle_expiry_days: int = 90
    """Idle days after which a deferred enrolment expires (domain 3)."""
    entry_attempts: int = 20
    """Foreign or unknown numbers tried on one draft before it must be begun again (A-17)."""
    session_hours: int = 8
    """Hours a browser stays signed in, by the protocol hand (4.7: a code is skipped as long)."""
    signin_request_minutes: int = 60
    """Minutes an authorization request waits for a person to sign in, by the protocol hand."""
    device_minutes: int = 10
    """Minutes a device waits for a person, by the protocol hand (RFC 8628 section 3.2)."""
    device_interval_seconds: int = 5
    """Seconds between the polls of a device, to begin with (RFC 8628 section 3.2)."""
    device_wrong_codes: int = 5
    """Wrong codes of a device that one session may send within `lockout_minutes`."""
    must_change_minutes: int = 15
    """Minutes to choose a password after signing in with a temporary one, by the protocol hand."""
    one_time_code_minutes: int = 10
    """Minutes a one-time code serves, by the protocol hand (domain 4.7)."""
    one_time_code_tries: int = 5
    """Wrong tries that void a one-time code (domain 4.7, as for passwords)."""
    one_time_codes_per_hour: int = 5
    """One-time codes sent to an account in an hour and not used, before no other is (A-36)."""
    class_days: int = 7
    """Days a class lives after it is made, by the machine."""
    class_stuck_minutes: int = 5
    """Minutes without a step, by the machine, after which a learner counts as stuck."""
