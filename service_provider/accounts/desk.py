"""Everything that is done with accounts, wired once from settings and ports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doublure.clock import Clock
from doublure.personas import Persona
from doublure.randomness import Randomness
from doublure.records import Records
from service_provider.accounts.attempts import Throttle, ThrottleRules
from service_provider.accounts.confirming import Confirming, ConfirmingByCode
from service_provider.accounts.editing import Editing
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.joining import Joining
from service_provider.accounts.linking import Linking
from service_provider.accounts.mail_codes import MailCodes
from service_provider.accounts.mail_tokens import MailTokens
from service_provider.accounts.moving import Moving
from service_provider.accounts.opening import Opening
from service_provider.accounts.proving import Proving
from service_provider.accounts.purging import Purging
from service_provider.accounts.recovering import Recovering
from service_provider.accounts.schema import Account
from service_provider.accounts.seeding import seed
from service_provider.settings import ServiceSettings

__all__ = ["Desk", "open_desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where accounts are opened, confirmed, linked, proved and recovered.

    `numbers` counts failures per number; `by_code` is there when letters carry codes in place of links.
    """

    records: Records
    clock: Clock
    passwords: Passwords
    tokens: MailTokens
    numbers: Throttle
    opening: Opening
    confirming: Confirming
    by_code: ConfirmingByCode | None
    linking: Linking
    proving: Proving
    recovering: Recovering
    editing: Editing
    moving: Moving
    joining: Joining
    purging: Purging

    def account(self, account_id: str) -> Account | None:
        """The account with that identifier, in any state."""
        with self.records.reading() as session:
            return session.get(Account, account_id)

    def seed(self, people: Iterable[Persona]) -> None:
        """Make the accounts that exist from the start, in an empty database."""
        seed(self.records, people, self.passwords, self.numbers, self.clock)


def open_desk(settings: ServiceSettings, records: Records, clock: Clock, randomness: Randomness) -> Desk:
    """The desk of moncompteformation on *records*."""
    passwords, tokens = Passwords(settings.password_hashing), MailTokens(clock, randomness)
    key = settings.secret_key.reveal().encode()
    numbers = Throttle(records, clock, kind="nir", key=key, rules=ThrottleRules(
        delay_from=settings.failures_before_delay, lock_from=settings.failures_before_lock, lock_s=settings.lock_lifetime))
    addresses = Throttle(records, clock, kind="address", key=key, rules=ThrottleRules(
        delay_from=settings.failures_per_address, lock_from=settings.failures_per_address, lock_s=settings.lock_lifetime))
    by_code: ConfirmingByCode | None = None
    linking = Linking(records, clock)
    proofs, letter_s, share = tokens, settings.confirmation_lifetime, settings.shared_email_after_franceconnect
    if settings.confirmation == "code":
        proofs = codes = MailCodes(clock, randomness, key)
        letter_s = settings.code_lifetime
        by_code = ConfirmingByCode(records, codes, clock, link_s=letter_s, share_email=share)
    return Desk(
        records=records, clock=clock, passwords=passwords, tokens=tokens, numbers=numbers,
        opening=Opening(records, proofs, clock, link_s=letter_s), by_code=by_code,
        confirming=by_code or Confirming(records, tokens, clock, link_s=letter_s, share_email=share),
        linking=linking, joining=Joining(records, linking), purging=Purging(records, clock),
        proving=Proving(records, passwords, numbers=numbers, addresses=addresses),
        recovering=Recovering(records, tokens, passwords, link_s=settings.reset_lifetime),
        editing=Editing(records, passwords),
        moving=Moving(records, tokens, passwords, link_s=settings.reset_lifetime),
    )
