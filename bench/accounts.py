"""Login and registration with ten and with ten thousand accounts: `python -P bench/accounts.py [--accounts N] [--rounds N]`.

Measured at the desk, where the database is: the password's hash (argon2, the same for everybody) is replaced by the cheap one
so that it hides nothing, and the two databases take turns so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter_ns

sys.path.insert(0, str(Path(__file__).parents[1]))

from doublure.clock import SystemClock
from doublure.randomness import SystemRandomness
from doublure.records import open_records
from service_provider.accounts.desk import Desk, open_desk
from service_provider.accounts.opening import Outcome, Subject
from service_provider.accounts.proving import Verdict
from service_provider.accounts.schema import Account, Base, Link, State
from service_provider.rules.identity import Pivot
from service_provider.rules.nir import Nir
from service_provider.settings import load_settings

CONFIG = Path(__file__).parents[1] / "config"
PASSWORD = "Simulateur2026"
ISSUER = "http://localhost:4400/api/v2"


class Site:
    """A desk on a database of its own with that many accounts."""

    def __init__(self, folder: Path, accounts: int) -> None:
        settings = load_settings(CONFIG).model_copy(update={"password_hashing": "cheapest"})
        records = open_records(f"sqlite:///{folder / f'{accounts}.db'}", migrations="service_provider.migrations", base=Base)
        self.accounts = accounts
        self.desk: Desk = open_desk(settings, records, SystemClock(), SystemRandomness())
        self._next = accounts
        kept = self.desk.passwords.hash(PASSWORD)
        with records.session() as session:
            for number in range(accounts):
                made = account(number, kept)
                made.state, made.nir_key, made.email_key = State.CONFIRMED, made.nir, made.email
                made.created_at = made.confirmed_at = 0
                session.add(made)
            session.flush()
            session.add_all(Link(issuer=ISSUER, sub=subject(number).sub, account_id=f"{number:043d}", linked_at=0)
                            for number in range(accounts))

    def log_in(self, turn: int) -> None:
        """By number and password, as the login page does."""
        number = turn * 7919 % self.accounts
        assert self.desk.proving.prove(Nir(nir(number)), PASSWORD, "::1").verdict is Verdict.GRANTED

    def recognise(self, turn: int) -> None:
        """By what FranceConnect says, as its callback does."""
        number = turn * 7919 % self.accounts
        assert self.desk.linking.recognise(subject(number), None, f"person{number}@example.org").account is not None

    def meet(self, turn: int) -> None:
        """Somebody whom FranceConnect names for the first time and who has no account: the longest search."""
        pivot = Pivot(family_name=f"NOUVEAU{turn}", given_name="Une", birthdate=birthdate(turn), gender="female",
                      birthplace="55140", birthcountry="99100")
        assert self.desk.linking.recognise(Subject(ISSUER, f"new{turn}"), pivot, f"new{turn}@example.org").account is None

    def register(self, turn: int) -> None:
        """Open an account and confirm it by its link."""
        made = account(self._next, self.desk.passwords.hash(PASSWORD))
        self._next += 1
        done = self.desk.opening.open(made)
        assert done.outcome is Outcome.CREATED
        self.desk.confirming.confirm(done.token or "")


def nir(number: int) -> str:
    """A number of nobody's for the account *number*."""
    return f"2870355{number:06d}"


def birthdate(number: int) -> str:
    """Spread over sixty years, as people are."""
    return date.fromordinal(date(1945, 1, 1).toordinal() + number * 7919 % 21_900).isoformat()


def subject(number: int) -> Subject:
    """Who the account *number* is at the hub."""
    return Subject(ISSUER, f"{number:064x}v1")


def account(number: int, password_hash: str) -> Account:
    """An account, not kept yet."""
    return Account(
        id=f"{number:043d}", nir=nir(number), email=f"person{number}@example.org", family_name=f"FICTIF{number}",
        given_name="Une", birthdate=birthdate(number), gender="female", birthplace="55140", birthcountry="99100",
        password_hash=password_hash)


def measured(task: Callable[[int], None], turn: int) -> int:
    """Nanoseconds of one go."""
    begun = perf_counter_ns()
    task(turn)
    return perf_counter_ns() - begun


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Site(Path(folder), 10), Site(Path(folder), asked.accounts)
        for name in ("log_in", "recognise", "meet", "register"):
            taken: dict[Site, list[int]] = {small: [], large: []}
            for turn in range(asked.rounds):
                for site in (small, large):
                    taken[site].append(measured(getattr(site, name), turn))
            few, many = (median(taken[site]) / 1e6 for site in (small, large))
            print(f"{name:10} {few:8.2f} ms with 10   {many:8.2f} ms with {asked.accounts}   ×{many / few:.2f}")


if __name__ == "__main__":
    main()
