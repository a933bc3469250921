"""A registration at one provider, and what is remembered between leaving for it and coming back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doublure.clock import Clock
from doublure.oidc.encryption import Encryption, decrypt
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.signer import Signer
from doublure.oidc.vocabulary import AuthMethod, SigningAlgorithm
from doublure.oidc.wire import Wire
from doublure.randomness import Randomness

__all__ = ["Memory", "Registration"]

#: State and nonce hold at least this many unguessable bits beside the tag they begin with.
_MIN_BITS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What must be remembered between leaving and coming back, bound to the browser by the house that keeps it."""

    state: str
    nonce: str = field(repr=False)
    code_verifier: str | None = field(repr=False)
    acr_values: tuple[str, ...] | None
    redirect_uri: str
    max_age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One registration at one provider. Algorithms are pinned here, never taken from a token's header or from metadata.

    `pkce=False` is for providers that refuse the parameter; `state_style` writes state and nonce as `token` (43 URL-safe
    characters) or `hex` (64 characters). `expects_iss` requires the `iss` parameter (RFC 9207) whatever the metadata announces.
    `userinfo_alg` is `None` for plain JSON. A token with an `…_encryption` is believed only if it was encrypted so, for one of
    `decryption_keys`. `levels`, weakest first, lets a stronger `acr` than the one asked for pass.
    `trusted_audiences` may stand beside us in `aud`; `trusted_origins` may hold endpoints beside the issuer's own origin.
    `endpoints` are the members of a discovery document for a provider that publishes none.
    `signer` signs the assertions of private_key_jwt. `leeway` in seconds.
    Raises `ValueError` for a registration that cannot work.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    wire: Wire
    clock: Clock
    randomness: Randomness
    client_secret: str = field(default="", repr=False)
    signer: Signer | None = None
    auth_method: str = "client_secret_basic"
    id_token_alg: str = "ES256"
    userinfo_alg: str | None = None
    id_token_encryption: Encryption | None = None
    userinfo_encryption: Encryption | None = None
    decryption_keys: DecryptionKeys | None = field(default=None, repr=False)
    pkce: bool = True
    expects_iss: bool = True
    state_style: str = "token"
    leeway: int = 0
    levels: tuple[str, ...] = ()
    trusted_audiences: frozenset[str] = frozenset()
    trusted_origins: frozenset[str] = frozenset()
    endpoints: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if self.auth_method not in set(AuthMethod):
            raise ValueError(f"auth_method {self.auth_method!r} is not one of {', '.join(AuthMethod)}")
        if self.auth_method.startswith("client_secret") and not self.client_secret:
            raise ValueError(f"{self.auth_method} needs client_secret")
        if self.auth_method == AuthMethod.PRIVATE_KEY_JWT and self.signer is None:
            raise ValueError("private_key_jwt needs a key to sign with")
        if self.auth_method == AuthMethod.NONE and not self.pkce:
            raise ValueError("without a secret only PKCE ties the code to us: none needs pkce")
        for alg in (self.id_token_alg, self.userinfo_alg):
            if alg is not None and alg not in set(SigningAlgorithm):
                raise ValueError(f"{alg!r} is not one of {', '.join(SigningAlgorithm)}")
        if (self.id_token_encryption or self.userinfo_encryption) and self.decryption_keys is None:
            raise ValueError("encryption is registered, and there are no decryption_keys")
        if self.state_style not in {"token", "hex"}:
            raise ValueError(f"state_style {self.state_style!r} is not token or hex")

    def unguessable(self, tag: str) -> str:
        """A new value for state or nonce, beginning with *tag*."""
        if self.state_style == "hex":
            return tag + self.randomness.hex(max(64 - len(tag), _MIN_BITS // 4))
        return tag + self.randomness.token(max(43 - len(tag), _MIN_BITS // 6 + 1))

    def opened(self, token: str, encryption: Encryption | None) -> str:
        """What is inside *token* where *encryption* is registered, else the token itself. Raises a `TokenRefused`."""
        if encryption is None or self.decryption_keys is None:
            return token
        return decrypt(token, self.decryption_keys, encryption)

    def accepted_levels(self, memory: Memory) -> tuple[str, ...] | None:
        """The `acr` that answer what was asked: those asked for, and any stronger one that `levels` knows; `None` for any."""
        asked = memory.acr_values
        if asked is None:
            return None
        ranks = [self.levels.index(level) for level in asked if level in self.levels]
        return asked + (self.levels[min(ranks):] if ranks else ())
