"""An issuer's published keys, kept: fetched once, again when a token names a key that is not among them, and not too often.

One cache belongs to one address: the key of one issuer never verifies the token of another (RFC 8725 §3.8).
"""

from __future__ import annotations

from doublure.clock import Clock
from doublure.oidc.fetched import Fetched
from doublure.oidc.public_keys import PublicKey, PublicKeys
from doublure.oidc.wire import Wire, WireError, WireFailed

__all__ = ["JwksCache"]


class JwksCache:
    """The keys at *address*. A set that cannot be had, or that holds no usable key, leaves the last good one in place."""

    def __init__(self, wire: Wire, address: str, clock: Clock) -> None:
        self._wire = wire
        self._address = address
        self._keys: Fetched[PublicKeys] = Fetched(self._fetch, clock, (WireError,))

    def current(self) -> PublicKeys:
        """The keys as far as known. Raises `WireError` when there never were any."""
        return self._keys.get()

    def find(self, kid: str | None, alg: str) -> tuple[PublicKey, ...]:
        """See `KeySource.find`; the set is fetched again for a key it does not hold (Core §10.1.1). Raises `WireError`."""
        return self._keys.get().find(kid, alg) or self._keys.renewed().find(kid, alg)

    def _fetch(self) -> PublicKeys:
        reply = self._wire.get(self._address, {"Accept": "application/jwk-set+json, application/json"})
        if reply.status != 200:
            raise WireFailed(f"status_{reply.status}", self._address)
        document = reply.json_object()
        if document is None:
            raise WireFailed("no_json", self._address)
        keys = PublicKeys.from_jwks(document)
        if not keys.keys:
            raise WireFailed("no_keys", self._address)
        return keys
