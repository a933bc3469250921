"""The accounts that exist from the start: those of the personas whose `mcf` says so (domain §4.3)."""

from __future__ import annotations

from collections.abc import Iterable

from doublure.clock import Clock
from doublure.personas import Persona
from doublure.records import Records
from doublure.records.schema import IntegrityError, select
from service_provider.accounts.attempts import Throttle
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.schema import Account, State
from service_provider.rules.emails import email_key
from service_provider.rules.phones import read_phone

__all__ = ["SEEDED_PASSWORD", "account_of", "facts_of", "seed"]

#: Published on purpose (guard rail GR-09).
SEEDED_PASSWORD = "Simulateur2026"

#: An account that is locked in the story stays so until somebody follows the link in the letter.
_YEARS = 10 * 366 * 86_400


def facts_of(persona: Persona) -> dict[str, str]:
    """The columns of an account that the register of persons answers: the unknown day or month is written as the first."""
    return {
        "family_name": persona.family_name, "given_name": persona.given_name, "usage_name": persona.preferred_username or "",
        "gender": persona.gender, "birthdate": persona.birthdate.replace("-00", "-01"),
        "birthplace": persona.birthplace if persona.birthcountry == "99100" else "", "birthcountry": persona.birthcountry,
    }


def account_of(persona: Persona, *, state: State, password_hash: str, now: int) -> Account:
    """The account that *persona* has from the start."""
    confirmed = state is State.CONFIRMED
    return Account(
        id=f"seed-{persona.id or persona.login}"[:43], state=state, nir=persona.nir[:13], nir_key=persona.nir[:13],
        email=persona.email, email_key=email_key(persona.email) if confirmed else None, **facts_of(persona),
        apprenticeship=persona.apprenticeship, mobile=read_phone(persona.phone, "mobile") or "", password_hash=password_hash,
        terms_version="2020", terms_accepted_at=now, created_at=now, confirmed_at=now if confirmed else None,
    )


def seed(records: Records, people: Iterable[Persona], passwords: Passwords, numbers: Throttle, clock: Clock) -> None:
    """Make them in an empty database; in any other they were made before, and what people did with them stays."""
    expected = [persona for persona in people if "compte confirmé" in _words(persona) or "en attente" in _words(persona)]
    now, password_hash = clock.now(), passwords.hash_of_published(SEEDED_PASSWORD)
    try:
        with records.session() as session:
            if session.scalar(select(Account.id).limit(1)) is not None:
                return
            for persona in expected:
                state = State.PENDING if "en attente" in _words(persona) else State.CONFIRMED
                session.add(account_of(persona, state=state, password_hash=password_hash, now=now))
                if "verrouillé" in _words(persona):
                    numbers.lock(session, persona.nir[:13], until=now + _YEARS)
    except IntegrityError:
        # Another process that starts at the same time was faster.
        return


def _words(persona: Persona) -> str:
    # `compte local confirmé` and `compte confirmé` are the same here.
    return persona.mcf.replace("compte local", "compte")
