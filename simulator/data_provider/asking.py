"""The question to the hub, and believing its answer: opened with our key, signed by the hub, for us, now (RFC 9701 §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doublure.clock import Clock
from doublure.oidc.encryption import Encryption, decrypt
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.token_refusals import TokenRefused
from doublure.oidc.tokens import verify_jws
from doublure.oidc.wire import Wire, WireError
from simulator.data_provider.refusals import HubFailed, HubKeysFailed, HubSilent, TokenDead, WrongEncryption, WrongSignature
from simulator.data_provider.settings import HubSettings

__all__ = ["MEDIA", "Hub"]

MEDIA = "application/token-introspection+jwt"
#: How old an answer may be, and how far two clocks may disagree, in seconds.
_FRESH_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """One hub as this data provider knows it. `issuer` is its public one; `keys` are ours, `signing` the hub's."""

    settings: HubSettings
    issuer: str
    wire: Wire
    keys: Callable[[], DecryptionKeys]
    signing: JwksCache
    clock: Clock

    def introspect(self, token: str) -> Mapping[str, Any]:
        """What the hub says of *token*, which is active. Raises a `Refused`."""
        said = self._opened(self._asked(token))
        introspection = said.get("token_introspection")
        if not isinstance(introspection, dict):
            raise HubFailed
        if introspection.get("active") is not True:
            raise TokenDead
        return introspection

    def _asked(self, token: str) -> str:
        fields = {"token": token, "client_id": self.settings.client_id, "client_secret": self.settings.client_secret.reveal()}
        try:
            reply = self.wire.post_form(f"{self.issuer}/checktoken", fields, {"Accept": MEDIA})
        except WireError as fault:
            raise (HubSilent if fault.kind == "timeout" else HubFailed) from fault
        if reply.status != 200 or reply.media != MEDIA:
            raise HubFailed
        return reply.body.decode("latin-1")

    def _opened(self, envelope: str) -> Mapping[str, Any]:
        settings = self.settings
        encryption = Encryption(settings.checktoken_encrypted_response_alg, settings.checktoken_encrypted_response_enc)
        try:
            signed = decrypt(envelope, self.keys(), encryption)
        except TokenRefused as refused:
            raise WrongEncryption from refused
        try:
            _, said = verify_jws(signed, keys=self.signing, algorithms=(settings.checktoken_signed_response_alg,))
        except TokenRefused as refused:
            raise WrongSignature from refused
        except WireError as fault:
            raise HubKeysFailed from fault
        issued = said.get("iat")
        fresh = isinstance(issued, int) and abs(self.clock.now() - issued) <= _FRESH_S
        if said.get("iss") != self.issuer or said.get("aud") != settings.client_id or not fresh:
            raise WrongSignature
        return said
