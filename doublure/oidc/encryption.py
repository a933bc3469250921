"""JSON Web Encryption in compact form: making a token readable for one, and reading one made for us (RFC 7516, RFC 7518).

Both algorithms are pinned by registration; a header chooses neither. What is inside is believed no more for being encrypted:
anybody can encrypt with a public key, so a signature is still owed (Core §10.2, RFC 8725 §3.3). Nothing is ever compressed, and a
token that says it is goes unread (RFC 8725 §3.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from doublure.journal import masked
from doublure.oidc.encryption_keys import KEY_MANAGEMENT, DecryptionKeys, EncryptionKey
from doublure.oidc.signatures import MAX_TOKEN
from doublure.oidc.strict_json import JsonRefused, json_object
from doublure.oidc.token_refusals import (
    DecryptionFailed,
    EncryptionRefused,
    HeaderRefused,
    Malformed,
    NotEncrypted,
    quoted,
)

__all__ = ["CONTENT_ENCRYPTION", "DEFAULT_CONTENT_ENCRYPTION", "Encryption", "decrypt", "encrypt"]

#: How the content may be encrypted (RFC 7518 §5.1).
CONTENT_ENCRYPTION = ("A256GCM", "A128GCM", "A128CBC-HS256", "A256CBC-HS512")
#: What a registration means that names a key management algorithm alone (Registration 1.0 §2).
DEFAULT_CONTENT_ENCRYPTION = "A128CBC-HS256"
#: Keys tried when a header names none: each costs a private operation.
_MAX_TRIES = 4


class _Registry(jwe.JWERegistry):
    """The library's limits, with room for our longest token, its size once in base64url."""

    max_protected_header_length = 8_192
    max_ciphertext_length = MAX_TOKEN * 2


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a kind of token is encrypted for one client: `alg` agrees on the key, `enc` encrypts the content.

    Raises `ValueError` for an algorithm that is not spoken here.
    """

    alg: str
    enc: str

    def __post_init__(self) -> None:
        if self.alg not in KEY_MANAGEMENT:
            raise ValueError(f"{self.alg!r} is not one of {', '.join(KEY_MANAGEMENT)}")
        if self.enc not in CONTENT_ENCRYPTION:
            raise ValueError(f"{self.enc!r} is not one of {', '.join(CONTENT_ENCRYPTION)}")

    @classmethod
    def registered(cls, alg: str | None, enc: str | None) -> Encryption | None:
        """What the two members of a registration say (Registration 1.0 §2); `None` without a key management algorithm."""
        return cls(alg, enc or DEFAULT_CONTENT_ENCRYPTION) if alg else None


def encrypt(content: str, key: EncryptionKey, encryption: Encryption, header: Mapping[str, Any]) -> str:
    """*content* as a compact JWE for the owner of *key*; *header* holds what stands there besides `alg`, `enc` and `epk`."""
    protected = {"alg": encryption.alg, "enc": encryption.enc, **header}
    return jwe.encrypt_compact(protected, content, key.key, registry=_registry(encryption))


def decrypt(token: str, keys: DecryptionKeys, encryption: Encryption) -> str:
    """What is inside a JWE made for one of *keys* with exactly *encryption*. Raises a `TokenRefused`."""
    header = _header(token)
    for name, registered in (("alg", encryption.alg), ("enc", encryption.enc)):
        if header.get(name) != registered:
            raise EncryptionRefused(f"{name} {quoted(header.get(name), 30)}", registered)
    for name in ("crit", "zip"):
        if name in header:
            raise HeaderRefused(f"the header parameter {name}", "none that must be understood, and nothing compressed")
    kid = header.get("kid")
    for key in keys.find(kid if isinstance(kid, str) else None, encryption.alg)[:_MAX_TRIES]:
        try:
            opened = jwe.decrypt_compact(token, key.key, registry=_registry(encryption)).plaintext
            return "" if opened is None else opened.decode("utf-8")
        except (JoseError, ValueError, TypeError, AssertionError):
            # The library asserts what a header must hold; which of the steps failed is told to nobody (RFC 7516 §11.5).
            continue
    raise DecryptionFailed(f"kid {quoted(kid, 80)}", "a token encrypted for one of our keys")


def _registry(encryption: Encryption) -> _Registry:
    return _Registry(algorithms=[encryption.alg, encryption.enc], strict_check_header=False)


def _header(token: str) -> dict[str, Any]:
    if len(token) > MAX_TOKEN * 2 or not token.isascii():
        raise Malformed(masked(token), f"at most {MAX_TOKEN * 2} ASCII characters")
    parts = token.split(".")
    if len(parts) == 3:
        raise NotEncrypted("a signed token that is not encrypted", "an encrypted one, as registered")
    if len(parts) != 5:
        raise Malformed(f"{len(parts)} parts", "five parts separated by dots")
    try:
        return json_object(urlsafe_b64decode(parts[0].encode("ascii")))
    except (JsonRefused, ValueError):
        raise Malformed("a header that is no JSON object in base64url", "a JWE") from None
