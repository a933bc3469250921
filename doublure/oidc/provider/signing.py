"""Tokens for one client: signed with the algorithm it registered, then encrypted where it registered that too (Core §10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doublure.journal import Trail
from doublure.oidc import tokens
from doublure.oidc.encryption import Encryption, encrypt
from doublure.oidc.errors import InvalidClientMetadata
from doublure.oidc.keys import HmacKey, Signer, secret_key
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.encryption_rules import key_to_encrypt_for
from doublure.oidc.provider.provider import Provider
from doublure.oidc.seams import Passage
from doublure.oidc.vocabulary import SigningAlgorithm

__all__ = ["encrypted", "key_for", "signed"]


def key_for(provider: Provider, client: Client, alg: str) -> Signer | HmacKey:
    """What signs for *client* under *alg*. Raises `InvalidClientMetadata` when the registration cannot be served."""
    if alg == SigningAlgorithm.HS256:
        secret = client.secret.reveal() if client.secret else None
        if secret is None:
            raise InvalidClientMetadata("HS256 needs a client registered with a secret")
        return secret_key(secret)
    try:
        return provider.keys.signer(alg)
    except LookupError:
        raise InvalidClientMetadata(f"this issuer does not sign with {alg}") from None


def signed(provider: Provider, passage: Passage, claims: Mapping[str, Any], client: Client, alg: str, trail: Trail) -> str:
    """*claims* as a compact JWS. The header is exactly `alg` and `kid`, for HS256 `alg` alone (Core §10.1)."""
    key = key_for(provider, client, alg)
    header: dict[str, Any] = {"alg": alg} if isinstance(key, HmacKey) else {"alg": alg, "kid": key.kid}
    trail.message(passage.message, "sent", client.client_id, claims, header)

    def sign(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        return tokens.sign(header, claims, key)

    return provider.seams.signed(passage, header, claims, sign)


def encrypted(provider: Provider, content: str, client: Client, encryption: Encryption | None, *, nested: bool = True) -> str:
    """*content*, encrypted for *client* if so registered: behind the seam, so that what a laboratory signs is too.

    Issuer and audience are repeated outside (RFC 7519 §5.3): a reader with several registrations knows which one it is for.
    """
    if encryption is None:
        return content
    key = key_to_encrypt_for(provider, client, encryption)
    named = {} if key.kid is None else {"kid": key.kid}
    kind = {"cty": "JWT"} if nested else {}
    return encrypt(content, key, encryption, {**kind, **named, "iss": provider.issuer, "aud": client.client_id})
