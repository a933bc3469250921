"""Who may ask: a client as it is registered, how it proves itself, where it may be answered (RFC 7591 §2)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol
from urllib.parse import quote_plus, unquote_plus

from doublure.oidc.encryption import Encryption
from doublure.oidc.party_keys import PartyKeys

__all__ = ["Client", "ClientDirectory", "ClientSecret"]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A client's secret. Only its SHA-256 is kept, unless the clear text itself is a key (HS256, client_secret_jwt).

    A fast hash is enough because secrets are long random values, and a slow one at the token endpoint would be a lever for
    denial of service.
    """

    digest: bytes = field(repr=False)
    text: str | None = field(default=None, repr=False)

    @classmethod
    def clear(cls, secret: str) -> ClientSecret:
        """A secret whose text is needed."""
        return cls(digest=_digest(secret), text=secret)

    @classmethod
    def hashed(cls, secret: str) -> ClientSecret:
        """A secret of which only the hash is kept."""
        return cls(digest=_digest(secret))

    @classmethod
    def sha256(cls, hexadecimal: str) -> ClientSecret:
        """A secret known by its SHA-256, 64 hexadecimal characters. Raises `ValueError` for anything else."""
        digest = bytes.fromhex(hexadecimal)
        if len(digest) != hashlib.sha256().digest_size:
            raise ValueError("a SHA-256 digest has 64 hexadecimal characters")
        return cls(digest=digest)

    def matches(self, given: str) -> bool:
        """Whether *given* is the secret, in a time that does not depend on where they differ (CWE-208)."""
        return hmac.compare_digest(self.digest, _digest(given))

    def mistake(self, given: str) -> str:
        """The kind of mistake that a wrong *given* looks like, in words that show none of it."""
        kinds = (
            ("white space around it", given.strip()),
            ("URL-encoded once too often", unquote_plus(given)),
            ("not URL-encoded as Basic asks", quote_plus(given)),
        )
        kind = next((name for name, mended in kinds if mended != given and self.matches(mended)), "another value")
        return f"{len(given)} characters, {kind}"

    def reveal(self) -> str | None:
        """The clear text where it is kept: the key of HS256."""
        return self.text


@dataclass(frozen=True, kw_only=True)
class Client:
    """A registered client. Without `slots`: its own keys are parsed once.

    `token_endpoint_auth_method` lists every method accepted from it; `scope` what it may be granted; the algorithms are pinned:
    no request changes them. `userinfo_signed_response_alg=None` means no signature (Core §5.3.2), `…_encryption=None` means
    that this kind of token is not encrypted.
    """

    client_id: str
    client_name: str = ""
    secret: ClientSecret | None = None
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    scope: frozenset[str] = frozenset({"openid"})
    token_endpoint_auth_method: tuple[str, ...] = ("client_secret_basic",)
    token_endpoint_auth_signing_alg: str | None = None
    id_token_signed_response_alg: str = "RS256"
    userinfo_signed_response_alg: str | None = None
    id_token_encryption: Encryption | None = None
    userinfo_encryption: Encryption | None = None
    grant_types: tuple[str, ...] = ("authorization_code",)
    pkce: Literal["required", "optional", "refused"] = "optional"
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str | None = None
    active: bool = True

    @cached_property
    def own_keys(self) -> PartyKeys:
        """The keys in the registration itself; an empty set where it has none."""
        return PartyKeys.from_jwks(self.jwks or {})

    @property
    def public(self) -> bool:
        """Whether it may come without a secret (RFC 6749 §2.1): it then needs PKCE."""
        return "none" in self.token_endpoint_auth_method


class ClientDirectory(Protocol):
    """Where the provider role looks clients up."""

    def find(self, client_id: str) -> Client | None:
        """The client registered as *client_id*, or `None`."""
        ...
