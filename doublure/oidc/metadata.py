"""What an issuer says of itself, fetched when first needed (OpenID Connect Discovery 1.0 §4), and its keys (RFC 7517)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doublure.clock import Clock
from doublure.oidc.keys import PublicKeys
from doublure.oidc.wire import Wire, WireFailed

__all__ = ["JwksCache", "MetadataRefused", "ProviderMetadata", "fetch_metadata"]

#: Seconds between two fetches of the same key set because of an unknown kid.
REFRESH_PAUSE = 30


class MetadataRefused(Exception):  # noqa: N818 - an outcome of discovery, named as the other refusals are
    """The discovery document cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """The members the relying-party role uses (Discovery §3). Optional endpoints are `None` where not announced."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    iss_parameter: bool = False

    @classmethod
    def of(cls, document: Mapping[str, Any], issuer: str) -> ProviderMetadata:
        """The metadata in *document*. Raises `MetadataRefused`, above all when it speaks of another issuer (§4.3)."""
        if document.get("issuer") != issuer:
            raise MetadataRefused(f"issuer {str(document.get('issuer'))[:100]!a} instead of {issuer}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(document.get(name), str):
                raise MetadataRefused(f"no {name}")

        def optional(name: str) -> str | None:
            value = document.get(name)
            return value if isinstance(value, str) else None

        return cls(
            issuer=issuer,
            authorization_endpoint=document["authorization_endpoint"],
            token_endpoint=document["token_endpoint"],
            jwks_uri=document["jwks_uri"],
            userinfo_endpoint=optional("userinfo_endpoint"),
            end_session_endpoint=optional("end_session_endpoint"),
            iss_parameter=document.get("authorization_response_iss_parameter_supported") is True,
        )


def fetch_metadata(wire: Wire, issuer: str) -> ProviderMetadata:
    """The metadata of *issuer*. An issuer may end with a slash: joined with care, compared exactly (§4.1, §4.3)."""
    address = issuer.removesuffix("/") + "/.well-known/openid-configuration"
    reply = wire.get(address, {"Accept": "application/json"})
    document = reply.json_object()
    if reply.status != 200 or document is None:
        raise WireFailed(f"status_{reply.status}", address)
    return ProviderMetadata.of(document, issuer)


class JwksCache:
    """An issuer's keys: fetched once, again when a token names a key that is not among them, and not too often."""

    def __init__(self, wire: Wire, address: str, clock: Clock) -> None:
        self._wire = wire
        self._address = address
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: PublicKeys | None = None
        self._fetched_at = 0

    def keys(self, kid: str | None, alg: str) -> PublicKeys:
        """The keys, fresh enough to hold *kid* if the issuer publishes it. Raises `WireError`."""
        known = self._keys
        if known is not None and known.find(kid, alg):
            return known
        with self._lock:
            now = self._clock.now()
            rested = not 0 <= now - self._fetched_at < REFRESH_PAUSE
            if self._keys is None or (not self._keys.find(kid, alg) and rested):
                self._keys = self._fetch()
                self._fetched_at = now
            return self._keys

    def _fetch(self) -> PublicKeys:
        reply = self._wire.get(self._address, {"Accept": "application/jwk-set+json, application/json"})
        document = reply.json_object()
        if reply.status != 200 or document is None:
            raise WireFailed(f"status_{reply.status}", self._address)
        return PublicKeys.from_jwks(document)
