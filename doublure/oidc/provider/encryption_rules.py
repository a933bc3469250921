"""The rules of a client whose tokens are encrypted: its keys can be had, and one of them fits (OpenID Connect Core §10.2).

They stand last in their table: nobody's keys are fetched for a request that is refused anyway.
"""

from __future__ import annotations

from typing import Protocol

from doublure.oidc.encryption import Encryption
from doublure.oidc.encryption_keys import EncryptionKey
from doublure.oidc.errors import InvalidClientMetadata
from doublure.oidc.party_keys import PartyKeysInvalid, PartyKeysUnreachable
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Finding

__all__ = ["EncryptedQuestion", "encryption_key_found", "key_to_encrypt_for", "keys_reached", "keys_readable"]


class EncryptedQuestion(Protocol):
    """A question whose answer carries a token that may have to be encrypted."""

    @property
    def provider(self) -> Provider:
        """The issuer."""
        ...

    @property
    def client(self) -> Client | None:
        """The client that will read the token."""
        ...

    @property
    def encryption(self) -> Encryption | None:
        """How the token is encrypted for it, `None` when it is not."""
        ...


def keys_reached(question: EncryptedQuestion) -> Finding | None:
    """Registration 1.0 §2: the set at `jwks_uri` answers."""
    fault = _fault(question)
    return None if fault is None or isinstance(fault, PartyKeysInvalid) else Finding(str(fault), "a set of keys at jwks_uri")


def keys_readable(question: EncryptedQuestion) -> Finding | None:
    """RFC 7517 §5: what answers is a set of keys."""
    return Finding("no set of keys", "a JSON object with a list 'keys'") if _fault(question) else None


def encryption_key_found(question: EncryptedQuestion) -> Finding | None:
    """Core §10.2: a key for the registered algorithm is in the set; the set is asked for again before the answer is no."""
    client, encryption = question.client, question.encryption
    if client is None or encryption is None or _found(question.provider, client, encryption):
        return None
    return Finding(f"no key for {encryption.alg}", f"a key with use enc for {encryption.alg}, at least 2048 bits if RSA")


def key_to_encrypt_for(provider: Provider, client: Client, encryption: Encryption) -> EncryptionKey:
    """The key of *client* that takes *encryption*. Raises `InvalidClientMetadata`."""
    try:
        key = _found(provider, client, encryption)
    except PartyKeysUnreachable as fault:
        raise InvalidClientMetadata(f"the keys of the client cannot be had ({fault})") from fault
    if key is None:
        raise InvalidClientMetadata(f"the client published no key for {encryption.alg}")
    return key


def _found(provider: Provider, client: Client, encryption: Encryption) -> EncryptionKey | None:
    for again in (False, True):
        keys = provider.keys_of(client, again=again)
        found = keys.encrypting.find(encryption.alg) if keys else None
        if found is not None or client.jwks_uri is None:
            return found
    return None


def _fault(question: EncryptedQuestion) -> PartyKeysUnreachable | None:
    if question.client is None or question.encryption is None:
        return None
    try:
        question.provider.keys_of(question.client)
    except PartyKeysUnreachable as fault:
        return fault
    return None
