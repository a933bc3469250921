"""What a station may reach: its platform, the parties, the shelves, time, randomness, pages, the other roles.

Bound once in `app.py`; a station receives it and imports none of what stands behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from broker.accounts.access import AccountAccess
from broker.accounts.book import Accounts
from broker.civil_registry import CivilRegistry
from broker.connector import Connector
from broker.data_providers import DataProviders
from broker.journey import Asked, Journey
from broker.leaving import Leaving
from broker.parties import IdentityProvider
from broker.party_documents import PartyDocuments
from broker.pivot import PivotIdentity
from broker.platforms import Platform
from broker.registry import Registry
from broker.release import Release
from broker.session import Session
from broker.tables import Tables
from doublure.armed import Armed
from doublure.clock import Clock
from doublure.correlation import Correlation
from doublure.journal import Journal, Thread, Trail
from doublure.mail import Outbox
from doublure.oidc.provider.documents import Prepared
from doublure.oidc.provider.provider import Provider
from doublure.randomness import Randomness
from doublure.runs import Runs
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf
from doublure.web.pages import Pages

__all__ = ["Ports", "Shelves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What the hub keeps for a while. `departures` and `responses` hold marks: which return,
    which answer is spent; `leavings` the logouts in progress, `account_access` what the dashboard may ask."""

    store: Store
    sessions: Shelf[Session]
    journeys: Shelf[Journey]
    departures: Shelf[str]
    responses: Shelf[str]
    leavings: Shelf[Leaving]
    account_access: Shelf[AccountAccess]


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The house as a station sees it. `origin` is the application's public address, `issuer` the platform's, `dashboard` that of
    the dashboard, all without trailing slash. `run` is set below the issuer of a run."""

    platform: Platform
    origin: str
    issuer: str
    dashboard: str
    tables: Tables
    registry: Registry
    data_providers: DataProviders
    release: Release
    documents: PartyDocuments
    shelves: Shelves
    accounts: Accounts
    provider: Provider
    discovery: Prepared
    jwks: Callable[[], Prepared]
    client_jwks: Callable[[], Prepared]
    connector: Connector
    civil_registry: CivilRegistry
    correlation: Correlation
    armed: Armed
    runs: Runs
    pages: Pages
    clock: Clock
    randomness: Randomness
    journal: Journal
    outbox: Outbox
    run: str | None = None
    disabled: Callable[[], frozenset[PivotIdentity]] = frozenset

    def for_one_request(self) -> Ports:
        """The same house, in which each party is looked up once."""
        # Once per request, where `replace` would take as long as reading a journey.
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__, registry=self.registry.for_one_request())
        return view

    def url(self, path: str) -> str:
        """The public address of *path* under the platform's base path."""
        return f"{self.origin}{self.platform.base_path}{path}"

    def trail(self, thread: Thread, client_id: str | None = None) -> Trail:
        """The journal of one journey."""
        return self.journal.trail(thread, client_id)

    def is_disabled(self, pivot: PivotIdentity) -> bool:
        """Whether the account of this person at the hub is disabled."""
        return pivot in self.disabled()

    def offered(self, provider: IdentityProvider, asked: Asked) -> bool:
        """Whether *provider* is active and the relying party's list lets its users choose it."""
        party = self.registry.relying_party(asked.client_id)
        return bool(party and provider.active and party.meets(provider))
