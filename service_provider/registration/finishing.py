"""A draft without faults becomes an account, and a letter goes out: once, however often the button is pressed (SEED-75)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service_provider.accounts.desk import Desk
from service_provider.accounts.opening import Opened, Outcome, Subject
from service_provider.accounts.schema import Account, State
from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances
from service_provider.registration.password_step import password_is_optional
from service_provider.registration.steps import account_from
from service_provider.rules.emails import email_key
from service_provider.settings import ServiceSettings

__all__ = ["Finished", "Post", "finish"]


class Post(StrEnum):
    """Which letter the outcome asks for."""

    CONFIRM = "confirm"
    CONFIRM_CODE = "confirm_code"   # in place of the first where letters carry codes
    ALREADY = "already"
    ADDRESS_TAKEN = "address_taken"


#: Under the neutral policy the page is the same for all of these, and whoever owns the address learns what happened.
_LETTERS: Mapping[Outcome, Post] = {
    Outcome.CREATED: Post.CONFIRM, Outcome.RESENT: Post.CONFIRM, Outcome.NUMBER_TAKEN: Post.ALREADY,
    Outcome.EMAIL_TAKEN: Post.ADDRESS_TAKEN,
}
_FAULTS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.NUMBER_TAKEN: ("nir", "nir_taken"), Outcome.NUMBER_WAITS: ("nir", "nir_waiting"),
    Outcome.EMAIL_TAKEN: ("email", "email_taken"),
}


@dataclass(frozen=True, slots=True)
class Finished:
    """What to do next: send *letter* to *to* with *token*; log *account* in when it needs no letter; or show *fault*.

    `reconcile`, after FranceConnect, asks for the password of the account that has the number already. `waiting` is the
    identifier of the account that a code would confirm: nobody's when there is none, so that the page is the same.
    """

    letter: Post | None = None
    to: str = ""
    token: str | None = None
    account: Account | None = None
    fault: tuple[str, str] | None = None
    reconcile: bool = False
    waiting: str = ""


def finish(draft: Draft, circumstances: Circumstances, desk: Desk, password: str) -> Finished:
    """Open the account of *draft*, in which no step has a fault."""
    settings = circumstances.settings
    account = account_from(draft, circumstances, desk.passwords.hash(password) if password else None)
    account.terms_accepted_at = desk.clock.now()
    subject = None if draft.arrival is None else Subject(draft.arrival.issuer, draft.arrival.sub)
    kept = draft.arrival is not None and email_key(draft.arrival.email) == email_key(account.email)
    opened = desk.opening.open(
        # Who wants a password too has a local account, and those never share an address.
        account, subject, share_email=subject is not None and not password and settings.shared_email_after_franceconnect,
        confirmed=kept and password_is_optional(draft, settings),
    )
    if draft.pivot is not None and opened.outcome is Outcome.NUMBER_TAKEN:
        # FranceConnect says whose number this is: she may be told that it has an account.
        return Finished(reconcile=True)
    known = kept and opened.outcome is Outcome.EMAIL_TAKEN  # FranceConnect says whose address it is, too
    if (known or settings.duplicate_policy == "explicit") and opened.outcome in _FAULTS:
        return Finished(fault=_FAULTS[opened.outcome])
    return _next(opened, draft.id, settings)


def _next(opened: Opened, draft_id: str, settings: ServiceSettings) -> Finished:
    account = opened.account
    if opened.outcome is Outcome.CREATED and opened.token is None:
        # Confirmed at once, or the second press of the same button: either way there is no letter to send.
        return Finished(account=account if account.state == State.CONFIRMED else None, waiting=account.id)
    hers = opened.outcome in {Outcome.CREATED, Outcome.RESENT, Outcome.TOO_MANY_LETTERS}
    letter = _LETTERS.get(opened.outcome)
    if letter is Post.CONFIRM and settings.confirmation == "code":
        letter = Post.CONFIRM_CODE
    return Finished(letter=letter, to=account.email, token=opened.token, waiting=account.id if hers else draft_id)
