"""An application of this house in the role of a relying party, made of its registration; and the keys of what is meant for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from doublure.oidc.decryption_file import load_or_create_decryption
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.relying_party import RelyingParty
from doublure.oidc.wire import Wire
from doublure.ports import Ports
from service_provider.registered import Registered

__all__ = ["keys_of", "role_of"]

#: Weakest first: who has proved more than was asked is welcome.
_LEVELS = ("eidas1", "eidas2", "eidas3")


def keys_of(ports: Ports, slug: str) -> Callable[[], DecryptionKeys]:
    """The private keys of the application *slug*: made when first needed, kept in the state folder: a hub remembers them."""
    return cache(lambda: load_or_create_decryption(ports.state / "keys" / f"{slug}-decryption.json", ("EC", "RSA")))


def role_of(settings: Registered, ports: Ports, keys: Callable[[], DecryptionKeys]) -> RelyingParty:
    """Whoever *settings* register, able to speak; *keys* are needed where the hub encrypts."""
    addresses = ports.addresses
    id_token, userinfo = settings.id_token_encryption, settings.userinfo_encryption
    return RelyingParty(
        issuer=addresses.resolve(settings.issuer), client_id=settings.client_id,
        client_secret=settings.client_secret.reveal(), redirect_uri=addresses.resolve(settings.redirect_uri),
        wire=Wire(addresses.wire(), ca_file=ports.authorities), clock=ports.clock, randomness=ports.randomness,
        auth_method=settings.token_endpoint_auth_method, id_token_alg=settings.id_token_signed_response_alg,
        userinfo_alg=settings.userinfo_signed_response_alg, pkce=settings.pkce, levels=_LEVELS,
        id_token_encryption=id_token, userinfo_encryption=userinfo,
        decryption_keys=keys() if id_token or userinfo else None,
    )
