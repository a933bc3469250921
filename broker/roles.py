"""One relying-party role per registered provider, made when it is first needed and again when the registration changes."""

from __future__ import annotations

from pathlib import Path

from broker.client_keys import ClientKeys
from broker.parties import IdentityProvider
from doublure.addresses import AddressBook
from doublure.clock import Clock
from doublure.oidc.metadata import MetadataRefused, fetch_metadata
from doublure.oidc.relying_party import RelyingParty
from doublure.oidc.wire import Wire, WireError, origin_of
from doublure.randomness import Randomness

__all__ = ["Roles"]

#: Seconds within which a provider must answer to be shown as answering.
_PROBE_S = 2.0
#: How an identity provider encrypts content where its registration does not say (contract §5.3).
_CONTENT = "A256GCM"


class Roles:
    """*callback* is where providers send people back to; `{slug}` in it stands for the provider's. *keys* sign for providers that
    want private_key_jwt, and open what others encrypt.
    """

    def __init__(self, *, callback: str, addresses: AddressBook, clock: Clock, randomness: Randomness,
                 keys: ClientKeys, authorities: Path | None = None) -> None:
        self._callback = callback
        self._addresses = addresses
        self._clock = clock
        self._randomness = randomness
        self._keys = keys
        self._authorities = authorities
        self._known: dict[str, tuple[IdentityProvider, RelyingParty]] = {}

    def of(self, provider: IdentityProvider) -> RelyingParty:
        """The hub at *provider*."""
        known = self._known.get(provider.uid)
        if known and known[0] is provider:
            return known[1]
        made = self._made(provider)
        if known:
            known[1].wire.close()
        self._known[provider.uid] = (provider, made)
        return made

    def probe(self, provider: IdentityProvider) -> bool:
        """Whether *provider* gives its metadata within the time of a page, asked anew; its keys where it publishes none."""
        role = self.of(provider)
        wire = self._wire(role.issuer, provider, min(provider.timeout, _PROBE_S))
        try:
            if role.endpoints is None:
                fetch_metadata(wire, role.issuer, role.trusted_origins)
                return True
            address = role.endpoints.get("jwks_uri", role.endpoints["token_endpoint"])
            return wire.get(address).status < 500
        except (WireError, MetadataRefused):
            return False
        finally:
            wire.close()

    def _made(self, provider: IdentityProvider) -> RelyingParty:
        issuer = self._addresses.resolve(provider.url)
        signs = provider.token_endpoint_auth_method == "private_key_jwt"
        id_token_encryption = provider.encryption("id_token", _CONTENT)
        userinfo_encryption = provider.encryption("userinfo", _CONTENT)
        return RelyingParty(
            issuer=issuer,
            client_id=provider.client_id,
            client_secret=provider.client_secret or "",
            signer=self._keys.signing.signer(provider.token_endpoint_auth_signing_alg) if signs else None,
            redirect_uri=self._callback.replace("{slug}", provider.slug),
            wire=self._wire(issuer, provider, provider.timeout),
            clock=self._clock,
            randomness=self._randomness,
            auth_method=provider.token_endpoint_auth_method,
            id_token_alg=provider.id_token_signed_response_alg,
            userinfo_alg=provider.userinfo_signed_response_alg,
            id_token_encryption=id_token_encryption,
            userinfo_encryption=userinfo_encryption,
            decryption_keys=self._keys.opening if id_token_encryption or userinfo_encryption else None,
            pkce=provider.pkce,
            expects_iss=provider.sends_iss,
            state_style="hex",
            trusted_origins=frozenset(provider.trusted_origins),
            endpoints=provider.endpoints,
        )

    def _wire(self, issuer: str, provider: IdentityProvider, timeout_s: float) -> Wire:
        # A provider is called at the origins a person registered for it, and nowhere else (design §4).
        ours = self._addresses.wire()
        origins = {origin: ours.get(origin, origin) for origin in (origin_of(issuer), *provider.trusted_origins)}
        return Wire(origins, timeout_s=timeout_s, ca_file=self._authorities)
