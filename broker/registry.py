"""The parties by name: those of the configuration, and those registered while running, which every worker sees at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from broker.parties import IdentityProvider, RelyingParty, client_from, identity_provider_from
from broker.stored_parties import Parsed, Reads, Remembering
from doublure.oidc.provider.clients import Client, ClientSecret

__all__ = ["CLIENTS", "PROVIDERS", "Registry", "client_key"]

#: Tables of the control store: JSON documents by client key, by provider uid.
CLIENTS = "clients"
PROVIDERS = "identity-providers"
#: What the control store holds for a configured party that was removed while running.
REMOVED = b"null"


def client_key(platform: str, client_id: str) -> str:
    """Where a relying party is kept: the same client_id may exist on several platforms."""
    return f"{platform}/{client_id}"


class Registry:
    """Who may meet at one platform. What the control store says of a party wins over the configuration."""

    def __init__(
        self,
        platform: str,
        relying_parties: Iterable[RelyingParty],
        identity_providers: Iterable[IdentityProvider],
        control: Reads,
        *,
        default_alg: str,
        default_assertion_alg: str | None = None,
        default_enc: str | None = None,
        pkce: Literal["refused", "optional"] = "refused",
        requires_pivot: bool = True,
    ) -> None:
        self._platform = platform
        self._relying_parties = {party.client_id: party for party in relying_parties if party.platform == platform}
        self._identity_providers = {provider.uid: provider for provider in identity_providers}
        self._control = control
        self._default_alg = default_alg
        self._default_assertion_alg = default_assertion_alg
        self._default_enc = default_enc
        self._pkce: Literal["refused", "optional"] = pkce
        self._requires_pivot = requires_pivot
        self._read_clients: Parsed[RelyingParty] = Parsed(client_from)
        self._read_providers: Parsed[IdentityProvider] = Parsed(identity_provider_from)
        self._clients: dict[str, tuple[RelyingParty, Client]] = {}

    def for_one_request(self) -> Registry:
        """The same registry, which asks the control store for each party once: a station speaks of one party many times."""
        # Once per request, where `copy` would take as long as the station's whole reading.
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__, _control=Remembering(self._control))
        return view

    def relying_party(self, client_id: str | None) -> RelyingParty | None:
        """The active relying party *client_id*, or `None`: an inactive one is unknown (contract §8.1)."""
        if not client_id:
            return None
        key = client_key(self._platform, client_id)
        raw = self._control.get(CLIENTS, key)
        if raw == REMOVED:
            return None
        party = self._read_clients.of(key, raw) if raw else self._relying_parties.get(client_id)
        return party if party and party.active else None

    def relying_parties(self) -> tuple[RelyingParty, ...]:
        """Every active relying party of the platform."""
        stored = self._control.all(CLIENTS)
        prefix = f"{self._platform}/"
        named = {key.removeprefix(prefix) for key in stored if key.startswith(prefix)} | set(self._relying_parties)
        return tuple(party for party in map(self.relying_party, sorted(named)) if party)

    def identity_provider(self, uid: str | None) -> IdentityProvider | None:
        """The identity provider *uid*, active or not; one whose people the platform could not tell apart is unknown to it."""
        if not uid:
            return None
        raw = self._control.get(PROVIDERS, uid)
        if raw == REMOVED:
            return None
        provider = self._read_providers.of(uid, raw) if raw else self._identity_providers.get(uid)
        return provider if provider and self._fits(provider) else None

    def identity_providers(self) -> tuple[IdentityProvider, ...]:
        """Every identity provider in display order: `order`, then the order of registration (contract §6.2)."""
        stored = self._control.all(PROVIDERS)
        known: dict[str, IdentityProvider] = dict(self._identity_providers)
        for uid, raw in stored.items():
            if raw == REMOVED:
                known.pop(uid, None)
            else:
                known[uid] = self._read_providers.of(uid, raw)
        return tuple(sorted(filter(self._fits, known.values()), key=lambda provider: provider.order))

    def _fits(self, provider: IdentityProvider) -> bool:
        return provider.pivot or not self._requires_pivot

    def find(self, client_id: str) -> Client | None:
        """The relying party *client_id* as the provider role sees a client (`ClientDirectory`)."""
        party = self.relying_party(client_id)
        if party is None:
            return None
        known = self._clients.get(client_id)
        if known and known[0] is party:
            return known[1]
        client = self._client(party)
        self._clients[client_id] = (party, client)
        return client

    def _client(self, party: RelyingParty) -> Client:
        # HTTP Basic works for a client_secret_post client in practice, although it is not announced (contract §1.5).
        method = party.token_endpoint_auth_method
        accepted = (method, "client_secret_basic") if method == "client_secret_post" else (method,)
        secret = None if party.client_secret is None else ClientSecret.clear(party.client_secret)
        return Client(
            client_id=party.client_id,
            client_name=party.name,
            secret=secret,
            redirect_uris=party.redirect_uris,
            post_logout_redirect_uris=party.post_logout_redirect_uris,
            scope=frozenset(party.scope),
            token_endpoint_auth_method=accepted,
            token_endpoint_auth_signing_alg=party.token_endpoint_auth_signing_alg or self._default_assertion_alg,
            id_token_signed_response_alg=party.id_token_signed_response_alg or self._default_alg,
            userinfo_signed_response_alg=party.userinfo_signed_response_alg,
            id_token_encryption=party.encryption("id_token", self._default_enc),
            userinfo_encryption=party.encryption("userinfo", self._default_enc),
            grant_types=party.grant_types,
            pkce=self._pkce,
            jwks=party.jwks,
            jwks_uri=party.jwks_uri,
            active=party.active,
        )
