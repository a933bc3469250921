"""What a relying party has learnt of its provider, fetched when first needed and kept: metadata and keys."""

from __future__ import annotations

from doublure.oidc.fetched import Fetched
from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.metadata import MetadataRefused, ProviderMetadata, fetch_metadata
from doublure.oidc.public_keys import KeySource, PublicKeys
from doublure.oidc.registration import Registration
from doublure.oidc.secret_key import secret_key
from doublure.oidc.wire import WireError

__all__ = ["KnownProvider", "ProviderUnreachable"]


class ProviderUnreachable(Exception):  # noqa: N818 - an outcome a house must be able to show
    """The provider's metadata cannot be had or used: nobody can be sent there. The message says why, without any secret."""


class KnownProvider:
    """The provider of *registration*. The client secret becomes a key once, if an algorithm needs it."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._metadata: Fetched[ProviderMetadata] = Fetched(self._fetch, registration.clock, (WireError, MetadataRefused))
        self._caches: dict[str, JwksCache] = {}
        algorithms = {registration.id_token_alg, registration.userinfo_alg}
        self._secret = secret_key(registration.client_secret) if "HS256" in algorithms else None

    def metadata(self) -> ProviderMetadata:
        """The metadata. Raises `ProviderUnreachable`."""
        try:
            return self._metadata.get()
        except (WireError, MetadataRefused) as fault:
            raise ProviderUnreachable(str(fault)) from fault

    def keys(self, alg: str, metadata: ProviderMetadata) -> KeySource:
        """What verifies *alg*: the client secret for HS256, the published keys otherwise."""
        if alg == "HS256" and self._secret is not None:
            return self._secret
        if metadata.jwks_uri is None:
            return PublicKeys([])
        # A provider that moves its keys gets a new cache; two threads may make it twice, and one of them stays.
        wire, clock = self._registration.wire, self._registration.clock
        return self._caches.setdefault(metadata.jwks_uri, JwksCache(wire, metadata.jwks_uri, clock))

    def _fetch(self) -> ProviderMetadata:
        known = self._registration
        if known.endpoints is not None:
            return ProviderMetadata.of({"issuer": known.issuer, **known.endpoints}, known.issuer, known.trusted_origins)
        return fetch_metadata(known.wire, known.issuer, known.trusted_origins)
