"""Behind the ports: shelves, roles and parties of one platform, made once at start."""

from __future__ import annotations

from pathlib import Path

from broker.accounts.book import open_accounts
from broker.announcement import announced
from broker.bulkhead import Bulkhead
from broker.civil_registry import civil_registry_of
from broker.client_keys import ClientKeys
from broker.data_providers import DataProviders
from broker.disabled import DisabledAccounts
from broker.health import Health, in_background
from broker.party_documents import PartyDocuments
from broker.platforms import Platform
from broker.policy import HubPolicy, error_uri, logging_refusals
from broker.ports import Ports
from broker.registry import Registry
from broker.roles import Roles
from broker.settings import BrokerSettings
from broker.shelving import shelves_of
from broker.tables import tables
from broker.upstream import OidcConnector
from doublure.armed import Armed
from doublure.correlation import Correlation
from doublure.journal import Journal
from doublure.oidc.provider.documents import PublishedKeys, prepared_discovery
from doublure.oidc.provider.grants import Grants
from doublure.oidc.provider.provider import Provider
from doublure.oidc.rotating_keys import RotatingKeys
from doublure.ports import Ports as Ground
from doublure.runs import Runs
from doublure.web.pages import Pages

__all__ = ["HERE", "bind"]

#: The folder of this house: its templates and catalogues stand below.
HERE = Path(__file__).parent


def bind(settings: BrokerSettings, ground: Ground, platform: Platform) -> Ports:
    """The ports of *platform*. Reads or makes its signing keys and opens the database; nothing else touches the disk."""
    origin = ground.addresses.public(platform.application)
    issuer = origin + platform.issuer_path
    registry = Registry(
        platform.slug,
        settings.relying_parties,
        settings.identity_providers,
        ground.control,
        default_alg=platform.default_id_token_alg,
        # Where one algorithm is announced, a registration that names none means that one.
        default_assertion_alg=platform.signing_algorithms[0] if len(platform.signing_algorithms) == 1 else None,
        default_enc=platform.content_encryption[0] if platform.content_encryption else None,
        pkce=platform.pkce,
        requires_pivot=platform.requires_pivot,
    )
    journal = Journal(house=platform.application, clock=ground.clock, sinks=ground.sinks)
    lifetimes = platform.lifetimes
    grants = Grants(
        ground.store,
        ground.clock,
        ground.randomness,
        code_s=lifetimes.code,
        access_token_s=lifetimes.access_token,
        grant_s=lifetimes.grant,
        refresh_s=max(lifetimes.refresh, lifetimes.offline),
        prefix=f"{platform.slug}-",
    )
    documents = PartyDocuments(ground.clock, ground.addresses.wire(), ground.authorities)
    client_keys = ClientKeys(ground.state / "keys", platform.application, platform.decryption_keys)
    provider = Provider(
        issuer=issuer,
        token_endpoint=f"{origin}{platform.base_path}/token",
        keys=RotatingKeys(ground.state / "keys" / f"{platform.application}.json", platform.signing_algorithms,
                          name=platform.application, control=ground.control, clock=ground.clock),
        clients=registry,
        grants=grants,
        clock=ground.clock,
        randomness=ground.randomness,
        journal=journal,
        policy=HubPolicy(settings.releases[platform.slug]),
        seams=ground.seams,
        id_token_s=lifetimes.id_token,
        party_keys=documents,
        error_uri=error_uri(ground.addresses.public("console"), ground.randomness),
        on_refusal=logging_refusals(ground.addresses.public("console"), platform.application),
    )
    roles = Roles(
        callback=origin + platform.callback_path,
        addresses=ground.addresses,
        clock=ground.clock,
        randomness=ground.randomness,
        keys=client_keys,
        authorities=ground.authorities,
    )
    return Ports(
        platform=platform,
        origin=origin,
        issuer=issuer,
        dashboard=ground.addresses.public("dashboard"),
        tables=tables(platform.column),
        registry=registry,
        data_providers=DataProviders(platform.slug, settings.data_providers, settings.releases[platform.slug]),
        release=settings.releases[platform.slug],
        documents=documents,
        shelves=shelves_of(ground, platform, settings.accounts.access_lifetime),
        accounts=open_accounts(ground.records_url, settings.accounts, ground.clock, ground.schemas),
        provider=provider,
        discovery=prepared_discovery(announced(platform, origin, settings.releases[platform.slug])),
        jwks=PublishedKeys(provider.keys),
        client_jwks=client_keys.published,
        connector=OidcConnector(roles, Health(roles.probe, ground.clock, in_background), Bulkhead()),
        civil_registry=civil_registry_of(
            ground.addresses, form=platform.registry_format, deadline_s=platform.registry_deadline, ca_file=ground.authorities),
        correlation=Correlation(ground.store),
        armed=Armed(ground.control, ground.store), runs=Runs(ground.control),
        pages=Pages([HERE / "templates"], [HERE / "locale"], platform.title, platform.application),
        clock=ground.clock,
        randomness=ground.randomness,
        journal=journal,
        outbox=ground.outbox,
        disabled=DisabledAccounts(ground.people),
    )
